"""通报批评 as an official paper (公文 通报, red head, numbered): fact, finding, decision, requirement (domain.md 5.2).

The office issues it once the criticism was approved by a leader's 批示, and, where it is 主动公开, reviewed; a drafted,
rejected or withdrawn one is refused. Its words are the criticism's, so that nothing but what was decided goes out.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from projects.approval import PUBLIC
from supervision import written
from supervision.criticisms import CriticismRow
from supervision.draft import block
from supervision.paper import OfficialPaper, Section
from tracker.refusal import Refused

PARTS = {"facts": "主要事实", "finding": "问题认定", "decision": "处理决定", "requirement": "工作要求"}
"""Parts of the criticism's words → headings of the paper, in their order."""
WHY_NOT = {
    "drafted": "还没有领导批示，不能印发通报批评",
    "rejected": "批示不同意通报",
    "withdrawn": "通报批评已经撤回",
    "approved": "属于主动公开，公开审查以后才能印发",
}


def refuse(row: CriticismRow) -> None:
    """Raises Refused("paper.not_now") with why in words where the criticism may not go out."""
    if row.state == "cleared" or (row.state == "approved" and row.attribute != PUBLIC):
        return
    raise Refused("paper.not_now", why=WHY_NOT[row.state])


def prose(row: CriticismRow, unit: str, matter: str) -> dict[str, Any]:
    """`matter`: the project's title, "" where it is about the unit alone."""
    about = f"推进“{matter}”项目不力" if matter else "推进市办实事工作不力"
    opening = f"{unit}{about}，经{(row.approval or {})['post']}批准，决定予以通报批评。现将有关情况通报如下："
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
    letterhead = facts["letterhead"]
    return OfficialPaper(
        issuer=letterhead["issuer"],
        mark=letterhead["mark"],
        number=number,
        title=prose["title"],
        addressee=letterhead["addressee"],
        opening=tuple(opening["paragraphs"]),
        sections=tuple(Section(part["heading"], tuple(part["paragraphs"])) for part in rest if part["paragraphs"]),
        attachments=(),
        signer=letterhead["issuer"],
        date=day,
        copy_to=letterhead["copy_to"],
        printed_by=letterhead["issuer"],
        note="此件公开发布" if facts["attribute"] == PUBLIC else f"此件{facts['attribute']}",
        check_code=check_code,
        specimen=facts["specimen"],
    )
