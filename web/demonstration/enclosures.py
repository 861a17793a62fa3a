"""The made-up files of the demonstration: plain Word papers, the same bytes each time."""

import io
import zipfile
from html import escape
from typing import Any

from tracker.store import Store
from web.upload import DOCX

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"

PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{DOCX}.main+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{DOCUMENT}" Target="word/document.xml"/></Relationships>',
}


def enclosed(store: Store, name: str, lines: list[str]) -> dict[str, Any]:
    """Puts a paper of these lines into the store, and says what it is as web/evidence.py does."""
    body = "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in lines)
    written = {**PARTS, "word/document.xml": f'<w:document xmlns:w="{MAIN}"><w:body>{body}</w:body></w:document>'}
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in written.items():
            archive.writestr(zipfile.ZipInfo(part), f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    content = held.getvalue()
    return {"sha256": store.put(content), "name": f"{name}.docx", "size": len(content), "type": DOCX}
