"""A folder that is written beside another one and takes its place in one step."""

import ctypes
import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_HERE, _EXCHANGE = -100, 2
"""Of renameat2(2): paths as they are written, and both names change places."""
_CANNOT = frozenset({errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP})


@contextmanager
def beside(folder: Path) -> Iterator[Path]:
    """An empty folder that takes the place of `folder` when all goes well; else nothing is left of it.

    Raises BlockingIOError while another one is being written."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        for left in folder.parent.glob(f".{folder.name}.half-*"):
            shutil.rmtree(left)  # of one that was killed
        half = Path(tempfile.mkdtemp(prefix=f".{folder.name}.half-", dir=folder.parent))
        try:
            half.chmod(0o755)
            yield half
            os.sync()
            _exchange(half, folder)
        finally:
            shutil.rmtree(half, ignore_errors=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with open(folder.parent / f".{folder.name}.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BlockingIOError(f"{folder} 正由另一个进程写入，请等它结束。") from None
        yield


def _exchange(new: Path, folder: Path) -> None:
    """`new` takes the name `folder`, and what was there the name `new`."""
    if not folder.exists():
        new.rename(folder)
        return
    library = ctypes.CDLL(None, use_errno=True)
    if library.renameat2(_HERE, os.fsencode(new), _HERE, os.fsencode(folder), _EXCHANGE) == 0:
        return
    fault = ctypes.get_errno()
    if fault not in _CANNOT:
        raise OSError(fault, os.strerror(fault), str(folder))
    old = new.with_name(f"{new.name}-old")  # a file system that cannot: for a moment neither is there
    folder.rename(old)
    new.rename(folder)
    old.rename(new)
