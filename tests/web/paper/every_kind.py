"""One fixed example of every kind of paper, and how each is printed.

`python -m tests.web.paper.every_kind` writes the text of each as golden/<kind>.txt: look at the pages before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import cache, partial
from hashlib import sha256
from typing import Any

from supervision import site_sign
from supervision.archive_index import ArchiveIndex, Line
from supervision.form_paper import Form
from supervision.leaflet_paper import Leaflet
from supervision.notice_paper import NoticePaper
from supervision.paper import OfficialPaper, PressPaper
from supervision.project_poster import Poster
from supervision.site_sign import Sign
from tests.web.paper import office_samples as office
from tests.web.paper import public_samples as public
from tests.web.paper import record_samples as records
from tests.web.paper import worded_samples as worded
from web import archive_sheet
from web.paper import form, notice, pack, pdf, poster, press, qr, word

GOLDEN = public.GOLDEN


def archive_index(lines: int = 3) -> ArchiveIndex:
    office, titles = (
        "示范市人民政府办公室",
        (
            "关于2026年8月份市办实事进展情况的通报",
            "关于更正“关于2026年8月份市办实事进展情况的通报”的通知",
            "约谈通知",
        ),
    )
    made = tuple(
        Line(
            n, f"{office}—2026—{n:04d}", f"示政办督〔2026〕{n}号" if n % 3 else "", titles[n % 3],
            f"2026-09-{n % 28 + 1:02d}", 2 + n, f"{n:064x}", ("", "已更正", "附盖章件")[n % 3],
        )
        for n in range(1, lines + 1)
    )  # fmt: skip
    return ArchiveIndex(office, 2026, made, True, "7KMQ9XDP", date(2027, 1, 8))


def _sign() -> Sign:
    return site_sign.compose(public.month(), public.SCHOOLS, public.ISSUER, public.HOTLINE, True)


def _moved() -> Form:
    return office.call(moves=[{"at": "2026-09-02T09:00", "place": "第一会议室", "reason": "约谈人公务冲突"}])


EXAMPLES: dict[str, Callable[[], Any]] = {
    "bulletin": worded.month_bulletin,
    "press_release": worded.release,
    "press_conference": worded.conference_pack,
    "correction_notice": worded.correction,
    "minutes": worded.review_minutes,
    "supervision_order": records.order,
    "criticism_bulletin": office.criticised,
    "leaflet": lambda: replace(public.leaflet_of(), day=public.DAY, check_code=public.CODE),
    "paper_correction": worded.correction_of_a_paper,
    "paper_withdrawal": worded.withdrawal_of_a_paper,
    **{kind: partial(public.issued, kind) for kind in public.NOTICES},
    "poster": lambda: public.poster_of(public.LIFTS),
    "site_sign": lambda: replace(_sign(), day=public.DAY, check_code=public.CODE),
    "problem_disclosure": lambda: office.disclosed(
        outcomes=[{"text": "6个作业队全部进场。", "told_at": "2026-09-24T02:30:00+00:00"}]
    ),
    "rectification_notice": lambda: office.issued(office.notice()),
    "recheck_sheet": lambda: office.issued_form(office.recheck("passed", result=office.RESULT)),
    "talk_notice": lambda: office.issued_form(_moved()),
    "feedback_letter": lambda: office.issued(office.feedback(*office.TWO, told=office.told())),
    "talk_record": lambda: office.issued_form(records.talk_record()),
    "visit_record": lambda: office.issued_form(records.visit_record()),
    "draw_record": lambda: office.issued_form(records.draw_record()),
    "review_pack": worded.pack,
    "archive_index": archive_index,
}


def printed(paper: Any) -> bytes:
    """The paper as PDF, by what it is."""
    square, card = qr.svg(public.CODE), qr.card("/demo/2026/projects/1")
    found: dict[type, Callable[[], bytes]] = {
        OfficialPaper: lambda: pdf.official(paper),
        Form: lambda: form.pdf(paper),
        NoticePaper: lambda: notice.pdf(paper, square),
        PressPaper: lambda: press.pdf(paper, {}),
        Poster: lambda: poster.poster(paper, card, square),
        Sign: lambda: poster.sign(paper, card, square),
        Leaflet: lambda: poster.leaflet(paper, card, square),
        ArchiveIndex: lambda: archive_sheet.printed(paper),
        dict: lambda: pack.pdf(paper, fixed=True, check_code=public.CODE),
    }
    return found[type(paper)]()


def word_file(paper: Any) -> bytes | None:
    """The paper as DOCX; None for one that nobody edits."""
    found: dict[type, Callable[[], bytes]] = {
        OfficialPaper: lambda: word.official(paper),
        Form: lambda: form.docx(paper),
        NoticePaper: lambda: notice.docx(paper),
        PressPaper: lambda: word.press(paper),
    }
    return found[type(paper)]() if type(paper) in found else None


@cache
def made(kind: str) -> bytes:
    """The example as PDF, once a process."""
    return printed(EXAMPLES[kind]())


def hashes(kinds: Iterable[str]) -> dict[str, str]:
    return {kind: sha256(made(kind)).hexdigest() for kind in kinds}


if __name__ == "__main__":
    for each in EXAMPLES:
        (GOLDEN / f"{each}.txt").write_text(public.text(made(each)), "utf-8")
