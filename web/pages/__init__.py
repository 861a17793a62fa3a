"""One module a page. `ROUTERS` is their order of matching: fixed addresses before those that begin with a government."""

from web import evidence
from web.pages import (
    api,
    board,
    bulletin,
    design,
    desk,
    filing,
    health,
    home,
    month,
    press,
    project,
    release,
    rows,
    sign_in,
    visit,
    visits,
)

ROUTERS = [
    health.router,
    api.router,
    sign_in.router,
    design.router,
    evidence.router,
    desk.router,
    visit.router,
    visits.router,
    home.router,
    release.router,
    rows.router,
    filing.router,
    month.router,
    bulletin.router,
    press.router,
    project.router,
    board.router,
]
