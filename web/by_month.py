"""What was published of a project month by month, in a few words for its row on the board."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from projects import published
from projects.published import Board
from projects.snapshot import RETURNED
from web.house import House
from web.selection import LATE, Selection
from web.wording import BACK, STATUSES, number, percent

MOST = 16
"""With more projects than these kept, a list is to be looked over and not read."""
SAID = (*LATE, "not_reported", "finished")
"""Statuses told beside a month's figure; those on pace need no word."""


@dataclass(frozen=True, slots=True)
class Month:
    """One published month: 6月, 62部, 慢于序时; the figure or the status may be empty."""

    label: str
    figure: str
    status: str


def of(house: House, selection: Selection, board: Board) -> dict[str, list[Month]]:
    """Number → the months published up to the board's own, oldest first; nothing where nothing was chosen, or so
    little that a whole list is left."""
    if board.imported or not board.period or not selection.chosen:
        return {}
    kept = {project["number"]: project for project in selection.kept(board.projects)}
    if len(kept) > MOST:
        return {}
    with house.reading() as conn:
        found = published.months_of(conn, board, list(kept))
    last = board.period
    return {
        each: [month(kept[each], row) for row in reversed(rows) if row["period"] <= last]
        for each, rows in found.items()
    }


def month(project: Mapping[str, Any], row: Mapping[str, Any]) -> Month:
    """A project of one quantity is told by it, and by nothing in a month without one; any other by its progress."""
    targets: Sequence[Mapping[str, Any]] = project["targets"]
    figure = percent(row["progress"]) if row["progress"] is not None else ""
    if len(targets) == 1 and targets[0]["kind"] in ("quantity", "count"):
        value = row["values"].get(targets[0]["no"])
        figure = f"{number(value)}{targets[0]['unit'] or ''}" if value is not None else ""
    back = row["state"] == RETURNED and row["status"] == "not_reported"
    words = BACK if back else STATUSES[row["status"]] if row["status"] in SAID else ""
    return Month(row["label"], figure, words)
