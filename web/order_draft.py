"""The draft of an order: read from its form, and filled in from the project and the cause it is begun with."""

from datetime import date
from typing import Any, Protocol

from starlette.datastructures import FormData

from projects import published, register
from projects.approval import Approval
from projects.register import ProgrammeRow, ProjectRow
from projects.snapshot import RETURNED
from supervision import ladder, proposals, proposing
from supervision.figures import formally
from supervision.matter import CAUSES, Cause, Matter
from supervision.orders import OrderRow
from tracker import clock
from tracker.working_days import WorkingDays
from web.house import House
from web.typed import Kept, Typed
from web.visitor import texts

OF_A_UNIT = "unit"
"""Stands where a project's number would, for a matter of no project."""


class Page(Protocol):
    """What is asked of the page on which the draft is written."""

    house: House
    slug: str
    year: int
    programme: ProgrammeRow

    def chosen(self, number: str) -> ProjectRow | None: ...


def read(form: FormData, units: dict[str, str]) -> tuple[Matter, Cause]:
    """Raises Refused or SeveralRefused for what cannot be read; what is missing the order itself tells."""
    typed = Typed(form)
    kind = typed.text("cause")
    instruction = _instruction(typed) if kind == "instruction" else None
    ref = typed.text("ref") if kind == typed.text("ref_of") else ""
    unit = typed.text("unit")
    if unit and unit not in units:
        typed.fault("unit.unknown", "unit")
    due = typed.day("due", "反馈时限") if typed.text("due") else None
    typed.check()
    matter = Matter(
        typed.text("matter"),
        typed.text("facts"),
        typed.text("requirement"),
        unit,
        tuple(each for each in texts(form, "supporting") if each in units),
        due,
        typed.text("contact"),
    )
    return matter, Cause(kind, ref, typed.text("cause_words"), instruction)


def _instruction(typed: Typed) -> Approval | None:
    if not typed.text("instruction_words"):
        return None
    return Approval(
        typed.required("instruction_post", "批示人职务"),
        typed.day("instruction_on", "批示日期"),
        typed.text("instruction_words"),
        typed.text("instruction_document") or None,
    )


def typed_of(row: OrderRow) -> Kept:
    """A stored draft as its form was typed."""
    given = row.cause["instruction"] or {}
    matter = row.matter
    return Kept(
        {
            **{name: matter[name] or "" for name in ("matter", "facts", "requirement", "unit", "contact", "due")},
            "cause": row.cause["kind"],
            "ref": row.cause["ref"],
            "ref_of": row.cause["kind"],
            "cause_words": row.cause["words"],
            "instruction_post": given.get("post") or "",
            "instruction_on": given.get("decided_on") or "",
            "instruction_words": given.get("words") or "",
            "instruction_document": given.get("document") or "",
        }
    )


def prefilled(page: Page, number: str, cause: str, ref: str) -> Kept:
    """What is known: the month published last and its arithmetic, the problems the unit itself wrote, who leads."""
    project = page.chosen(number)
    typed = Kept({"cause": cause if cause in CAUSES else "", "ref": ref, "ref_of": cause})
    if project is None:
        return typed
    typed["unit"] = project.lead_unit or ""
    typed["matter"] = project.title
    with page.house.reading() as conn:
        shown = published.board(conn, page.slug, page.year)
    told = next((each for each in shown.projects if each["number"] == number), None) if shown else None
    if shown is None or told is None or not shown.period:
        return typed
    found = page.programme.policy.period(shown.period)
    month = found.label if found else shown.period
    return _of_the_month(typed, told, month, shown.period)


def of_proposal(page: Page, id: str) -> tuple[str, Kept] | None:
    """The project's number (OF_A_UNIT without one) and the draft that a proposal makes: its reference is the proposal's
    id, by which the order answers it. None where the facts make it no more."""
    with page.house.reading() as conn:
        each = proposing.one(conn, page.programme, id, clock.today(), page.house.days())
        if each is None:
            return None
        row = next((row for row in register.projects(conn, page.programme.id) if row.id == each.project), None)
        raised = {row.key: row.instruction or {} for row in proposals.of_programme(conn, page.programme.id)}
    typed = Kept({"cause": each.cause, "ref": each.id, "ref_of": each.cause, "cause_words": each.sentence})
    typed.update(unit=each.unit, matter=each.matter, facts=each.facts, requirement=each.requirement)
    given = raised.get(each.id, {})
    names = {"post": "post", "on": "decided_on", "words": "words", "document": "document"}
    typed.update({f"instruction_{name}": given.get(field) or "" for name, field in names.items() if given})
    return (row.number if row else OF_A_UNIT), typed


def _of_the_month(typed: Kept, told: dict[str, Any], month: str, period: str) -> Kept:
    report = told.get("report") or {}
    light = {"red": "红灯", "yellow": "黄灯"}.get(str(told.get("light")))
    facts = [f"截至{period[:4]}年{month}底，{formally(told['arithmetic'])}。" if told.get("arithmetic") else ""]
    facts += [f"单位报送的存在问题：{report['problems']}" if report.get("problems") else ""]
    unfiled = {"not_reported": "没有报送", RETURNED: "报送后退回补正，未在公布前补齐"}
    facts += [f"{month}进展{unfiled[report['state']]}。" if report.get("state") in unfiled else ""]
    typed["facts"] = "\n".join(each for each in facts if each)
    if light:
        typed["matter"] = f"{told['title']}进度滞后"
        typed["requirement"] = "查明滞后原因，明确责任和补救措施，倒排工期，按期反馈。"
    if not typed["cause"] and light == "红灯":
        typed.update(cause="red_light", ref=period, ref_of="red_light")
    if typed["cause"] in ("red_light", "two_yellows") and light:
        typed["cause_words"] = f"{month}亮{light}"
    return typed


def default_due(today: date, days: WorkingDays) -> date:
    """The day of the reply, if it were issued today and none was set."""
    return ladder.reply_due("blue", today, days)


def latest_due(today: date, days: WorkingDays) -> date:
    return ladder.latest(today, days)
