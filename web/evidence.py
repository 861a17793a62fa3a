"""Evidence files of a report: looked at, limited, kept by the hash of their content, given out to staff only."""

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from projects import register
from supervision import orders
from tracker.refusal import Refused
from tracker.store import Store
from web.photograph import clean
from web.upload import PICTURE, check, kind_of, name_of

router = APIRouter()

READERS = ("office", "office_head", "filer", "unit_head", "observer")
"""Who reads the files of an order."""
LARGEST = 10 * 1024 * 1024


def keep(store: Store, upload: UploadFile) -> dict[str, Any]:
    """Stores one file and says what it is: sha256, name, size in bytes, type by content.

    Pictures are re-encoded without their metadata. Raises Refused: evidence.empty, evidence.too_large, evidence.type,
    evidence.picture, or what upload.check says; each with the name.
    """
    content = upload.file.read(LARGEST + 1)
    kind = kind_of(content)
    name = name_of(upload.filename, kind)
    if not content:
        raise Refused("evidence.empty", field="evidence", name=name)
    if len(content) > LARGEST:
        raise Refused("evidence.too_large", field="evidence", name=name)
    if kind is None:
        raise Refused("evidence.type", field="evidence", name=name)
    try:
        check(content, kind)
        if kind == PICTURE:
            content, kind = clean(content), "image/jpeg"
    except Refused as no:
        code = "evidence.picture" if no.code == "photo.unreadable" else no.code
        raise Refused(code, field="evidence", **{**no.facts, "name": name}) from no
    return {"sha256": store.put(content), "name": name, "size": len(content), "type": kind}


def again(store: Store, said: str) -> dict[str, Any] | None:
    """A file that a refused form left in the store, named by the form as `sha256:name`; None where there is none."""
    sha256, _, name = said.partition(":")
    try:
        content = store.get(sha256)
    except (FileNotFoundError, ValueError):
        return None
    kind = kind_of(content)
    named = name_of(name, kind)
    kind = "image/jpeg" if kind == PICTURE else kind
    return {"sha256": sha256, "name": named, "size": len(content), "type": kind} if kind else None


@router.get("/evidence/{sha256}", name="evidence:show")
def show(request: Request, sha256: str) -> Response:
    """A file named by a report, adjustment, wish for a correction, risk, coordination item or order of the visitor's
    government; a download. A unit gets those of what it filed itself, of the projects it leads today, and of what it
    was asked to see or help in."""
    visitor, house = request.state.visitor, request.app.state.house
    with house.reading() as conn:
        led = register.led(conn, visitor.unit) if visitor.unit else []
        row = conn.execute(
            """SELECT e ->> 'name' AS name, e ->> 'type' AS type FROM projects_reports r
               JOIN projects_register_programme p ON p.id = r.programme,
               jsonb_array_elements(r.content -> 'evidence') e
               WHERE e ->> 'sha256' = %(sha256)s AND (%(role)s = 'administrator' OR p.jurisdiction = %(slug)s)
                 AND (%(unit)s::text IS NULL OR r.unit = %(unit)s OR r.project::text = ANY(%(led)s))
               UNION ALL
               SELECT e ->> 'name', e ->> 'type' FROM projects_adjustments a
               JOIN projects_register_project p ON p.id::text = a.project, jsonb_array_elements(a.evidence) e
               WHERE e ->> 'sha256' = %(sha256)s AND (%(role)s = 'administrator' OR p.jurisdiction = %(slug)s)
                 AND (%(unit)s::text IS NULL OR a.project = ANY(%(led)s))
               UNION ALL
               SELECT e ->> 'name', e ->> 'type' FROM supervision_review_meetings_task t
               JOIN projects_register_programme p ON p.id::text = t.programme, jsonb_array_elements(t.evidence) e
               WHERE e ->> 'sha256' = %(sha256)s AND (%(role)s = 'administrator' OR p.jurisdiction = %(slug)s)
                 AND (%(unit)s::text IS NULL OR t.unit = %(unit)s)
               UNION ALL
               SELECT e ->> 'name', e ->> 'type' FROM supervision_risks k
               JOIN projects_register_project p ON p.id::text = k.project, jsonb_array_elements(k.evidence) e
               WHERE e ->> 'sha256' = %(sha256)s AND (%(role)s = 'administrator' OR p.jurisdiction = %(slug)s)
                 AND (%(unit)s::text IS NULL OR k.project = ANY(%(led)s)
                      OR k.plans @> jsonb_build_array(jsonb_build_object('who', %(unit)s::text)))
               UNION ALL
               SELECT e ->> 'name', e ->> 'type' FROM supervision_coordinations c
               JOIN projects_register_project p ON p.id::text = c.project, jsonb_array_elements(c.evidence) e
               WHERE e ->> 'sha256' = %(sha256)s AND (%(role)s = 'administrator' OR p.jurisdiction = %(slug)s)
                 AND (%(unit)s::text IS NULL OR %(unit)s IN (c.unit, c.helper))
               UNION ALL
               SELECT e ->> 'name', e ->> 'type' FROM projects_correction_wishes w
               JOIN projects_register_project p ON p.id::text = w.project, jsonb_array_elements(w.evidence) e
               WHERE e ->> 'sha256' = %(sha256)s AND (%(role)s = 'administrator' OR p.jurisdiction = %(slug)s)
                 AND (%(unit)s::text IS NULL OR w.project = ANY(%(led)s))
               UNION ALL
               SELECT e ->> 'name', e ->> 'type' FROM supervision_department_plans d,
               jsonb_array_elements(d.plan -> 'files') e
               WHERE e ->> 'sha256' = %(sha256)s AND (%(role)s = 'administrator' OR d.jurisdiction = %(slug)s)
                 AND (%(unit)s::text IS NULL OR d.unit = %(unit)s) LIMIT 1""",
            {"sha256": sha256, "role": visitor.role, "slug": visitor.jurisdiction, "unit": visitor.unit, "led": led},
        ).fetchone()
        row = row or _of_an_order(conn, visitor, sha256)
    if row is None or sha256 not in house.store:
        raise HTTPException(404, "没有找到这个文件。")
    disposition = f"attachment; filename*=UTF-8''{quote(row['name'])}"
    return Response(house.store.get(sha256), media_type=row["type"], headers={"Content-Disposition": disposition})


def _of_an_order(conn: Any, visitor: Any, sha256: str) -> dict[str, Any] | None:
    """A file named by an order: for its government's staff, and of the units for those that it binds."""
    for order, file in orders.evidence(conn, sha256):
        bound = visitor.unit is None or visitor.unit in (order.unit, *order.matter["supporting"])
        if bound and visitor.role in READERS and order.jurisdiction == visitor.jurisdiction:
            return file
    return None
