"""The 更正 of a published month as an official paper, drafted from the notice once the public was given it.

Its words are made of the notice, which was reviewed and approved as it stands: the paper takes over that review and
approval, and is numbered in the series of the bulletins. Nothing that was issued before is made again.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from projects.approval import Review
from projects.light import STATUS_WORDS
from projects.notice import Notice
from projects.notices import Told
from supervision import bulletin, papers
from supervision.document import BULLETIN, CORRECTION_NOTICE, Document
from supervision.draft import Content, Occasion, block, clause, matter
from supervision.figures import month_day, percent
from supervision.paper import OfficialPaper
from supervision.paperwork import TakenOver, check_code
from tracker.ledger import Ledger
from tracker.refusal import Refused
from tracker.working_days import WorkingDays

WORDS = {str(status): words for status, words in STATUS_WORDS.items()}


def key(notice: Told) -> str:
    """What the paper stands under: the month and the notice, for a month may have several."""
    return f"{notice.content['period']}-{notice.id[:8]}"


class CorrectionPaper(TakenOver):
    """One paper for each published correction."""

    def __init__(self, ledger: Ledger, jurisdiction: str, year: int, notice: Told, days: WorkingDays) -> None:
        super().__init__(ledger, CORRECTION_NOTICE, jurisdiction, year, notice.content["period"])
        self.notice, self.days = notice, days
        self.id = Document.create_id(CORRECTION_NOTICE, jurisdiction, year, key(notice))

    def _drafted(self) -> Document:
        content, occasion = self.published(self.days)
        said = self.ledger.get(Notice, UUID(self.notice.id))
        if said.review is None:
            raise Refused("notice.not_cleared")
        with self.ledger.reading() as conn:
            issued = papers.issued_one(
                conn, BULLETIN, self.programme.jurisdiction, self.programme.year, self.period.key
            )
        made = Document.draft(
            CORRECTION_NOTICE,
            self.programme.jurisdiction,
            self.programme.year,
            key(self.notice),
            facts=_facts(self.notice, occasion, issued.number if issued else None),
            prose=_prose(self.notice.content, content, occasion, issued.number if issued else None),
            check_code=check_code(),
            drafter="system",
            post="系统",
            series=self.policy.series,
        )
        review = Review.from_dict(said.review)
        made.review(review, made.text)
        made.approve(replace(review.approval, words=review.approval.words or "同意公布。"), made.text)
        return made


def paper(
    facts: Mapping[str, Any],
    prose: Mapping[str, Any],
    *,
    number: str | None = None,
    day: date | None = None,
    check_code: str | None = None,
) -> OfficialPaper:
    """The paper these words and facts make."""
    said = [paragraph for part in prose["blocks"] for paragraph in part["paragraphs"]]
    return bulletin.headed(facts, prose["title"], said, number=number, day=day, check_code=check_code)


def _facts(notice: Told, occasion: Occasion, corrects: str | None) -> dict[str, Any]:
    """`corrects`: the number of the bulletin whose figures it corrects, None where none was issued."""
    return {
        "source": {
            "log_position": notice.position,
            "sha256": notice.sha256,
            "published_on": notice.published_at.date().isoformat(),
        },
        "notice": notice.id,
        "period": occasion.period.key,
        "label": occasion.period.label,
        "corrects": corrects,
        "figures": [],
        "letterhead": bulletin.letterhead(occasion),
        "hotline": occasion.hotline,
        "specimen": occasion.simulated,
    }


def _prose(told: Mapping[str, Any], content: Content, occasion: Occasion, corrects: str | None) -> dict[str, Any]:
    month = f"{content['year']}年{occasion.period.label}份"
    bulletins = f"，{corrects}已作通报" if corrects else ""
    found = date.fromisoformat(told["found_on"])
    paragraphs = [
        f"{month}{matter(content)}进展情况已于{_day(occasion.published_on)}公布{bulletins}。经{told['found_by']}"
        f"{_day(found)}核对发现，其中“{told['title']}”项目的数字有误，现更正如下：",
        *(f"{bulletin.figure_changed(figure)}。" for figure in told["figures"]),
        *_months(told),
        f"更正原因：{told['reason_kind']}。{clause(told['reason'])}。",
        "原公布内容、通报和存档均保持原样，不作改动，并与本更正一并公开。引用上述数字的，以本更正为准。",
    ]
    title = f"关于更正{month}{matter(content)}进展情况有关数字的通知"
    return {"title": title, "head": "", "tail": "", "blocks": [block("opening", None, "figures", paragraphs)]}


def _months(told: Mapping[str, Any]) -> list[str]:
    """What was issued beside what is recomputed, month by month; the months that stand as they were in one sentence."""
    moved = [month for month in told["months"] if month["moved"]]
    said = [f"{month['label']}份，该项目{_judged(month)}。" for month in moved]
    still = [month["label"] for month in told["months"] if not month["moved"]]
    return [*said, f"{'、'.join(still)}份公布的数字和评定不变。"] if still else said


def _judged(month: Mapping[str, Any]) -> str:
    one, two = month["issued"], month["recomputed"]
    parts = [
        f"进度由{percent(one['progress'])}更正为{percent(two['progress'])}"
        if one["progress"] != two["progress"]
        else ""
    ]
    if one["status"] != two["status"]:
        parts.append(f"状态由{WORDS.get(one['status'], '不评定')}更正为{WORDS.get(two['status'], '不评定')}")
    return "，".join(part for part in parts if part) or "的累计数随之更正，进度和评定不变"


def _day(day: date) -> str:
    return f"{day.year}年{month_day(day)}"
