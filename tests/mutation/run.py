"""One run of mutmut in its own folder (`mutants/`), and what that left behind."""

import json
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code
from mutmut.utils.format_utils import orig_function_and_class_names_from_key

from tests.mutation.record import ROOT, Row, Survivor, digest, reason

FOLDER = ROOT / "mutants"
NOTICED = ("killed", "timeout", "segfault")
OVERLOOKED = ("survived", "no tests", "suspicious")


def targets() -> list[str]:
    """The files that pyproject.toml tells mutmut to change."""
    return list(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mutmut"]["only_mutate"])


def chosen(names: Sequence[str]) -> list[str]:
    """`pace`, `pace.py` or `projects/pace.py` → the targets meant; all of them for none. Exits on an unknown one."""
    for name in names:
        if not any(_means(name, file) for file in targets()):
            sys.exit(f"不在 pyproject.toml 的 only_mutate 里：{name}")
    return [file for file in targets() if not names or any(_means(name, file) for name in names)]


def _means(name: str, file: str) -> bool:
    return name in (file, Path(file).name, Path(file).stem)


def test(files: Sequence[str], *, whole: bool, fresh: bool, again: bool, workers: int) -> int:
    """mutmut's exit code. A whole run keeps what was killed before and tries the rest again; named files start anew,
    unless of them only the rest is asked for `again`."""
    if fresh:
        shutil.rmtree(FOLDER, ignore_errors=True)
    for file in targets():
        _make_ready(file)
    names = [name for file in files for name in (_rest(file) if again else [f"{_module(file)}.x*"])]
    if not names:
        return 0
    _forget_what_tests_decide()
    _remember(files)
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(workers), *([] if whole else names)]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def _forget_what_tests_decide() -> None:
    """Which test reaches what is found out anew; test files that are gone must be gone in the copy too."""
    for copied in ("tests", "web"):
        shutil.rmtree(FOLDER / copied, ignore_errors=True)
    (FOLDER / "mutmut-stats.json").unlink(missing_ok=True)


def _remember(files: Sequence[str]) -> None:
    """The sources as they are tested: they may be changed while that goes on."""
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "sources.json").write_text(
        json.dumps({**_remembered(), **{file: digest(file) for file in files}}), "utf-8"
    )


def _remembered() -> dict[str, str]:
    stored = FOLDER / "sources.json"
    found: dict[str, str] = json.loads(stored.read_text("utf-8")) if stored.exists() else {}
    return found


def _make_ready(file: str) -> None:
    """What survived gets another chance, unless it is said why it lives. A file copied before it became a target is
    taken for mutated: away with it."""
    found = _found(file)
    if not found:
        (FOLDER / file).unlink(missing_ok=True)
        return
    meta = json.loads(_meta(file).read_text("utf-8"))
    meta["exit_code_by_key"] = {name: code if _settled(file, name, code) else None for name, code in found.items()}
    _meta(file).write_text(json.dumps(meta, indent=4), "utf-8")


def _rest(file: str) -> list[str]:
    """What was not settled of a file; all of it where it has changed since it was tested, or never was."""
    found = _found(file)
    if not found or _remembered().get(file) != digest(file):
        return [f"{_module(file)}.x*"]
    return [name for name, code in found.items() if code is None]


def _settled(file: str, name: str, code: int | None) -> bool:
    if _status(code) in NOTICED:
        return True
    return _status(code) in OVERLOOKED and bool(reason(_survivor(file, name)))


def row(file: str) -> Row:
    counts = [_status(code) for code in _found(file).values()]
    return Row(
        file=file,
        mutants=len(counts),
        killed=counts.count("killed") + counts.count("segfault"),
        timed_out=counts.count("timeout"),
        survived=sum(counts.count(status) for status in OVERLOOKED),
        digest=_remembered().get(file, ""),
    )


def survivors(file: str) -> list[Survivor]:
    found = _found(file)
    return [_survivor(file, name) for name, code in found.items() if _status(code) in OVERLOOKED]


def _survivor(file: str, name: str) -> Survivor:
    function, owner = orig_function_and_class_names_from_key(name)
    lines = get_diff_for_mutant(name, path=file).splitlines()[2:]
    was, now = (" ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+")
    return Survivor(file, f"{owner}.{function}" if owner else function, was, now)


def _module(file: str) -> str:
    return file.removesuffix(".py").replace("/", ".")


def _meta(file: str) -> Path:
    return FOLDER / f"{file}.meta"


def _found(file: str) -> dict[str, int | None]:
    """Mutant → how its tests ended; None for one not tried yet, nothing where there is no run."""
    if not _meta(file).exists():
        return {}
    codes: dict[str, int | None] = json.loads(_meta(file).read_text("utf-8"))["exit_code_by_key"]
    return codes


def _status(code: int | None) -> str:
    return str(status_by_exit_code[code])
