"""The Jinja environment of every page: strict, escaping, with dates, months and figures in officials' forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jinja2_fragments
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from projects import difference, outlook
from projects.policy import PUBLIC_LIGHTS, version_words
from projects.sent_back import was_sent_back
from projects.snapshot import NOT_SUPPLEMENTED
from supervision import press_words
from web import wording
from web.chart import chart_of
from web.match import marked
from web.style import static, style

HERE = Path(__file__).parent
CHINA = ZoneInfo("Asia/Shanghai")
WEEKDAYS = "一二三四五六日"

FRAME: dict[str, Any] = {
    "banner": None,
    "place": None,
    "section": None,
    "visitor": None,
    "csrf": None,
    "hotline": None,
    "ask_url": None,
    "front": False,
    "look": "",
    "base": "",
    "looks": (),
    "own_looks": (),
    "sign_in": "/sign-in",
    "sign_out": "/sign-out",
    "desk": "/desk",
    "gone": lambda sha256: None,
}
"""What the page frame (_base.html) asks of every context, and its value when nobody says otherwise."""


def _as_date(value: date | str) -> date:
    if isinstance(value, datetime):
        return value.astimezone(CHINA).date() if value.tzinfo else value.date()
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def date_in_words(value: date | str | None, work: bool = False, week: bool = True) -> str:
    """10月10日（周六）; with work=True a weekend day is a make-up working day and says so: 10月10日（周六，上班）;
    with week=False 10月10日."""
    if value is None:
        return "—"
    day = _as_date(value)
    made_up = "，上班" if work and day.weekday() > 4 else ""
    return f"{day.month}月{day.day}日" + (f"（周{WEEKDAYS[day.weekday()]}{made_up}）" if week else "")


def day_in_words(value: date | str | None) -> str:
    """2026年10月10日; — when absent."""
    if value is None:
        return "—"
    day = _as_date(value)
    return f"{day.year}年{day.month}月{day.day}日"


def moment_in_words(value: datetime | str | None) -> str:
    """2026年10月9日 09:00, in China's time; — when absent."""
    if value is None:
        return "—"
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    local = moment.astimezone(CHINA) if moment.tzinfo else moment
    return f"{day_in_words(local.date())} {local:%H:%M}"


def month_in_words(period: str | None, merged: Mapping[str, str] | None = None, short: bool = False) -> str:
    """2026-09 as 2026年9月 (9月 when short); a merged period by its label, 2026-02 as 2026年1—2月 (1—2月)."""
    if period is None:
        return "—"
    year, month = period.split("-")
    label = (merged or {}).get(period) or f"{int(month)}月"
    label = label.split("年")[-1]
    return label if short else f"{int(year)}年{label}"


@cache
def environment() -> Environment:
    """The one environment: names missing from a context are errors, everything is escaped."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        number=wording.number,
        percent=wording.percent,
        short=wording.short,
        summed=wording.summed,
        telephone=wording.telephone,
        sent_back=was_sent_back,
        target_status=wording.target_status,
        finished_on=wording.finished_on,
        printed_percent=wording.printed_percent,
        gap=wording.gap,
        aim=wording.aim,
        told=wording.told,
        date=date_in_words,
        day=day_in_words,
        datetime=moment_in_words,
        month=month_in_words,
        policy=version_words,
    )
    made.tests.update(heading=press_words.is_heading)
    made.globals.update(
        static=static,
        style=style,
        chart_of=chart_of,
        outlook_of=outlook.of,
        marked=marked,
        latest=wording.latest,
        latest_figure=wording.latest_figure,
        latest_together=wording.latest_together,
        printed_source=wording.printed_source,
        milestones_done=wording.milestones_done,
        former_days=wording.former_days,
        is_address=wording.is_address,
        STATUSES=wording.STATUSES,
        NOT_SUPPLEMENTED=NOT_SUPPLEMENTED,
        STATUS_OF_LIGHT=wording.STATUS_OF_LIGHT,
        LIGHTS=wording.LIGHTS,
        HALTS=wording.HALTS,
        PUBLIC_LIGHTS=PUBLIC_LIGHTS,
        KINDS=wording.KINDS,
        PARTS=wording.PARTS,
        DIFFERENCES=difference.WORDS,
        NOT_PUBLISHED=wording.NOT_PUBLISHED,
    )
    # A block rendered alone does not run its template's imports: the macros are therefore known everywhere.
    made.globals["parts"] = made.get_template("_parts.html").module
    return made


def frame(request: Request) -> dict[str, Any]:
    """What every page gets unasked: FRAME, over it what `app.state.frame(request)` answers (if set), and the visitor
    that `request.state.visitor` holds."""
    given = getattr(request.app.state, "frame", None)
    found: dict[str, Any] = {**FRAME, "visitor": getattr(request.state, "visitor", None)}
    return {**found, **(given(request) if given else {}), "request": request}


OWN = frozenset({"base", "look", "looks", "own_looks"})
"""What the frame alone says, of the address that was asked for: a page that named one of them would lead its masthead
astray."""


def _context(request: Request, named: Mapping[str, Any]) -> dict[str, Any]:
    if taken := OWN & named.keys():
        raise ValueError(f"a page names what only its frame says: {sorted(taken)}")
    return {**frame(request), **named}


def render(
    request: Request,
    template: str,
    *,
    status_code: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> HTMLResponse:
    """A whole page."""
    text = environment().get_template(template).render(_context(request, context))
    return HTMLResponse(text, status_code=status_code, headers=dict(headers or {}))


def render_block(
    request: Request,
    template: str,
    block: str,
    *,
    status_code: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> HTMLResponse:
    """One named block of a page's template, for htmx; it says that the answer depends on who asks."""
    text = jinja2_fragments.render_block(environment(), template, block, _context(request, context))
    return HTMLResponse(text, status_code=status_code, headers={"Vary": "HX-Request", **(headers or {})})
