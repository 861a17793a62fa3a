"""A public page about one programme: the frame that every such page stands in."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from projects.published import Board
from web.marking import banner_of
from web.templating import render


def public_page(request: Request, template: str, section: str, board: Board, **parts: Any) -> HTMLResponse:
    """`section`: the entry of the navigation that is marked as this one; `parts`: what the page itself shows."""
    return render(
        request,
        template,
        board=board,
        place=board,
        section=section,
        hotline=board.hotline,
        banner=banner_of(simulated=board.simulated, imported=board.imported),
        **parts,
    )
