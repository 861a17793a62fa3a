"""Files kept by the hash of their content, outside the database: evidence, photographs, issued papers."""

import os
import tempfile
from datetime import datetime
from hashlib import sha256
from pathlib import Path


class Store:
    """A folder of files named by their SHA-256. What is put twice is kept once; nothing is ever overwritten."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lasting: set[Path] = set()
        """Folders whose own names are known to be on disk."""

    def put(self, content: bytes) -> str:
        """Returns the SHA-256 in hex once the bytes are safely on disk."""
        name = sha256(content).hexdigest()
        path = self._path(name)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=path.parent)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                Path(temporary).replace(path)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
            _sync(path.parent)  # the name, too, must outlive a power cut
            if path.parent not in self._lasting:
                _sync(self.folder)
                self._lasting.add(path.parent)
        return name

    def get(self, name: str) -> bytes:
        """The bytes; raises FileNotFoundError where there are none, ValueError where they no longer have their hash."""
        content = self._path(name).read_bytes()
        if sha256(content).hexdigest() != name:
            raise ValueError(f"stored file {name} has changed")
        return content

    def tidy(self, before: datetime) -> int:
        """Removes what a killed process left half-written before that moment; how many files."""
        left = [path for path in self.folder.glob("[0-9a-f][0-9a-f]/*") if len(path.name) != 64]
        old = [path for path in left if path.stat().st_mtime < before.timestamp()]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def __contains__(self, name: str) -> bool:
        return self._path(name).exists()

    def _path(self, name: str) -> Path:
        if len(name) != 64 or not all(c in "0123456789abcdef" for c in name):
            raise FileNotFoundError(name)
        return self.folder / name[:2] / name


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
