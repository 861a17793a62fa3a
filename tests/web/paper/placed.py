"""Whether every word of a printed paper stands where its kind has it."""

from __future__ import annotations

from typing import Any

from supervision.archive_index import ArchiveIndex
from supervision.form_paper import Form
from supervision.leaflet_paper import Leaflet
from supervision.notice_paper import NoticePaper
from supervision.paper import OfficialPaper, PressPaper
from supervision.project_poster import Poster
from supervision.site_sign import Sign
from tests.web.paper import measured
from tests.web.paper.measured import Area, Page

UPRIGHT, TURNED = Area(37, 26, 35, 28), Area(28, 37, 26, 35)
AREAS = {
    OfficialPaper: UPRIGHT,
    PressPaper: UPRIGHT,
    NoticePaper: Area(28, 26, 28, 28),
    Form: Area(22, 26, 27, 28),
    ArchiveIndex: Area(25, 26, 27, 28),
    Poster: Area(20, 22, 8, 22),
    Sign: Area(17, 18, 4, 18),
    Leaflet: Area(15, 17, 4, 17),
    dict: Area(24, 22, 6, 26),
}
"""A text's area, by what the paper is; what stands in the foot of a poster and of a pack is text as well."""
NUMBERED = (OfficialPaper, PressPaper, NoticePaper, Form, ArchiveIndex)


def faults(paper: Any, content: bytes) -> list[str]:
    """Everything that does not stand where it should."""
    pages = measured.pages(content)
    found = [fault for page in pages for fault in (*_outside(paper, page), *measured.overlapping(page))]
    found += measured.crossed(content, sorted({1, (len(pages) + 1) // 2, len(pages)}))
    if isinstance(paper, NUMBERED):
        found += measured.misnumbered(pages, first=2 if getattr(paper, "letter", False) else 1)
    return found


def _outside(paper: Any, page: Page) -> list[str]:
    area = AREAS[type(paper)]
    if page.turned:
        area = Area(24, 20, 6, 20) if isinstance(paper, dict) else TURNED
    elif getattr(paper, "letter", False) and page.number == 1:
        area = Area(29.4, 26, 35, 28)
    return measured.outside(page, area)
