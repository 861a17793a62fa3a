"""Every kind of paper that lists projects, people or papers, of as many as one wants, and with names of forty signs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from supervision import half_year_paper, listing_notice, plan_table, public_notice, result_paper, task_table
from supervision.archive_index import ArchiveIndex
from tests.supervision import contents
from tests.web.paper import every_kind
from tests.web.paper import public_samples as public
from tests.web.paper import record_samples as records
from tests.web.paper import worded_samples as worded

Sized = Callable[[int, bool], Any]


def _notice(count: int, long: bool) -> Any:
    draft = public_notice.compose(worded.month(count, long), contents.occasion())
    return public_notice.paper(draft.facts, draft.prose)


def _half_year(count: int, long: bool) -> Any:
    said = public.disclosed()
    rows = [{**said["projects"][n % 2], "number": str(n + 1)} for n in range(count)]
    long_names = {"title": worded.NAME, "unit": worded.OFFICE} if long else {}
    return half_year_paper.compose({**said, "projects": [{**row, **long_names} for row in rows]}, public.ISSUER, "0000")


def _result(count: int, long: bool) -> Any:
    told, known = public.announced(), worded.month(count, long)["projects"]
    rows = [{**told["projects"][n % 3], **_named(known[n])} for n in range(count)]
    return result_paper.compose(
        {**told, "projects": rows}, known, worded.OFFICE if long else public.ISSUER, "0000", True
    )


def _named(project: dict[str, Any]) -> dict[str, Any]:
    return {"number": project["number"], "title": project["title"], "unit": project["lead_unit"]}


def _index(count: int, long: bool) -> ArchiveIndex:
    made = every_kind.archive_index(count)
    if not long:
        return made
    lines = tuple(replace(each, title=worded.NAME, number="示政办督查专报〔2026〕1234号") for each in made.lines)
    return replace(made, institution=worded.OFFICE, lines=lines)


def _table(composer: Any) -> Sized:
    return lambda count, long: composer.compose(
        worded.month(count, long), worded.OFFICE if long else public.ISSUER, True
    )


def _issued(made: Sized) -> Sized:
    return lambda count, long: replace(made(count, long), day=public.DAY, check_code=public.CODE)


SIZED: dict[str, Sized] = {
    "bulletin": worded.month_bulletin,
    "press_release": worded.release,
    "press_conference": worded.conference_pack,
    "review_pack": worded.pack,
    "public_notice": _issued(_notice),
    "listing_notice": _issued(
        lambda count, long: listing_notice.compose(worded.month(count, long), public.ISSUER, "0000", True)
    ),
    "task_table": _issued(_table(task_table)),
    "plan_table": _issued(_table(plan_table)),
    "half_year_disclosure": _issued(_half_year),
    "result_announcement": _issued(_result),
    "archive_index": _index,
    "draw_record": lambda count, long: records.draw_record(max(4, count)),
}
