"""One module a page. `ROUTERS` is their order of matching: fixed addresses before those that begin with a government."""

from web.pages import board, design, health, home, project, sign_in

ROUTERS = [health.router, sign_in.router, design.router, home.router, project.router, board.router]
