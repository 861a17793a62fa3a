"""Runs mutmut over the files named in pyproject.toml and says what survived. `scripts/mutation [OPTIONS] [FILE...]`"""

import argparse
import sys
from collections.abc import Sequence

from tests.mutation import record, run
from tracker import clock


def main(arguments: Sequence[str]) -> int:
    """The exit code: 1 where a file lies below the bar, a mutant was left out, or a survivor has no reason."""
    asked = _arguments(arguments)
    files = run.chosen(asked.files)
    if asked.changed:
        return _changed()
    if not asked.report and (
        failed := run.test(files, whole=not asked.files, fresh=asked.fresh, again=asked.again, workers=asked.workers)
    ):
        return failed
    rows = [run.row(file) for file in files]
    survivors = [survivor for file in files for survivor in run.survivors(file)]
    print(record.table(rows))
    unexplained = [each for each in survivors if not record.reason(each)]
    for each in unexplained:
        print(f"没有说明：{each.file} {each.function}\n- {each.was}\n+ {each.now}")
    if asked.write:
        record.write(rows, survivors, clock.today())
    return 1 if unexplained or any(row.open or row.percent < record.BAR for row in rows) else 0


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/mutation", description=__doc__)
    parser.add_argument("files", nargs="*", metavar="FILE", help="pace, projects/pace.py … tested anew; all when none")
    parser.add_argument("--fresh", action="store_true", help="forget what was found before")
    parser.add_argument("--again", action="store_true", help="of these files only what survived without a reason")
    parser.add_argument("--write", action="store_true", help="write docs/mutation.md")
    parser.add_argument("--report", action="store_true", help="run nothing, only tell what the last run found")
    parser.add_argument(
        "--changed", action="store_true", help="name the files changed since docs/mutation.md was written"
    )
    parser.add_argument("--workers", type=int, default=1, help="mutants tested at the same time (1)")
    return parser.parse_args(arguments)


def _changed() -> int:
    changed = [file for file, told in record.told().items() if told.digest != record.digest(file)]
    print("\n".join(changed) or "没有变化")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
