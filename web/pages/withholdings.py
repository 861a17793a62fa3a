"""撤下的材料: the office withholds a file of the record with a reason, or gives it back; the list of them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from projects import register
from supervision import withholdings
from supervision.withholding import Withholding
from supervision.withholdings import WithheldRow
from tracker.refusal import Refused, SeveralRefused
from web import refusals
from web.place import place_of, programme_here
from web.templating import render
from web.visitor import Form, key_of, text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/withheld"
PRIVATE = {"Cache-Control": "private, no-store"}


@dataclass(frozen=True, slots=True)
class Named:
    """Where the record names a file: in which words, at which address; `name` where it has one of its own. `public`:
    anybody sees it there."""

    words: str
    href: str
    name: str
    type: str
    public: bool


NAMED = """
    SELECT format('项目%%s，%%s现场照片', v.number, to_char(v.day, 'FMMM月FMDD日')) AS words,
           v.year || '/visits/' || v.id AS href, '' AS name,
           'image/jpeg' AS type, p.cleared AS public
    FROM supervision_visits_photo p JOIN supervision_visits v ON v.id = p.visit
    WHERE p.sha256 = %(sha256)s AND v.jurisdiction = %(slug)s
    UNION ALL
    SELECT format('项目%%s，%%s检查记录表', v.number, to_char(v.day, 'FMMM月FMDD日')),
           v.year || '/visits/' || v.id, '', 'image/jpeg', false
    FROM supervision_spots_paper s JOIN supervision_visits v ON v.id = s.visit
    WHERE %(sha256)s = ANY(s.photos) AND v.jurisdiction = %(slug)s
    UNION ALL
    SELECT '检查发现的问题', p.year || '/findings/' || f.id, coalesce(e ->> 'name', ''),
           coalesce(e ->> 'type', 'image/jpeg'), false
    FROM supervision_findings f JOIN projects_register_programme p ON p.id = f.programme
    LEFT JOIN LATERAL jsonb_array_elements(f.files || coalesce(f.objection -> 'evidence', '[]')) e
        ON e ->> 'sha256' = %(sha256)s
    WHERE (e IS NOT NULL OR %(sha256)s = ANY(f.photos)) AND p.jurisdiction = %(slug)s
    UNION ALL
    SELECT '整改报告', p.year || '/rectifications/' || r.rectification, e ->> 'name', e ->> 'type', false
    FROM supervision_rectifications_round r JOIN projects_register_programme p ON p.id = r.programme,
         jsonb_array_elements(r.report -> 'evidence') e
    WHERE e ->> 'sha256' = %(sha256)s AND p.jurisdiction = %(slug)s
    UNION ALL
    SELECT format('项目%%s，%%s月报告', j.number, substr(r.period, 6)::int),
           p.year || '/month/' || r.period || '/' || j.number,
           e ->> 'name', e ->> 'type', false
    FROM projects_reports r JOIN projects_register_programme p ON p.id = r.programme
    JOIN projects_register_project j ON j.id = r.project, jsonb_array_elements(r.content -> 'evidence') e
    WHERE e ->> 'sha256' = %(sha256)s AND p.jurisdiction = %(slug)s
"""


@router.get(PATH, name="withholdings:list")
def every(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    page = _Page(request, jurisdiction, year)
    with page.house.reading() as conn:
        rows = withholdings.of_government(conn, jurisdiction)
        named = {row.sha256: _named(conn, jurisdiction, row.sha256) for row in rows}
    return page.render("withheld.html", rows=rows, named=named)


@router.get(PATH + "/{sha256}", name="withholdings:show")
def show(request: Request, jurisdiction: str, year: int, sha256: str) -> HTMLResponse:
    return _Page(request, jurisdiction, year).file(sha256)


@router.get(PATH + "/{sha256}/file", name="withholdings:file")
def file(request: Request, jurisdiction: str, year: int, sha256: str) -> Response:
    """The file itself, for the office, which decides about it."""
    page = _Page(request, jurisdiction, year)
    named = page.named(sha256)
    if sha256 not in page.house.store:
        raise HTTPException(404, "没有找到这个文件。")
    kind = named[0].type
    shown = {} if kind.startswith("image/") else {"Content-Disposition": "attachment"}
    return Response(page.house.store.get(sha256), media_type=kind, headers={**PRIVATE, **shown})


@router.post(PATH + "/{sha256}", name="withholdings:decide")
def decide(request: Request, jurisdiction: str, year: int, sha256: str, form: Form) -> Response:
    """`what`: withhold or restore."""
    page = _Page(request, jurisdiction, year)
    named = page.named(sha256)
    restored, reason, post = text(form, "what") == "restore", text(form, "reason"), text(form, "post")

    def act() -> tuple[list[Any], Any]:
        found = page.house.ledger.find(Withholding, Withholding.create_id(jurisdiction, sha256))
        public = any(each.public for each in named)
        if restored:
            if found is None:
                raise Refused("withholding.not_withheld")
            found.restore(reason, post)
        elif found is None:
            found = Withholding.withhold(jurisdiction, sha256, reason, post, public=public)
        else:
            found.withhold_again(reason, post, public=public)
        return [found], {"withholding": str(found.id)}

    try:
        asked = ["withholding", sha256, restored, reason, post]
        page.house.carry_out(request.state.visitor.actor(request), key_of(form), asked, act, alone=True)
    except (Refused, SeveralRefused) as no:
        return page.file(sha256, dict(refusals.sentences(no)), {"reason": reason, "post": post})
    return RedirectResponse(f"/{jurisdiction}/{year}/withheld/{sha256}", status_code=303)


def _named(conn: Any, slug: str, sha256: str) -> list[Named]:
    rows = conn.execute(NAMED, {"slug": slug, "sha256": sha256}).fetchall()
    return [Named(**{**row, "href": f"/{slug}/{row['href']}"}) for row in rows]


class _Page:
    def __init__(self, request: Request, slug: str, year: int) -> None:
        self.request, self.slug, self.house = request, slug, request.app.state.house
        with self.house.reading() as conn:
            self.programme = programme_here(conn, slug, year)
            self.government = (register.jurisdiction(conn, slug) or {"name": slug})["name"]

    def named(self, sha256: str) -> list[Named]:
        """404 for what no report, visit, finding or rectification of this government names."""
        with self.house.reading() as conn:
            found = _named(conn, self.slug, sha256)
        if not found:
            raise HTTPException(404, "没有找到这个文件。")
        return found

    def file(
        self, sha256: str, errors: dict[str, str] | None = None, typed: dict[str, str] | None = None
    ) -> HTMLResponse:
        named = self.named(sha256)
        with self.house.reading() as conn:
            row: WithheldRow | None = withholdings.of_file(conn, self.slug, sha256)
        blank = {"reason": "", "post": self.request.state.visitor.post}
        return self.render(
            "withheld_file.html", errors, sha256=sha256, named=named, row=row, typed=typed or blank, key=uuid4()
        )

    def render(self, template: str, errors: dict[str, str] | None = None, **context: Any) -> HTMLResponse:
        return render(
            self.request,
            template,
            status_code=422 if errors else 200,
            headers=PRIVATE,
            programme=self.programme,
            place=place_of(self.programme, self.government),
            root=f"/{self.slug}/{self.programme.year}",
            errors=errors or {},
            **context,
        )
