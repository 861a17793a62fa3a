"""Measures everything in one run and writes benchmarks/results.md. `scripts/bench [EVENTS]`"""

import os
import platform
import sys
import warnings
from pathlib import Path

from benchmarks import cadence, draw, first_view, ledger, lists, pages, papers, public_pages, search
from benchmarks.ground import Line, open_house

RESULTS = Path(__file__).parent / "results.md"
HEAD = """# What is measured, against what

`scripts/bench` measures both sides of a line in one run, in turns, and takes medians. The ratio tells what our own work
costs and hardly depends on the machine; the plain figures beside it do. The server is the embedded one with the
product's own settings: it commits to the disk.

Last run: {machine}.

| what | against | ratio | asked | plain |
| --- | --- | --- | --- | --- |
"""
FOOT = """
- **submit-report command, whole**: a department's form from `carry_out` to the commit: programme, project, publication
  and report read from the ledger, the rules of a month, two events, the command's key with its answer, the seal, every
  read model.
- **saving, with every read model**: of that, what stands against the library's `save`: the same two events given to
  `carry_out` and to the library's own recorder on tables of its own without key, seal and read models. This is the
  figure that is asked to be at least 0.50.
- **rebuild**: every read model anew from the whole ledger and put in place; **verify**: leaf and chain of every event
  recomputed. Both against reading the same events from the server and doing nothing with them.
- **list of 1,000 projects**: 2,000 targets with their plans, 3,000 milestones, 2,000 sites; the workbook read and
  checked by every rule of the import, then one command with every read model. Under 20 seconds is asked of the whole.
  Alone: `.venv/bin/python -m benchmarks.lists`.
- **opening a month**: every claim of the list told, what was due before judged, the new month's reports opened
  with their arithmetic; one command with every read model. **A tick with nothing due** tells and compares as
  much and records nothing. **The matrix** is read and arranged, each cell with how it stands. Alone:
  `.venv/bin/python -m benchmarks.cadence`.
- **draw**: the frozen text of 10,000 members hashed and read, all ranked, twenty drawn; against writing the text of
  each score and hashing it, nothing more. At most twice that time is asked. Alone:
  `.venv/bin/python -m benchmarks.draw`.
- **board, bulletin**: requests a second over HTTP on loopback, against a static file from the same process.
- **as PDF**: the bulletin's words, markup and sheet, tagged alike, by the composing room (0093), which is running
  already, by a Chromium started for it, and by one kept running for it. **Memory**: what the process holds after so
  many papers of one page. **While bulletins are made**: one answer after the other from the process for which the
  room sets one bulletin after the other. **Posters**: what one process sets after the other, against two at a time.
  Alone: `.venv/bin/python -m benchmarks.papers`.
- **not kept**: what the process takes to answer one question, without the way there: every table that the page asks,
  and the page. The board of 1,000 shows its first fifty.
- **search**: 60 governments with twenty years of fifty projects, put into the read model's table; a rare question, a
  usual one and one whose word stands in every sixth project. Against the very same rows by the same index, read as they
  are: what ranking, counting by year and government and, for the page, marking and drawing cost. Alone:
  `.venv/bin/python -m benchmarks.search`.
- **kept, 304, while reports are filed**: requests a second that `wrk` counts with eight connections, each side in turns
  of three seconds; `wrk`, the server's one process and the database share the cores. The static file is as large as
  the board and comes from the same process. Reports are filed by another process without a pause. Alone:
  `scripts/setup bench && .venv/bin/python -m benchmarks.public_pages`.
- **first view**: from the address to the first words, in a real Chromium with an empty cache that is held back through
  `Network.emulateNetworkConditions`. Bytes are those on the wire, headers too: the page, two style sheets, the icon.
  On Fast 3G two waits, one for the page and one for its style sheets, take more than a second before any byte of ours:
  under 1 s is kept on Regular 3G, and on Fast 3G only what we add to the waits is ours. Alone:
  `.venv/bin/python -m benchmarks.first_view`.
"""


def main(events: int) -> None:
    warnings.simplefilter("ignore")
    lines: list[Line] = []
    for measure in (
        ledger.submitting, lists.importing, pages.serving, papers.printing, public_pages.reading, search.finding,
        first_view.visiting, cadence.watching,
    ):  # fmt: skip
        with open_house() as house:
            lines += measure(house)
    with open_house() as house:
        lines += ledger.rebuilding(house, events)
    lines += draw.drawing()
    text = HEAD.format(machine=_machine()) + "".join(_row(line) for line in lines) + FOOT
    RESULTS.write_text(text, "utf-8")
    print(text)


def _row(line: Line) -> str:
    return f"| {line.what} | {line.against} | {line.ratio} | {line.asked or '—'} | {line.plain} |\n"


def _machine() -> str:
    return f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ledger.EVENTS)
