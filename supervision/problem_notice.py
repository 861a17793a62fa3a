"""问题公开 as a notice: the five fields of one problem in a table, 整改期限 under it, and 整改情况 once told (domain.md
1.2, 5.2).

The office prints it from a problem that was published: decided by a leader's 批示, reviewed, and told the public. One
that is only drafted, decided or reviewed is refused, and so is one that was withdrawn. It has neither number nor red
head.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from supervision import written
from supervision.letter_paper import Sender
from supervision.notice_paper import NoticePaper
from supervision.paper import Column, Section, Table
from supervision.problem import DUE, FIELDS
from supervision.problems import ProblemRow
from tracker import clock
from tracker.clock import SHANGHAI
from tracker.refusal import Refused

PROBLEM_DISCLOSURE = "problem_disclosure"
WHY_NOT = {
    "drafted": "还没有领导批示，不能公开",
    "approved": "还没有公开审查，不能公开",
    "cleared": "还没有向社会公开，公开以后才能印制",
    "rejected": "批示不同意公开",
    "withdrawn": "问题公开已经撤回",
}
_WIDTHS = (26.0, 22.0, 22.0, 48.0, 38.0)
"""Of the five columns, in mm."""


def paper(row: ProblemRow, *, matter: str, sender: Sender) -> NoticePaper:
    """`matter`: what the programme is called (市办实事). Raises Refused("paper.not_now") with why in words."""
    if row.state != "published":
        raise Refused("paper.not_now", why=WHY_NOT[row.state])
    columns = tuple(Column(title, width_mm=width) for title, width in zip(FIELDS.values(), _WIDTHS, strict=True))
    return NoticePaper(
        title=f"{row.year}年{matter}推进落实不力问题公开",
        issuer=sender.issuer,
        day=None,
        specimen=sender.specimen,
        opening=(_opening(row),),
        table=Table("", columns, (tuple(row.fields[name] for name in FIELDS),)),
        sections=tuple(_sections(row)),
        contacts=(("监督电话", sender.telephone),) if sender.telephone else (),
    )


def _opening(row: ProblemRow) -> str:
    decided = row.approval or {}
    on = written.day(decided.get("decided_on"))
    by = f"经{decided['post']}{written.in_full(on)}批准，" if on else ""
    return f"{by}现将以下推进落实不力的问题向社会公开，请社会各界监督整改。"


def _sections(row: ProblemRow) -> Iterator[Section]:
    """The deadline, and that it passed in silence where it did by the day of printing; 整改情况 once told."""
    if row.due:
        late = f"至{written.in_full(clock.today())}已逾期，未公布整改情况" if row.overdue else ""
        yield Section(DUE, (written.sentence("，".join(filter(None, (written.in_full(row.due), late)))),))
    if row.outcomes:
        yield Section("整改情况", tuple(map(_outcome, row.outcomes)))


def _outcome(told: Mapping[str, Any]) -> str:
    at = datetime.fromisoformat(told["told_at"]).astimezone(SHANGHAI).date()
    return f"{written.in_full(at)}公布：{written.sentence(told['text'])}"
