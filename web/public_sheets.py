"""The derived sheets for the public: what is published or announced, read and worded, and printed with its day and
code.

One row a kind, for issuance.PRINTED.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from projects import published, register
from projects.published import LIST, Board
from supervision import (
    acceptance_notice,
    acceptances,
    disclosures,
    half_year_paper,
    listing_notice,
    plan_table,
    programme_results,
    project_poster,
    project_subject,
    result_paper,
    site_sign,
    task_table,
)
from supervision.document import Document
from supervision.draft import Content
from supervision.issuer import issuer_of
from supervision.notice_paper import NoticePaper
from supervision.sheetwork import Sheet
from tracker import clock
from tracker.refusal import Refused
from web import download
from web.house import House
from web.paper import layout, notice, poster, qr, spreadsheet
from web.printing import DOCX, PDF, XLSX, Chance, Printing, Rendered, proof

_ROUND = "acceptance-"
"""The part of a project that a notice of its acceptance is of; the round follows."""
_PLACES = {"province": "省", "district": "区", "county": "县"}


@dataclass(frozen=True, slots=True)
class Told:
    """A publication with what stands around it: `content` is the list (`period` "") or a month as published, but
    for the telephones, which are those that answer now."""

    board: Board
    content: Content
    issuer: str
    place: str
    position: int
    sha256: str
    period: str

    @property
    def published_on(self) -> date:
        assert self.board.published_at is not None
        return self.board.published_at.astimezone(clock.SHANGHAI).date()

    def sheet(self, kind: str, subject: str, title: str, says: dict[str, Any]) -> Sheet:
        return Sheet(
            kind, self.board.slug, self.board.year, subject, title, says, self.position,
            specimen=self.board.simulated, source={"period": self.period, "sha256": self.sha256},
        )  # fmt: skip


def told(house: House, slug: str, year: int, period: str | None = None) -> Told | None:
    """The list, a month, or (None) what was published last; None where there is no such thing."""
    with house.reading() as conn:
        board = published.board(conn, slug, year, period)
        found = published.content(conn, slug, year, board.period or LIST) if board else None
        programme, government = register.programme(conn, slug, year), register.jurisdiction(conn, slug) or {}
    if board is None or found is None or programme is None or board.imported:
        return None
    content = json.loads(found["content"])
    letterhead = programme.policy.extra.get("letterhead", {})
    return Told(
        board,
        {**content, "projects": [{**each, "contact": board.call(each)} for each in content["projects"]]},
        issuer_of(letterhead, board.name),
        _PLACES.get(government.get("kind", ""), "市"),
        found["position"],
        found["sha256"],
        board.period or LIST,
    )


def _list(house: House, slug: str, year: int) -> Told:
    if (found := told(house, slug, year, LIST)) is None:
        raise Refused("paper.unreleased")
    return found


def _month(house: House, slug: str, year: int, period: str | None = None) -> Told:
    found = told(house, slug, year, period)
    if found is None or not found.period:
        raise Refused("paper.month_unpublished")
    return found


# 任务分解表, 月度计划表, 挂牌督办公示


def _tasks(house: House, slug: str, year: int, subject: str) -> Sheet:
    found = _list(house, slug, year)
    made = task_table.compose(found.content, found.issuer, found.board.simulated, found.place)
    return found.sheet("task_table", "list", made.title, made.to_json())


def _plans(house: House, slug: str, year: int, subject: str) -> Sheet:
    found = _list(house, slug, year)
    made = plan_table.compose(found.content, found.issuer, found.board.simulated)
    return found.sheet("plan_table", "list", made.title, made.to_json())


def _listing(house: House, slug: str, year: int, subject: str) -> Sheet:
    found = told(house, slug, year) or _list(house, slug, year)
    made = listing_notice.compose(
        found.content, found.issuer, found.board.hotline, found.board.simulated, found.place, found.board.worded
    )
    return found.sheet(listing_notice.KIND, "list", made.title, made.to_json())


def _of_list(house: House, slug: str, year: int) -> Sequence[Chance]:
    found = told(house, slug, year, LIST)
    return [Chance("list", "年度清单", None if found else "清单发布后才能制作", "programme")]


# 半年公开, 办结公布, 验收公示


def _half_year(house: House, slug: str, year: int, subject: str) -> Sheet:
    with house.reading() as conn:
        versions = disclosures.versions(conn, slug, year, subject)
    found = told(house, slug, year)
    if not versions or found is None:
        raise Refused("paper.undisclosed")
    newest = versions[0]
    made = half_year_paper.compose(newest.told, found.issuer, found.board.hotline, found.board.worded)
    return Sheet(
        "half_year_disclosure", slug, year, subject, made.title, made.to_json(), newest.position,
        specimen=made.specimen, source={"sha256": newest.sha256, "version": newest.number},
    )  # fmt: skip


def _halves(house: House, slug: str, year: int) -> Sequence[Chance]:
    with house.reading() as conn:
        found = {each.half: each.told["label"] for each in disclosures.versions(conn, slug, year)}
    if not found:
        return [Chance(f"{year}-H1", "半年公开", "半年公开公布后才能印制")]
    return [Chance(half, label, page=f"disclosure-desk/{half}") for half, label in sorted(found.items(), reverse=True)]


def _result(house: House, slug: str, year: int, subject: str) -> Sheet:
    found = told(house, slug, year)
    with house.reading() as conn:
        row = programme_results.one(conn, slug, year)
    if row is None or found is None:
        raise Refused("paper.unannounced")
    made = result_paper.compose(
        row.told, found.content["projects"], found.issuer, found.board.hotline, found.board.simulated
    )
    return found.sheet("result_announcement", "result", made.title, made.to_json())


def _results(house: House, slug: str, year: int) -> Sequence[Chance]:
    with house.reading() as conn:
        row = programme_results.one(conn, slug, year)
    return [Chance("result", "全年完成情况", None if row else "年终公布后才能印制", "result-desk")]


def _acceptance(house: House, slug: str, year: int, subject: str) -> Sheet:
    number, place = project_subject.number(subject), project_subject.part(subject).removeprefix(_ROUND)
    found = _month(house, slug, year)
    project = _project(found, number)
    with house.reading() as conn:
        row = acceptances.public(conn, slug, year).get(project["id"])
    rounds = [each for each in row.rounds if str(each.round) == place] if row else []
    if row is None or not rounds:
        raise Refused("paper.acceptance_unnoticed")
    programme = f"{found.board.name}{found.board.title}"
    hotline = project["contact"] or found.board.hotline
    made = acceptance_notice.compose(project, rounds[0], programme, found.issuer, hotline, found.board.simulated)
    return Sheet(
        "acceptance_notice", slug, year, project_subject.of(number, f"{_ROUND}{place}"), made.title, made.to_json(),
        max(row.position, found.position), specimen=made.specimen,
    )  # fmt: skip


def _accepted(house: House, slug: str, year: int) -> Sequence[Chance]:
    found = told(house, slug, year)
    with house.reading() as conn:
        known = acceptances.public(conn, slug, year)
    projects = {each["id"]: each for each in found.content["projects"]} if found and found.period else {}
    chances = [
        Chance(
            project_subject.of(projects[id]["number"], f"{_ROUND}{row.now.round}"),
            f"{projects[id]['number']}　{projects[id]['title']}",
            "验收已经撤销" if row.now.revoked_at else None,
            f"acceptances/{projects[id]['number']}",
        )
        for id, row in known.items()
        if id in projects
    ]
    return chances or [Chance("", "", "验收公示发出后才能印制")]


# 宣传栏海报, 项目现场码


def poster_of(found: Told, number: str) -> Sheet:
    """The poster of one project of a published month."""
    frame = project_poster.Frame(
        found.issuer, found.board.hotline, found.board.simulated, found.board.worded, found.published_on
    )
    project = _project(found, number)
    made = project_poster.compose(found.content, project, frame)
    title = f"{project['title']}（{found.content['year']}年{made.month}月公开）"
    return found.sheet("poster", project_subject.of(number, found.period), title, made.to_json())


def _poster(house: House, slug: str, year: int, subject: str) -> Sheet:
    """`subject`: project:<number>, of the last month, or with /<period> behind it of another."""
    month = _month(house, slug, year, project_subject.part(subject) or None)
    return poster_of(month, project_subject.number(subject))


def _sign(house: House, slug: str, year: int, subject: str) -> Sheet:
    found = _list(house, slug, year)
    number = project_subject.number(subject)
    project = _project(found, number)
    made = site_sign.compose(found.content, project, found.issuer, found.board.hotline, found.board.simulated)
    return found.sheet("site_sign", project_subject.of(number), f"{project['title']}现场码", made.to_json())


def _project(found: Told, number: str) -> dict[str, Any]:
    project = next((each for each in found.content["projects"] if each["number"] == number), None)
    if project is None:
        raise Refused("paper.no_project", number=number)
    return dict(project)


def _each(period: str | None, refused: str) -> Callable[[House, str, int], Sequence[Chance]]:
    def chances(house: House, slug: str, year: int) -> Sequence[Chance]:
        found = told(house, slug, year, period)
        if found is None or (period is None and not found.period):
            return [Chance("", "", refused)]
        return [
            Chance(project_subject.of(each["number"]), f"{each['number']}　{each['title']}")
            for each in found.board.projects
        ]

    return chances


# Printing


def _files(document: Document, day: date | None, endings: Iterable[str]) -> Rendered:
    code, square = proof(document, day)
    made = NoticePaper.from_json(document.facts["says"], day, code)
    called = download.called(document.prose["title"])
    makers: dict[str, tuple[str, Callable[[], bytes]]] = {
        "pdf": (PDF, lambda: notice.pdf(made, square)),
        "docx": (DOCX, lambda: notice.docx(made)),
        "xlsx": (
            XLSX,
            lambda: spreadsheet.xlsx(made.tables, layout.foot_words(made.specimen, code)),
        ),
    }
    return [(f"{called}.{ending}", makers[ending][0], makers[ending][1]()) for ending in endings]


def _printed(*endings: str) -> Callable[[Document, str | None, date | None], Rendered]:
    return lambda document, number, day: _files(document, day, endings)


def _poster_files(document: Document, number: str | None, day: date | None) -> Rendered:
    code, square = proof(document, day)
    made = project_poster.Poster.from_json(document.facts["says"], day, code)
    return [(poster_name(document), PDF, poster.poster(made, qr.card(made.card), square))]


def poster_name(document: Document) -> str:
    return f"{download.called(_called(document))}.pdf"


def _sign_files(document: Document, number: str | None, day: date | None) -> Rendered:
    code, square = proof(document, day)
    made = site_sign.Sign.from_json(document.facts["says"], day, code)
    content = poster.sign(made, qr.card(made.card), square)
    return [(f"{download.called(_called(document))}.pdf", PDF, content)]


def _called(document: Document) -> str:
    """With the project's number in front, so that fifty of them lie in their order."""
    number = project_subject.number(document.facts["subject"])
    return f"{number.zfill(2)} {document.prose['title']}"


def _titled(document: Document) -> str:
    return str(document.prose["title"])


ROWS: dict[str, Printing] = {
    listing_notice.KIND: Printing("清单发布", _titled, _printed("pdf", "docx", "xlsx"), _listing, _of_list),
    "task_table": Printing("清单发布", _titled, _printed("pdf", "xlsx"), _tasks, _of_list),
    "plan_table": Printing("清单发布", _titled, _printed("pdf", "xlsx"), _plans, _of_list),
    "half_year_disclosure": Printing("半年公开", _titled, _printed("pdf", "docx", "xlsx"), _half_year, _halves),
    "acceptance_notice": Printing("验收和年终", _titled, _printed("pdf", "docx"), _acceptance, _accepted),
    "result_announcement": Printing("验收和年终", _titled, _printed("pdf", "docx", "xlsx"), _result, _results),
    "poster": Printing("项目公开", _called, _poster_files, _poster, _each(None, "月度进展公布后才能制作")),
    "site_sign": Printing("项目公开", _called, _sign_files, _sign, _each(LIST, "清单发布后才能制作")),
}
"""Kind → how it is made."""
