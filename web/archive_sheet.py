"""卷内目录 as a derived sheet: read from the papers that were put away, printed, and as a table."""

from collections.abc import Sequence
from datetime import date

from projects import register
from supervision import archive_index, papers
from supervision.archive_index import ArchiveIndex
from supervision.document import Document
from supervision.sheetwork import Sheet
from tracker.refusal import Refused
from web import download
from web.house import House
from web.open_data import spreadsheet
from web.open_data.table import Column, Table
from web.paper import layout, pdf, qr, typesetting
from web.printing import PDF, XLSX, Chance, Printing, Rendered, proof

NOTHING = "还没有归档的文书。请先在文书页把印发的文书归档。"
TABLE = Table(
    "archive_index",
    "卷内目录",
    "每份归档的文书一行。",
    (
        Column("place", "integer", "顺序号", "在本机构本年度档案里的顺序", "目录", "1", required=True),
        Column("archive", "string", "档号", "机构—年度—顺序号", "目录", "", required=True),
        Column("number", "string", "文号", "文书上印的文号", "目录", ""),
        Column("title", "string", "题名", "文书的标题", "目录", "", required=True),
        Column("on", "date", "日期", "印发日期", "目录", "", required=True),
        Column("pages", "integer", "页数", "存档件的页数", "目录", "", required=True),
        Column("sha256", "string", "SHA-256", "印发原件的摘要", "目录", "", required=True),
        Column("remark", "string", "备注", "更正、撤回、附件", "目录", ""),
    ),
    key=("archive",),
)


def printed(index: ArchiveIndex) -> bytes:
    """As PDF; the same index gives the same bytes."""
    html = typesetting.template("archive_index.html").render(index=layout.clean(index), layout=layout, qr=qr)
    return pdf.written(html, "archive_index.css")


def _files(document: Document, number: str | None, day: date | None) -> Rendered:
    index = ArchiveIndex.from_json(document.facts["says"], day, proof(document, day)[0])
    called = download.called(index.title)
    rows = [{name: getattr(line, name) for name in TABLE.names} for line in index.lines]
    return [(f"{called}.pdf", PDF, printed(index)), (f"{called}.xlsx", XLSX, spreadsheet.written(TABLE, rows))]


def _composed(house: House, slug: str, year: int, subject: str) -> Sheet:
    """`subject`: "archive:" and the institution. Raises Refused("archive.empty") where nothing of it is put away."""
    with house.reading() as conn:
        rows = papers.every(conn, slug, year)
        government = register.jurisdiction(conn, slug) or {}
    index = archive_index.composed(subject.removeprefix("archive:"), year, rows, government.get("shown") == "simulated")
    if not index.lines:
        raise Refused("archive.empty")
    position = max(row.position for row in rows if row.archive)
    return Sheet(
        archive_index.KIND, slug, year, subject, index.title, index.to_json(), position, specimen=index.specimen
    )


def _chances(house: House, slug: str, year: int) -> Sequence[Chance]:
    with house.reading() as conn:
        known = archive_index.institutions(papers.every(conn, slug, year))
    return [Chance(f"archive:{name}", name) for name in known] or [Chance("", "本年度", refused=NOTHING)]


ROW = Printing("归档", lambda paper: str(paper.prose["title"]), _files, _composed, _chances)
