"""What belongs to a copy of one programme: every public address of it, named one by one.

What can be asked for without end (a search, an order, two days side by side, any day of the past) is not in it: of past
days only those on which something was published, of the ways to narrow a board those that it offers by themselves.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg

from projects import editions, notices, published
from projects.editions import Edition
from projects.published import Board
from supervision import (
    disclosures,
    document_kind,
    inspection_plans,
    interpretations,
    lots,
    papers,
    programme_results,
    public_visits,
)
from supervision.document import BULLETIN, CORRECTION_NOTICE, PRESS_RELEASE
from tracker import clock
from tracker.clock import SHANGHAI
from web import selection
from web.frozen.address import Address
from web.open_data import dataset, files
from web.pages.board import visited
from web.selection import Selection
from web.wording import STATUSES

Connection = psycopg.Connection[Any]
TOGETHER = (Address("/data/dictionary"),)
"""What is of no programme and yet belongs to every copy."""


@dataclass(frozen=True, slots=True)
class Extent:
    """One programme of which something is public. `shown`: each publication's numbers."""

    board: Board
    shown: tuple[tuple[Edition, frozenset[str]], ...]

    @property
    def root(self) -> str:
        return f"/{self.board.slug}/{self.board.year}/"

    @property
    def numbers(self) -> list[str]:
        """Of every project that was ever listed, also of one that the list no longer holds."""
        return sorted({number for _, numbers in self.shown for number in numbers})

    def addresses(self, conn: Connection) -> list[Address]:
        """Each once, the board first."""
        parts = (
            self._board(conn),
            self._pages(),
            self._past(),
            self._papers(conn),
            self._checked(conn),
            self._words(conn),
            self._draws(conn),
            self._data(conn),
            self._feeds(conn),
        )
        return list(dict.fromkeys(each for part in parts for each in part))

    def _board(self, conn: Connection) -> Iterator[Address]:
        yield Address.of(self.root)
        for period in self.board.periods:
            yield Address.of(self.root, month=period)
        if len(self.board.projects) < 2:
            return
        board = visited(self.board, public_visits.of_programme(conn, self.board.slug, self.board.year))
        narrowed = [Selection(unit=each) for each in selection.units(board.projects)]
        narrowed += [Selection(category=each["category"]) for each in board.projects]
        narrowed += [Selection(status=each) for each in (*STATUSES, *selection.TESTS)]
        for chosen in narrowed:
            if any(chosen.keeps(project) for project in board.projects):
                yield Address(Address.of(self.root).path, chosen.address().removeprefix("?").removeprefix("./"))

    def _pages(self) -> Iterator[Address]:
        own = () if self.board.imported else ("changes/", "problems/", "listing", "bulletins/", "method")
        for page in ("units/", "glossary", *own):
            yield Address.of(f"{self.root}{page}")
        for project in self.board.projects:
            yield Address.of(f"{self.root}projects/{project['number']}")
        for number in self.numbers:
            yield Address.of(f"{self.root}projects/{number}/history")

    def _past(self) -> Iterator[Address]:
        """Every day on which something was published, as it stood at its end."""
        stood: dict[str, tuple[str, frozenset[str]]] = {}
        for edition, numbers in self.shown:
            day = edition.published_at.astimezone(SHANGHAI).date().isoformat()
            latest = max((edition.period, *(period for period, _ in stood.values())))
            stood[day] = (latest, numbers if edition.period == latest else self._of(latest))
        listed: set[str] = set()
        for day, (_, numbers) in sorted(stood.items()):
            listed |= numbers
            pages = [""] if self.board.imported else ["", "changes/"]
            pages += [f"projects/{number}" for number in sorted(numbers)]
            pages += [f"projects/{number}/history" for number in sorted(listed)]
            for page in pages:
                yield Address.of(f"{self.root}{page}", as_of=day)

    def _of(self, period: str) -> frozenset[str]:
        return next(numbers for edition, numbers in reversed(self.shown) if edition.period == period)

    def _papers(self, conn: Connection) -> Iterator[Address]:
        place = self.board.slug, self.board.year
        bulletins = [] if self.board.imported else papers.issued(conn, BULLETIN, *place)
        for row in bulletins:
            page = f"{self.root}bulletins/{row.subject}"
            yield Address.of(page)
            for ending in ("pdf", "docx"):
                if row.file(ending):
                    yield Address.of(f"{page}.{ending}")
        if not self.board.imported:
            yield Address.of(f"{self.root}news/")
        for row in papers.issued(conn, PRESS_RELEASE, *place):
            yield Address.of(f"{self.root}news/{row.period}")
        for row in papers.issued(conn, CORRECTION_NOTICE, *place):
            if row.file("pdf"):
                yield Address.of(f"{self.root}changes/{row.facts['notice']}.pdf")

    def _checked(self, conn: Connection) -> Iterator[Address]:
        """What a paper is checked by: the list, and each paper's page with its files."""
        if self.board.imported:
            return
        place = self.board.slug, self.board.year
        yield Address.of(f"/data{self.root}documents.json")
        yield Address.of("/data/verify_document.py")
        told = papers.told(conn, *place)
        posted = {row.id for row in papers.posted(told)}
        for row in told:
            if document_kind.of(row.kind).family == "poster" and row.id not in posted:
                continue  # hundreds, of every month: the list names them
            yield Address.of(f"/verify/{row.check_code}")
            for ending in row.endings if row.public else ():
                yield Address.of(f"{self.root}papers/{row.check_code}.{ending}")

    def _words(self, conn: Connection) -> Iterator[Address]:
        """What is published beside the months; a version that was replaced has an address of its own."""
        slug, year = self.board.slug, self.board.year
        halves = disclosures.versions(conn, slug, year)
        if halves:
            yield Address.of(f"{self.root}disclosures/")
        told = [(f"disclosures/{each.half}", each.number) for each in halves]
        yield from (Address.of(f"{self.root}{page}/{number}.json") for page, number in told)
        for subject in interpretations.latest(conn, slug, year):
            versions = interpretations.versions(conn, slug, year, subject)
            told += [(f"interpretations/{subject}", each.number) for each in versions]
        latest = {page: max(number for other, number in told if other == page) for page, _ in told}
        for page, number in told:
            yield Address.of(f"{self.root}{page}", **({} if number == latest[page] else {"version": number}))
        if programme_results.one(conn, slug, year):
            yield Address.of(f"{self.root}result")

    def _draws(self, conn: Connection) -> Iterator[Address]:
        """Of a draw that is not told yet its page alone: hash and time."""
        drawn = [] if self.board.imported else lots.of_programme(conn, self.board.slug, self.board.year)
        if not drawn:
            return
        today, draws = clock.today(), f"{self.root}draws/"
        plans = {row.id: row for row in inspection_plans.of_programme(conn, drawn[0].programme)}
        yield Address.of(draws)
        for lot in drawn:
            yield Address.of(f"{draws}{lot.id}")
            if plans[lot.plan].told(today):
                yield Address.of(f"{draws}{lot.id}/record.json")
                if lot.state == "drawn":
                    yield Address.of(f"{draws}{lot.id}/record.pdf")
                    yield Address.of(f"{draws}verify_draw.py")

    def _data(self, conn: Connection) -> Iterator[Address]:
        slug, year = self.board.slug, self.board.year
        data, api = f"/data{self.root}", f"/api/v1{self.root}"
        yield Address.of(data)
        for name in files.NAMES:
            yield Address.of(f"{data}{name}")
        for name in ("projects.json", "projects.csv", "regions.csv", "milestones.csv"):
            yield Address.of(f"{api}{name}")
        for each in published.contents(conn, slug, year):
            yield Address.of(f"{api}published/{each['period'] or 'list'}.json")
        for told in notices.told(conn, slug, year):
            yield Address.of(f"{api}notices/{told.id}.json")

    def _feeds(self, conn: Connection) -> Iterator[Address]:
        data = dataset.of(conn, self.board.slug, self.board.year)
        rows = data.rows["events"] if data else []
        place = f"/data{self.root}"
        if rows:
            yield Address.of(f"{place}feed.atom")
        for column, folder in (("number", "projects"), ("lead_unit", "units")):
            for name in sorted({row[column] for row in rows if row[column]}):
                yield Address.of(f"{place}{folder}/{name}.atom")


def of(conn: Connection, slug: str, year: int) -> Extent | None:
    """None where nothing of the programme is public."""
    board = published.board(conn, slug, year)
    if board is None:
        return None
    found = editions.of_programme(conn, slug, year)
    told = [editions.content(conn, each.position)["projects"] for each in found]
    numbers = [frozenset(each["number"] for each in projects) for projects in told]
    return Extent(board, tuple(zip(found, numbers, strict=True)))
