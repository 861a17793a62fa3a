"""通报批评 as an official paper (公文 通报, red head, numbered): fact, finding, decision, requirement (domain.md 5.2).

The office issues it once the criticism was approved by a leader's 批示, and, where it is 主动公开, reviewed; a drafted,
rejected or withdrawn one is refused. Its words are the criticism's, so that nothing but what was decided goes out.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from projects import register
from projects.approval import PUBLIC, Approval, Review
from projects.programme import Programme
from supervision import bulletin, written
from supervision.criticisms import CriticismRow
from supervision.document import Document
from supervision.draft import Occasion, block
from supervision.paper import OfficialPaper, sections
from supervision.paperwork import TakenOver, check_code
from tracker import clock
from tracker.ledger import Ledger
from tracker.refusal import Refused

CRITICISM_BULLETIN = "criticism_bulletin"

PARTS = {"facts": "主要事实", "finding": "问题认定", "decision": "处理决定", "requirement": "工作要求"}
"""Parts of the criticism's words → headings of the paper, in their order."""
UNDECIDED = "（待批示）"
WHY_NOT = {
    "drafted": "还没有领导批示，不能印发通报批评",
    "rejected": "批示不同意通报",
    "withdrawn": "通报批评已经撤回",
    "approved": "属于主动公开，公开审查以后才能印发",
}


class CriticismPaper(TakenOver):
    """One paper for each criticism that may go out.

    Raises Refused("paper.not_now"), and what Paperwork raises of a programme.
    """

    def __init__(self, ledger: Ledger, jurisdiction: str, year: int, row: CriticismRow) -> None:
        self.ledger, self.kind, self.row = ledger, CRITICISM_BULLETIN, row
        self.programme = ledger.get(Programme, Programme.create_id(jurisdiction, year))
        self.policy = self.programme.policy_set
        self.id = Document.create_id(CRITICISM_BULLETIN, jurisdiction, year, str(row.id))

    def preview(self) -> Document | None:
        """The paper that went out, or, kept nowhere, what would: also for the leader who is yet to decide. None where
        nothing will."""
        found = self.ledger.find(Document, self.id)
        return found or (None if self.row.state in ("rejected", "withdrawn") else self._composed())

    def _drafted(self) -> Document:
        row = self.row
        refuse(row)
        made = self._composed()
        if row.review:
            made.review(Review.from_dict(row.review), made.text)
        made.approve(Approval(**(row.approval or {})), made.text)
        return made

    def _composed(self) -> Document:
        row, programme = self.row, self.programme
        with self.ledger.reading() as conn:
            government = register.jurisdiction(conn, programme.jurisdiction) or {}
            unit = register.units(conn, programme.jurisdiction).get(row.unit, "")
            titles = {each.id: each.title for each in register.projects(conn, str(programme.id))}
        occasion = Occasion(
            period=self.policy.periods(programme.year)[0],
            log_position=row.position,
            sha256="",
            published_on=row.drafted_at.astimezone(clock.SHANGHAI).date(),
            government=str(government.get("name", "")),
            kind=str(government.get("kind", "city")),
            letterhead=self.policy.extra.get("letterhead", {}),
        )
        return Document.draft(
            CRITICISM_BULLETIN,
            programme.jurisdiction,
            programme.year,
            str(row.id),
            facts={
                "source": {"log_position": row.position},
                "figures": [],
                "letterhead": bulletin.letterhead(occasion),
                "attribute": row.attribute,
                "units": [row.unit],
                "specimen": government.get("shown") == "simulated",
            },
            prose=prose(row, unit, titles.get(str(row.project), "")),
            check_code=check_code(),
            drafter="system",
            post="系统",
            attribute=row.attribute,
            series=self.policy.series,
        )


def printable(row: CriticismRow) -> bool:
    """Whether it was decided, and, where it is 主动公开, reviewed."""
    return row.state == "cleared" or (row.state == "approved" and row.attribute != PUBLIC)


def refuse(row: CriticismRow) -> None:
    """Raises Refused("paper.not_now") with why in words where the criticism may not go out."""
    if not printable(row):
        raise Refused("paper.not_now", why=WHY_NOT[row.state])


def prose(row: CriticismRow, unit: str, matter: str) -> dict[str, Any]:
    """`matter`: the project's title, "" where it is about the unit alone. Undecided, it says who decides is open."""
    about = f"推进“{matter}”项目不力" if matter else "推进市办实事工作不力"
    by = row.approval["post"] if row.approval else UNDECIDED
    opening = f"{unit}{about}，经{by}批准，决定予以通报批评。现将有关情况通报如下："
    blocks = [block("opening", None, "open", [opening])]
    blocks += [
        block(key, f"{written.numeral(place)}、{heading}", "open", list(written.paragraphs(row.words[key])))
        for place, (key, heading) in enumerate(PARTS.items(), 1)
    ]
    return {"title": f"关于对{unit}予以通报批评的通报", "head": "", "tail": "", "blocks": blocks}


def paper(
    facts: Mapping[str, Any],
    prose: Mapping[str, Any],
    *,
    number: str | None = None,
    day: date | None = None,
    check_code: str | None = None,
) -> OfficialPaper:
    """The paper these words and facts make; without number and day it is still a draft."""
    opening, *rest = prose["blocks"]
    made = bulletin.headed(facts, prose["title"], opening["paragraphs"], number=number, day=day, check_code=check_code)
    note = made.note if facts["attribute"] == PUBLIC else f"此件{facts['attribute']}"
    return replace(made, sections=sections(rest), note=note)
