"""The steps of a paper, from its draft to its issue, as routes: one form each, the same for every kind."""

from collections.abc import Callable, Sequence

from fastapi import APIRouter, Request
from fastapi.responses import Response

from web.paper_desk import Desk
from web.visitor import Form

STEPS = ("draft", "edit", "review", "approve", "issue")


def add(
    router: APIRouter, path: str, name: str, opened: Callable[[Request], Desk], steps: Sequence[str] = STEPS
) -> None:
    """POST {path}/{step}, named {name}:{step}, each the method of that name of the desk that `opened` finds for the
    request's path."""
    for step in steps:
        router.post(f"{path}/{step}", name=f"{name}:{step}")(_taken(opened, step))


def _taken(opened: Callable[[Request], Desk], step: str) -> Callable[[Request, Form], Response]:
    def take(request: Request, form: Form) -> Response:
        answer: Response = getattr(opened(request), step)(form)
        return answer

    return take
