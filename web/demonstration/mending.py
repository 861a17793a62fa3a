"""A finding's course in the demonstration, act by act, each by whoever does it there: the office, a unit's filer, its
head, the head of the office."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from projects.approval import Approval
from projects.identity import identity
from supervision import findings, visits
from supervision.concluding import Concluding, Rechecked, Ruling
from supervision.finding import Found
from supervision.findings import FindingRow
from supervision.rectification import AFTER, BEFORE, Rectification
from tracker import clock
from tracker.clock import SHANGHAI
from tracker.event import Actor
from web.demonstration.enclosures import enclosed
from web.demonstration.ladder import PROGRAMME, SLUG, YEAR, account
from web.house import House

Deed = Callable[[House], None]


@dataclass(frozen=True)
class Case:
    """A finding as the office enters it from the team's paper. `number`: the project's; `day`: of its visit (ISO);
    `site`: by its key, None for the project as a whole."""

    number: str
    day: str
    severity: str
    fact: str
    site: str | None = None


def entered(case: Case) -> Deed:
    def deed(house: House) -> None:
        id, who = visit(house, case.number, case.day), account(house, "office", case.number)
        file = enclosed(house.store, f"{case.day}检查记录表", ["检查记录表（模拟）", case.fact])
        found = Found(case.severity, case.fact, case.site, files=[file])
        _do(house, who, f"entered {case.fact}", lambda work: work.enter(id, "1", found, "", who.account))

    return deed


def retracted(case: Case, reason: str) -> Deed:
    return _on(case, "office", lambda work, row, who, house: work.retract(row.id, reason, who.account))


def fed_back(number: str, day: str, words: str, asked: Mapping[str, str], post: str) -> Deed:
    """The visit's conclusion; `asked`: fact → what the unit is to do about it."""

    def deed(house: House) -> None:
        id, who = visit(house, number, day), account(house, "office", number)
        required = {str(_row(house, fact).id): what for fact, what in asked.items()}
        approval = Approval(post, clock.today().isoformat(), "同意反馈。")
        _do(
            house,
            who,
            f"fed back {number} {day}",
            lambda work: work.feed_back(id, words, required, approval, who.account, house.days()),
        )

    return deed


def objected(case: Case, reason: str) -> Deed:
    return _on(case, "unit_head", lambda work, row, who, house: work.object(row.id, reason, [], house.days()))


def decided(case: Case, ruling: str, reason: str) -> Deed:
    said = Ruling(ruling, reason, apart=True)
    return _on(case, "office_head", lambda work, row, who, house: work.decide(row.id, said, who.account, house.days()))


def planned(case: Case, steps: str, post: str, finish_on: str) -> Deed:
    return _mend(case, "filer", lambda found, by, house: found.file_plan(steps, post, finish_on))


def drafted(case: Case, measures: str, done: str) -> Deed:
    def change(found: Rectification, by: str, house: House) -> None:
        evidence = [
            {**enclosed(house.store, f"{words}（模拟）", [words, case.fact]), "when": when}
            for words, when in (("整改前照片", BEFORE), ("整改后照片", AFTER))
        ]
        found.draft_report(measures, done, evidence, by)

    return _mend(case, "filer", change)


def released(case: Case) -> Deed:
    return _mend(case, "unit_head", lambda found, by, house: found.release(by))


def rechecked(case: Case, passed: bool, member: str, note: str) -> Deed:
    """On the same day, on the spot."""

    def act(work: Concluding, row: FindingRow, who: Actor, house: House) -> Any:
        assert row.rectification
        seen = Rechecked(passed, "site", clock.today().isoformat(), note, member)
        return work.recheck(row.rectification, seen, who.account)

    return _on(case, "office_head", act)


def renewed(case: Case, requirement: str, due: str, reason: str) -> Deed:
    return _mend(case, "office", lambda found, by, house: found.renew(requirement, due, reason))


def visit(house: House, number: str, day: str) -> UUID:
    with house.reading() as conn:
        rows = visits.of_programme(conn, SLUG, YEAR)
    return next(row.id for row in rows if (row.number, row.day.isoformat()) == (number, day))


def at(moment: str) -> datetime:
    return datetime.fromisoformat(f"{YEAR}-{moment}").replace(tzinfo=SHANGHAI)


def _row(house: House, fact: str) -> FindingRow:
    with house.reading() as conn:
        return next(row for row in findings.of_programme(conn, PROGRAMME) if row.fact == fact)


def _mend(case: Case, role: str, change: Callable[[Rectification, str, House], None]) -> Deed:
    def act(work: Concluding, row: FindingRow, who: Actor, house: House) -> Any:
        assert row.rectification
        found = house.ledger.get(Rectification, row.rectification)
        change(found, who.account, house)
        return [found], {}

    return _on(case, role, act)


def _on(case: Case, role: str, act: Callable[[Concluding, FindingRow, Actor, House], Any]) -> Deed:
    def deed(house: House) -> None:
        who, row = account(house, role, case.number), _row(house, case.fact)
        _do(house, who, f"{clock.now().isoformat()} {case.fact}", lambda work: act(work, row, who, house))

    return deed


def _do(house: House, who: Actor, name: str, act: Callable[[Concluding], Any]) -> None:
    """The moment tells one act on a finding from another."""
    key, work = identity("demonstration", "mending", name), Concluding(house.ledger, PROGRAMME)
    house.carry_out(who, key, ["demonstration", "mending", name], lambda: act(work), alone=True)
