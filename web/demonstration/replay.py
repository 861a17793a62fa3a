"""The year replayed: each step in the order of its hour, by the commands people use, under keys of its own.

A replay that was interrupted goes on where it stopped: a step carried out before is answered from its key.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as hour
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from projects import course, decision, intake, register, release, workbook
from projects.adjustment import Adjustment
from projects.approval import Approval, Review
from projects.identity import identity
from projects.jurisdiction import Jurisdiction
from projects.month import Month
from projects.policy import Period, PolicySet
from projects.programme import Programme
from projects.project import Project
from projects.quantity import plain
from tracker import accounts, clock
from tracker.clock import SHANGHAI, FixedClock
from tracker.event import Actor
from web.demonstration import (
    acceptances,
    acceptances_halfway,
    amended,
    changes,
    clues,
    disclosed,
    dispatch,
    filed,
    findings,
    health_centres,
    inspections,
    ladder,
    last_year,
    messages,
    opinions,
    orders,
    papers,
    plans,
    records,
    reviews,
    rhythm,
    roster,
    unannounced,
    visits,
)
from web.demonstration.filed import accepted_at, local
from web.demonstration.script import Script, Told, listing, read
from web.demonstration.watching import Watching
from web.house import House

SLUG, NAME, YEAR = "demo", "示范市", 2026
HOTLINE = "0000-12340000"
LETTERHEAD = {"issuer": "示范市人民政府办公厅", "mark": "示范市人民政府办公厅文件"}
POLICY = PolicySet(series="示政办督", extra={"letterhead": LETTERHEAD})
PROGRAMME = Programme.create_id(SLUG, YEAR)
FIRST = identity("demonstration", "last year", "list")
PUBLISHED = Path(__file__).parent / "published"
SAMPLES = (
    ("yuhang", "杭州市余杭区", 2021, "yuhang-2021", "2021年区政府民生实事", None),
    ("qingdao", "青岛市", 2022, "qingdao-2022", "2022年市办实事", "收录16件中的5件"),
)

HEAD = Approval("市政府办公厅主任", "", "同意。")
POSTS = {
    "demo-office": ("市政府办公厅督查室", "office"),
    "demo-head": ("市政府办公厅主任", "office_head"),
    "demo-press": ("市政府新闻办", "press"),
    "demo-observer": ("市人大常委会代表联络处", "observer"),
    "demo-admin": ("系统管理员", "administrator"),
}
FILER_UNIT = "市住房城乡建设局"
"""The unit whose accounts the first page of the demonstration opens."""
DISTRICT = "东湖区政府"
"""A district that carries out parts of projects which others lead."""


@dataclass(frozen=True)
class Step:
    """One command of the year: when it was given, under which key, by whom."""

    at: datetime
    key: UUID
    run: Callable[["Replay"], None]


def complete(house: House) -> bool:
    """Whether the whole demonstration is in the ledger."""
    found = house.ledger.find(Jurisdiction, Jurisdiction.create_id(SLUG))
    return found is not None and found.replayed


def load(house: House, progress: Callable[[int, int], None] | None = None) -> None:
    """Replays what is not in the ledger yet; the clock stands at each step's hour meanwhile."""
    replay = Replay(house, read())
    steps = sorted(replay.steps(), key=lambda step: step.at)
    moving = FixedClock(steps[0].at)
    with clock.using(moving), _seldom_tidied():
        watching = Watching(house, moving)
        for done, step in enumerate(steps, start=1):
            watching.until(step.at, last=done == len(steps))
            moving.set(step.at)
            if done == len(steps):
                messages.go_round(house)
            step.run(replay)
            if progress:
                progress(done, len(steps))


