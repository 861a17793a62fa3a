"""卷内目录: what lies in a year's archive, one line a paper. The office makes it of the papers it has put away.

Refused while nothing is put away. It lists no other 卷内目录, and does not know a page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from supervision.paper import says
from supervision.papers import PaperRow

KIND = "archive_index"


@dataclass(frozen=True, slots=True)
class Line:
    """`place`: its 顺序号; `archive`: 机构—年度—顺序号; `on`: the day of issue; `sha256`: of the issued file, whole."""

    place: int
    archive: str
    number: str
    title: str
    on: str
    pages: int
    sha256: str
    remark: str


@dataclass(frozen=True, slots=True)
class ArchiveIndex:
    """The list of one institution and year, in the order of the archive."""

    institution: str
    year: int
    lines: tuple[Line, ...]
    specimen: bool = False
    check_code: str | None = None
    day: date | None = None

    @property
    def title(self) -> str:
        return f"{self.institution}{self.year}年文书卷内目录"

    @property
    def pages(self) -> int:
        return sum(line.pages for line in self.lines)

    def to_json(self) -> dict[str, Any]:
        """All it says, without day and code, which come with its issue."""
        return says(self)

    @classmethod
    def from_json(cls, said: dict[str, Any], day: date | None, check_code: str | None) -> Self:
        lines = tuple(Line(**line) for line in said["lines"])
        return cls(said["institution"], said["year"], lines, said["specimen"], check_code, day)


def composed(institution: str, year: int, rows: Sequence[PaperRow], specimen: bool) -> ArchiveIndex:
    """`rows`: papers of the year; those put away under this institution are listed."""
    kept = [row for row in rows if row.archive and row.archive["text"].startswith(f"{institution}—")]
    kept.sort(key=lambda row: row.archive["number"] if row.archive else 0)
    return ArchiveIndex(institution, year, tuple(_line(row) for row in kept), specimen)


def institutions(rows: Sequence[PaperRow]) -> list[str]:
    """Those of whom something was put away."""
    return sorted({row.archive["text"].rsplit("—", 2)[0] for row in rows if row.archive})


def _line(row: PaperRow) -> Line:
    archive = row.archive or {}
    remarks = {"corrected": "已更正", "withdrawn": "已撤回"}
    scans = "附盖章件" if row.scans else ""
    return Line(
        place=archive["number"],
        archive=archive["text"],
        number=row.number or "",
        title=row.title,
        on=str(row.issued_on),
        pages=archive["pages"],
        sha256=row.files[0]["sha256"],
        remark="，".join(filter(None, (remarks.get(row.state, ""), scans))),
    )
