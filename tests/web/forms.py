"""Filling in a page's form as a browser without script does: its token and key are taken from the page."""

import re
from html import unescape
from typing import Any

HIDDEN = re.compile(r'<input type="hidden" name="(csrf|key)" value="([^"]*)"')


def send(browser: Any, page: str, to: str, files: Any = None, **fields: Any) -> Any:
    """Opens `page`, and posts the fields with its token and key to `to`."""
    shown = browser.get(page)
    assert shown.status_code == 200, shown.text
    hidden = dict(HIDDEN.findall(shown.text))
    return browser.post(to, data={**hidden, **fields}, files=files)


def words(answer: Any) -> str:
    """The page's words without tags and blanks."""
    return re.sub(r"\s+", "", unescape(re.sub(r"<style>.*?</style>|<[^>]+>", "", answer.text, flags=re.S)))


def pressed(client: Any, page: str, kind: str, subject: str) -> str:
    """Where the issued sheet of a kind and subject is, made by the button of that page."""
    root = "/".join(page.split("/")[:3])
    assert f'action="{root}/papers/{kind}"' in client.get(page).text
    answer = send(client, page, f"{root}/papers/{kind}", subject=subject)
    assert answer.status_code == 303, words(answer)
    return str(answer.headers["location"])
