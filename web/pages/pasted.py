"""Cells copied from a spreadsheet, put into the fields of the filing page for review; nothing is written yet."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from projects import pasted
from projects.filing import COUNTED
from projects.pasted import Filled
from web.filing_form import OPEN, Entry
from web.unit_month import UnitMonth
from web.visitor import Form, text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/filing/{period}/paste"
WORDS = {"text": "本月进展", "problems": "存在问题", "measures": "下步措施"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell that was filled in: its field, what the field is called, what stands in it now and stood before."""

    name: str
    label: str
    now: str
    before: str


@router.post(PATH, name="pasted:fill")
def fill(request: Request, jurisdiction: str, year: int, period: str, form: Form) -> Response:
    """The filing page with what was typed and, over it, what was pasted, to be looked at and then saved."""
    page = UnitMonth(request, jurisdiction, year, period)
    before = [entry for entry in page.entries(form) if entry.state in OPEN]
    figures = [
        (entry.number, no) for entry in before for no, each in entry.project.targets.items() if each["kind"] in COUNTED
    ]
    written = text(form, "pasted")
    found = pasted.read(written, figures)
    entries = page.entries(_with(page, form, found.filled))
    errors = {name: f"项目{entry.number}：{words}" for entry in entries for name, words in entry.unreadable.items()}
    shown = page.render(
        entries,
        errors,
        template="pasted.html",
        filled=[_shown(before, cell) for cell in found.filled],
        unplaced=found.faults,
        written=written if found.faults else "",
    )
    shown.status_code = 422 if errors or not found.filled else 200
    return shown


def _with(page: UnitMonth, form: FormData, filled: list[Filled]) -> FormData:
    """The form with the pasted cells in their fields. A page without a form was sent from nowhere: its reports as they
    stand are the form."""
    cells = {f"{cell.number}.{cell.field}": cell.text for cell in filled}
    kept = [(name, value) for name, value in form.multi_items() if name not in cells]
    sent = {name for name, _ in kept}
    for entry in page.entries():
        if entry.name("version") not in sent:
            kept += _as_it_stands(entry, set(cells))
    return FormData([*kept, *cells.items()])


def _as_it_stands(entry: Entry, but: set[str]) -> list[tuple[str, str]]:
    filing = entry.filing
    fields = [
        *((entry.name("values", no), value) for no, value in filing.values.items() if value != "0"),
        *((entry.name("done", key), day) for key, day in filing.milestones_done.items()),
        *((entry.name(name), getattr(filing, name)) for name in ("text", "problems", "measures")),
        *((entry.name(name), getattr(filing, name)) for name in ("unchanged_reason", "correction_reason")),
        *((entry.name(name), "1") for name in ("unchanged", "correction") if getattr(filing, name)),
        *((entry.name("confirmed", no), "1") for no in filing.confirmed),
        *((entry.name("kept"), file["sha256"]) for file in filing.evidence),
        (entry.name("version"), str(entry.report.version if entry.report else 0)),
    ]
    return [(name, value) for name, value in fields if name not in but]


def _shown(entries: list[Entry], cell: Filled) -> Shown:
    entry = next(each for each in entries if each.number == cell.number)
    kind, _, no = cell.field.partition(".")
    if kind == "values":
        several = len(entry.project.targets) > 1
        label = f"指标{no}“{entry.project.targets[no]['text']}”" if several else "累计数"
        before = entry.value(no)
    else:
        label, before = WORDS[cell.field], str(getattr(entry.filing, cell.field))
    return Shown(f"{cell.number}.{cell.field}", f"项目{cell.number}的{label}", cell.text, before)
