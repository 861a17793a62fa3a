"""A public page as it is read: its words, and those of one target's part of it."""

import json
import re
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("title", "style", "script")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("title", "style", "script")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def words(html: str) -> str:
    """What is to be read of a piece of a page, without blanks."""
    reader = _Words()
    reader.feed(html)
    return re.sub(r"\s+", "", "".join(reader.found))


class Page:
    """A page that was asked for and came."""

    def __init__(self, client: Any, path: str) -> None:
        answer = client.get(path)
        assert answer.status_code == 200, path
        self.html = str(answer.text)
        self.client, self.place = client, "/".join(path.split("/")[1:3])

    @property
    def words(self) -> str:
        """Everything to be read on it."""
        return words(self.html.split("<main", 1)[1].split("</main>", 1)[0])

    def section(self, name: str) -> str:
        """The words of one section: 任务目标, 责任体系, 计划进度, 办理情况."""
        found = re.search(rf"<section[^>]*><h2[^>]*>{name}</h2>(.*?)</section>", self.html, re.S)
        assert found, name
        return words(found[1])

    def goal(self, text: str) -> str:
        """One target as 任务目标 lists it."""
        found = [words(each) for each in re.findall(r'<li class="goal[^"]*">.*?</li>', self.html, re.S)]
        (one,) = [each for each in found if re.sub("^其中：", "", each).startswith(text)]
        return one

    def told(self, heading: str) -> str:
        """What 办理情况 tells under a heading: a target's text, or 整个项目."""
        done = self.html.split('id="done"', 1)[1].split("</section>", 1)[0]
        parts = [words(each) for each in done.split('<div class="target">')[1:]]
        (one,) = [each for each in parts if each.startswith(heading)]
        return one

    def project(self, number: str = "1") -> Any:
        """The same project as JSON gives it."""
        answer = self.client.get(f"/api/v1/{self.place}/projects.json")
        programme = json.loads(answer.text, parse_float=Decimal)
        (found,) = [each for each in programme["projects"] if each["number"] == number]
        return found