@contextmanager
def _seldom_tidied() -> Iterator[None]:
    """A year's commands and papers leave little in circles; looking for it after every few hundred takes a tenth."""
    before = gc.get_threshold()
    gc.set_threshold(20_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


class Replay:
    """One replay over one house."""

    def __init__(self, house: House, script: Script) -> None:
        self.house, self.script = house, script
        self.days = house.days()
        self.accounts: dict[str, accounts.Account] = {}
        self.numbers: dict[str, UUID] = {}

    # Who acts.

    def actor(self, login: str) -> Actor:
        account = self.accounts[login]
        return Actor(str(account.id), account.post, account.unit)

    def filer(self, unit: str) -> Actor:
        return self.actor(self._login("filer", unit))

    def who(self, unit: str | None) -> Actor:
        """The filer of a unit, or the office."""
        return self.filer(unit) if unit else self.actor("demo-office")

    def unit_head(self, unit: str) -> Actor:
        return self.actor(self._login("head", unit))

    def _login(self, what: str, unit: str) -> str:
        return (
            f"demo-{what}"
            + ("" if unit == FILER_UNIT else f"-{self.script.units.index(unit) + 1}")
            + ("-unit" if what == "head" else "")
        )

    def do(self, name: str, who: Actor, act: Callable[[], tuple[list[Any], Any]]) -> Any:
        key = identity("demonstration", name)
        return self.house.carry_out(who, key, ["demonstration", name], act)

    def month(self, period: str) -> Month:
        return Month(self.house.ledger, PROGRAMME, period)

    def project(self, number: str) -> UUID:
        return self.numbers[number]

    # What happened, in any order; load() sorts it by the hour.

    def steps(self) -> Iterator[Step]:
        yield self._step("last year", last_year.LISTED, lambda r: r.last_year())
        yield self._step("samples", _at(date(2026, 1, 8)), lambda r: r.samples())
        yield self._step("list", _at(date(2026, 1, 16)), lambda r: r.list_())
        yield self._step("release", _at(date(2026, 1, 21), 10), lambda r: r.release())
        for project in self.script.projects:
            yield from self._of_project(project)
        for period in POLICY.periods(YEAR):
            if "2026-02" <= period.key <= "2026-08":
                yield from self._of_month(period)
        apart = (
            last_year, changes, roster, visits, findings, opinions, messages, reviews, orders, ladder, disclosed,
            rhythm, clues, inspections, health_centres, unannounced, acceptances, acceptances_halfway, records,
            amended,
        )  # fmt: skip
        for name, at, deed in (step for each in apart for step in each.steps()):
            yield self._step(name, at, lambda r, deed=deed: deed(r.house))  # type: ignore[misc]
        for name, at, told in dispatch.steps(self.days):
            yield self._step(name, at, lambda r, told=told: told(r.house, r.who))  # type: ignore[misc]
        yield self._step("complete", _at(date(2026, 10, 9), 8, 59), lambda r: r.finish())

    def _step(self, name: str, at: datetime, run: Callable[["Replay"], None]) -> Step:
        return Step(at, identity("demonstration", name), run)

    def _of_month(self, period: Period) -> Iterator[Step]:
        day = POLICY.publication_due(period, self.days)
        silent = [
            p["number"]
            for p in self.script.projects
            if any(r["period"] == period.key and r["state"] == "not_reported" for r in p["report"])
        ]
        key = period.key
        if silent:
            yield self._step(f"missing {key}", _at(day, 9, 30), lambda r: r.name_missing(key, silent))
        yield self._step(f"publish {key}", _at(day, 14, 30), lambda r: r.publish(key, day))
        yield self._step(
            f"bulletin {key}", _at(day, 15), lambda r: papers.bulletin(r.house, SLUG, YEAR, key, _at(day, 15))
        )
        if key == "2026-08":
            yield self._step(
                f"press {key}", _at(day, 16), lambda r: papers.press(r.house, SLUG, YEAR, key, _at(day, 16))
            )
            held, work, until = f"{key}:project:16", f"{key}:unit:市住房城乡建设局", _at(date(2026, 10, 12), 10)
            yield self._step(
                f"press {held}", _at(day, 16, 10), lambda r: papers.held(r.house, SLUG, YEAR, held, _at(day, 16), until)
            )
            yield self._step(
                f"press {work}",
                _at(day, 16, 20),
                lambda r: papers.at_work(r.house, SLUG, YEAR, work, _at(day, 16), "16"),
            )
            yield self._step(
                f"leads {key}", _at(day, 16, 30), lambda r: papers.leads(r.house, SLUG, YEAR, _at(day, 16, 30))
            )

    def _of_project(self, told: Told) -> Iterator[Step]:
        number = told["number"]
        if "started_on" in told:
            at = max(_at(told["started_on"]), _at(date(2026, 1, 21), 11))
            yield self._step(f"start {number}", at, lambda r: r.start(told))
        for noted in told.get("noted", []):
            name, at = f"noted {number} {noted['which']}", local(noted["at"])
            yield self._step(name, at, lambda r, noted=noted: r.note(told, noted))  # type: ignore[misc]
        for place, change in enumerate(told.get("adjustment", [])):
            yield from self._of_adjustment(told, place, change)
        for place, change in enumerate(told.get("course", [])):
            yield from self._of_adjustment(told, len(told.get("adjustment", [])) + place, change)
        for report in told["report"]:
            yield from self._of_report(told, report)

    def _of_adjustment(self, told: Told, place: int, change: Told) -> Iterator[Step]:
        name = f"adjustment {told['number']} {place}"
        yield self._step(f"{name} ask", local(change["asked_at"]), lambda r: r.ask(told, place, change))
        yield self._step(f"{name} decide", local(change["decided_at"]), lambda r: r.decide(told, place, change))

    def _of_report(self, told: Told, report: Told) -> Iterator[Step]:
        state, name = report["state"], f"{told['number']} {report['period']}"
        if state == "draft":
            at = local(report["drafted_at"])
            yield self._step(f"draft {name}", at, lambda r: r.draft(told, report))
            return
        if state in ("not_reported", "none", "suspended"):
            return
        came = local(report["filed_at"])
        if "districts" in report:
            yield self._step(f"districts {name}", came - timedelta(hours=3), lambda r: r.districts(told, report))
        yield self._step(f"file {name}", came - timedelta(minutes=35), lambda r: r.file(told, report, 1))
        yield self._step(f"out {name}", came, lambda r: r.release_report(told, report, 1))
        if "returned_at" in report:
            yield self._step(f"return {name}", local(report["returned_at"]), lambda r: r.send_back(told, report))
        if "refiled_at" in report:
            again = local(report["refiled_at"])
            yield self._step(f"refile {name}", again - timedelta(minutes=20), lambda r: r.file(told, report, 2))
            yield self._step(f"out again {name}", again, lambda r: r.release_report(told, report, 2))
        if state.endswith("accepted"):
            yield self._step(f"accept {name}", accepted_at(report), lambda r: r.accept(told, report))

    # The steps themselves.

    def last_year(self) -> None:
        last_year.take_in(self.house, LETTERHEAD)
        with self.house.reading() as conn:
            self._people(conn, register.unit_called(conn, SLUG))

    def samples(self) -> None:
        operator = Actor("demonstration", "系统管理员")
        for slug, name, year, folder, title, note in SAMPLES:
            rows = workbook.read_csv_folder(PUBLISHED / folder, published=True)
            wanted = intake.Intake(slug, name, year, rows, True, "sample", title, note=note)
            self.do(f"sample {slug}", operator, lambda wanted=wanted: intake.changes(self.house.ledger, wanted))  # type: ignore[misc]

    def list_(self) -> None:
        hotlines = {p["number"]: p["hotline"] for p in self.script.projects}
        wanted = intake.Intake(
            SLUG, NAME, YEAR, listing(self.script), shown="simulated", title="2026年市办实事", hotline=HOTLINE,
            policy=POLICY, hotlines=hotlines,
        )  # fmt: skip
        self.do("list", Actor("demonstration", "市政府办公厅督查室"), lambda: intake.changes(self.house.ledger, wanted))
        with self.house.reading() as conn:
            programme = register.programme(conn, SLUG, YEAR)
            assert programme is not None
            self.numbers = {p.number: UUID(p.id) for p in register.projects(conn, programme.id)}
            self._people(conn, register.unit_called(conn, SLUG))

    def _people(self, conn: psycopg.Connection[Any], called: dict[str, str]) -> None:
        """An account for each post of the office and of the units that are known by now."""
        wanted: list[tuple[str, str, str, str | None]] = [(a, post, role, None) for a, (post, role) in POSTS.items()]
        for unit in (each for each in self.script.units if each in called):
            wanted.append((self._login("filer", unit), f"{unit}填报人（A角）", "filer", called[unit]))
            wanted.append((self._login("head", unit), f"{unit}负责人", "unit_head", called[unit]))
        wanted.append(("demo-district", f"{DISTRICT}填报人（A角）", "filer", called[DISTRICT]))
        for login, post, role, unit_id in wanted:
            where = None if role == "administrator" else SLUG
            self.accounts[login] = accounts.called(conn, login) or accounts.add(
                conn, login, post, role, where, unit_id, slot="A" if role == "filer" else None, demonstration=True
            )

    def release(self) -> None:
        review = _review(date(2026, 1, 20), "2026年市办实事项目清单")
        self.do(
            "release",
            self.actor("demo-office"),
            lambda: release.release(self.house.ledger, PROGRAMME, "2026-01-21", review),
        )

    def start(self, told: Told) -> None:
        def act() -> tuple[list[Any], Any]:
            project = self.house.ledger.get(Project, self.project(told["number"]))
            if project.started_on:
                return [], {}
            project.start(told["started_on"].isoformat())
            return [project], {}

        self.do(f"start {told['number']}", self.filer(told["lead_unit"]), act)

    def draft(self, told: Told, report: Told) -> None:
        content = filed.content(self.house, told, report)
        who = self.filer(told["lead_unit"])
        self.do(
            f"draft {told['number']} {report['period']}",
            who,
            lambda: self.month(report["period"]).draft(self.project(told["number"]), content),
        )

    def file(self, told: Told, report: Told, round_: int) -> None:
        content, who = filed.content(self.house, told, report), self.filer(told["lead_unit"])
        self.do(
            f"file {told['number']} {report['period']} {round_}",
            who,
            lambda: self.month(report["period"]).submit(self.project(told["number"]), content, who.account),
        )

    def districts(self, told: Told, report: Told) -> None:
        plans.districts(self.house, self.month(report["period"]), self.project(told["number"]), report["districts"])

    def note(self, told: Told, noted: Told) -> None:
        plans.note(self.house, self.project(told["number"]), noted, self.filer(told["lead_unit"]))

    def release_report(self, told: Told, report: Told, round_: int) -> None:
        who = self.unit_head(told["lead_unit"])
        self.do(
            f"out {told['number']} {report['period']} {round_}",
            who,
            lambda: self.month(report["period"]).release(self.project(told["number"]), who.account),
        )

    def send_back(self, told: Told, report: Told) -> None:
        who = self.actor("demo-office")
        self.do(
            f"return {told['number']} {report['period']}",
            who,
            lambda: self.month(report["period"]).return_(
                self.project(told["number"]), [report["return_reason"]], who.account
            ),
        )

    def accept(self, told: Told, report: Told) -> None:
        who = self.actor("demo-office")
        self.do(
            f"accept {told['number']} {report['period']}",
            who,
            lambda: self.month(report["period"]).accept([self.project(told["number"])], who.account),
        )

    def name_missing(self, period: str, numbers: list[str]) -> None:
        self.do(
            f"missing {period}",
            self.actor("demo-office"),
            lambda: self.month(period).list_not_reported(
                [self.project(n) for n in numbers], "逾期未报送，经催报仍未提交"
            ),
        )

    def publish(self, period: str, day: date) -> None:
        review = _review(day, "进展情况")
        self.do(f"clear {period}", self.actor("demo-office"), lambda: self.month(period).clear(review))
        self.do(f"publish {period}", self.actor("demo-office"), lambda: self.month(period).publish())

    def ask(self, told: Told, place: int, change: Told) -> None:
        def act() -> tuple[list[Any], Any]:
            if "kind" in change:
                return self._ask_course(told, change)
            project = self.house.ledger.get(Project, self.project(told["number"]))
            no = change["target_no"]
            asked = Adjustment.ask(
                project.id,
                project.programme,
                no,
                change["field"],
                project.targets[no]["quantity"] if change["field"] == "quantity" else project.plans[no],
                str(change["new"]) if change["field"] == "quantity" else _plan(change["new_plan"]),
                plan=_plan(change["new_plan"]) if "new_plan" in change else None,
                reason_code=change["reason_code"],
                reason=change["reason"],
                effective_on=change["effective_on"].isoformat(),
            )
            return [asked], {"adjustment": str(asked.id)}

        self.do(f"adjustment {told['number']} {place}", self.filer(told["lead_unit"]), act)

    def _ask_course(self, told: Told, change: Told) -> tuple[list[Any], Any]:
        """A change of the whole project: 暂停, 恢复, 结转."""
        return course.ask(
            self.house.ledger,
            PROGRAMME,
            self.project(told["number"]),
            course.Course(
                change["kind"],
                change["reason_code"],
                change["reason"],
                change["effective_on"].isoformat(),
                stage_goal_met=change.get("stage_goal_met", False),
            ),
        )

    def decide(self, told: Told, place: int, change: Told) -> None:
        asked = self.house.ledger.answered(identity("demonstration", f"adjustment {told['number']} {place}"))
        assert asked is not None
        approval = Approval(
            change["approved_by"], local(change["decided_at"]).date().isoformat(), change["words"], change["document"]
        )
        self.do(
            f"adjustment {told['number']} {place} decided",
            self.actor("demo-office"),
            lambda: decision.approve(self.house.ledger, UUID(asked["answer"]["adjustment"]), approval),
        )

    def finish(self) -> None:
        """The mark that all is there."""

        def act() -> tuple[list[Any], Any]:
            found = self.house.ledger.get(Jurisdiction, Jurisdiction.create_id(SLUG))
            found.mark_replayed()
            return [found], {"complete": True}

        self.do("complete", self.actor("demo-office"), act)


def _review(day: date, what: str) -> Review:
    approval = Approval(HEAD.post, day.isoformat(), f"同意公布{what}。")
    return Review("主动公开", "不涉密，可以公开。", "市政府办公厅保密审查岗", approval)


def _plan(values: list[Any]) -> dict[str, str]:
    return {str(month): plain(Decimal(value)) for month, value in enumerate(values, start=1)}


def _at(day: date, h: int = 9, m: int = 0) -> datetime:
    return datetime.combine(day, hour(h, m), SHANGHAI)
