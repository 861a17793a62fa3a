"""核对文书: by the code printed on it, or by a file put here, which is told unchanged, older, or not ours.

With script the file's SHA-256 is reckoned in the browser and the file stays there; without, it is sent, reckoned and
dropped. Of a paper that is not public only this is said: that it exists, its kind, day and hashes.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from projects import register
from supervision import paper_list, papers, verify_document
from supervision.document import CHECK_CODE_LENGTH, CHECK_CODE_SIGNS
from supervision.papers import PaperRow
from web.marking import banner_of
from web.templating import render
from web.visitor import Form, text

router = APIRouter()

LARGEST = 40 * 1024 * 1024
HASH = re.compile("[0-9a-f]{64}")
ROLES = {"仿宋": "正文", "小标宋": "标题", "黑体": "一级标题", "楷体": "二级标题", "宋体": "页码和表格"}


@router.get("/verify", name="verify:ask")
def ask(request: Request, code: str = "", sha256: str = "") -> Response:
    """The form; with `code` on to its paper, with `sha256` what the file of that hash is."""
    if sha256:
        if not HASH.fullmatch(sha256):
            raise HTTPException(404, "摘要应当是64位的十六进制数字。")
        return _told(request, sha256, written(code))
    if typed := written(code):
        return RedirectResponse(f"/verify/{typed}", status_code=303)
    return _page(request, 200)


@router.post("/verify", name="verify:look")
def look(request: Request, form: Form) -> Response:
    """A file that a browser without script sends: reckoned here, and kept nowhere."""
    upload = form.get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        return _page(request, 422, errors={"file": "请选择要核对的文件。"}, code=text(form, "code"))
    content = upload.file.read(LARGEST + 1)
    if len(content) > LARGEST:
        return _page(request, 422, errors={"file": "文件超过40MB，请在能运行脚本的浏览器里核对，或者用离线命令。"})
    code = written(text(form, "code"))
    at = f"/verify?sha256={sha256(content).hexdigest()}" + (f"&code={code}" if code else "")
    return RedirectResponse(at, status_code=303)


@router.get("/verify/{code}", name="verify:show")
def show(request: Request, code: str) -> Response:
    """What the paper of this code is."""
    typed = written(code)
    if typed != code and _is_code(typed):
        return RedirectResponse(f"/verify/{typed}", status_code=303)
    with request.app.state.house.reading() as conn:
        row = papers.of_code(conn, typed) if _is_code(typed) else None
        if row is None or row.issued_at is None:
            return _page(request, 404, code=typed, unknown=True)
        (entry,) = paper_list.entries(conn, [row])
        government = register.jurisdiction(conn, row.jurisdiction) or {}
    return _page(request, 200, code=typed, paper=entry, **_shown(row, government))


def written(code: str) -> str:
    """A code as it is printed, whatever was typed: capitals, without blanks and strokes."""
    return re.sub(r"[\s—–-]", "", code).upper()[:20]


def _told(request: Request, hash: str, code: str) -> HTMLResponse:
    with request.app.state.house.reading() as conn:
        rows = papers.of_file(conn, hash)
        mine = [row for row in rows if row.check_code == code] or rows
        entries = paper_list.entries(conn, mine[:1])
        government = (register.jurisdiction(conn, mine[0].jurisdiction) or {}) if mine else {}
    verdict, paper, what = verify_document.verdict(entries, hash)
    more = _shown(mine[0], government) if mine else {}
    said = {"verdict": verdict, "what": verify_document.WHAT.get(what, ""), "hash": hash}
    other = bool(code and paper and paper["code"] != code)
    return _page(request, 200, code=code, paper=paper, other=other, **said, **more)


def _shown(row: PaperRow, government: dict[str, Any]) -> dict[str, Any]:
    """What may be told beside the entry of the list."""
    return {
        "public": row.told,
        "open": row.public,
        "root": f"/{row.jurisdiction}/{row.year}",
        "government": government.get("name", ""),
        "fonts": [(ROLES.get(role, role), font) for role, font in row.fonts.items() if font],
        "endings": row.endings,
        "figures": len(row.facts.get("figures", ())),
        "simulated": government.get("shown") == "simulated",
    }


def _page(request: Request, status: int, **found: Any) -> HTMLResponse:
    told = {
        "code": "", "paper": None, "unknown": False, "verdict": None, "hash": "", "what": "", "other": False,
        "errors": {}, "public": False, "open": False, "root": "", "government": "", "fonts": [], "endings": [],
        "figures": 0, "simulated": False,
    } | found  # fmt: skip
    simulated = told.pop("simulated") or request.app.state.house.simulated
    banner = banner_of(simulated=simulated, imported=False)
    return render(request, "verify.html", status_code=status, banner=banner, **told)


def _is_code(code: str) -> bool:
    return len(code) == CHECK_CODE_LENGTH and not set(code) - set(CHECK_CODE_SIGNS)
