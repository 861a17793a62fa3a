"""The application asked within this very process, by somebody without an account, without a port."""

import asyncio
from collections.abc import MutableMapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote

from web.app import create
from web.frozen.address import Address
from web.frozen.manifest import Unwritten
from web.house import House

Message = MutableMapping[str, Any]


class Unanswered(Unwritten):
    """An address that belongs to the copy was not answered."""


class Stranger:
    """Asks as fast as the machine answers; nothing of it is counted, kept or logged. `site`: the address by which pages
    that name themselves in full are reached."""

    def __init__(self, house: House, site: str) -> None:
        settings = house.settings.model_copy(update={"asked_a_minute": 0, "public_url": site})
        self._app = create(replace(house, settings=settings), within=True)

    async def get(self, asked: Address) -> bytes:
        """The body. Raises Unanswered for anything but a 200."""
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        await self._app(_scope(asked), _Request().receive, send)
        if sent[0]["status"] != 200:
            raise Unanswered(f"{asked} 答复 {sent[0]['status']}，没有写入副本。")
        return b"".join(message.get("body", b"") for message in sent[1:])


class _Request:
    """An empty one, of somebody who waits for the whole answer: he never hangs up."""

    def __init__(self) -> None:
        self._asked = False

    async def receive(self) -> Message:
        if self._asked:
            await asyncio.Event().wait()
        self._asked = True
        return {"type": "http.request", "body": b"", "more_body": False}


def _scope(asked: Address) -> dict[str, Any]:
    return {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"}, "http_version": "1.1", "method": "GET",
        "scheme": "http", "path": unquote(asked.path), "raw_path": quote(asked.path, safe="/%").encode(),
        "query_string": asked.query.encode(), "headers": [], "client": ("127.0.0.1", 0), "server": ("127.0.0.1", 80),
        "root_path": "", "state": {"id": "frozen"},
    }  # fmt: skip
