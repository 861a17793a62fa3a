"""A browser without script: it reads a page's real forms, fills them in, sends them, and counts what it did."""

import io
import re
import subprocess
import zipfile
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

Fields = list[tuple[str, str]]


def pdf_words(content: bytes) -> str:
    """The words of a PDF, without the line breaks that Chinese has none of."""
    read = subprocess.run(["pdftotext", "-", "-"], input=content, stdout=subprocess.PIPE, check=True)
    return re.sub(r"\s", "", read.stdout.decode())


def word_words(content: bytes) -> str:
    """The words of a Word file, tables, headers and footers included."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        wanted = [name for name in parts.namelist() if re.match(r"word/(document|header|footer)\d*\.xml", name)]
        found = [re.findall(r"<w:t(?: [^>]*)?>([^<]*)", parts.read(name).decode()) for name in wanted]
    return re.sub(r"\s", "", "".join(words for part in found for words in part))


@dataclass
class WebForm:
    """One form of a page: where it goes, what it holds, and its buttons (words, name, value)."""

    action: str
    fields: Fields = field(default_factory=list)
    unticked: Fields = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)
    written: set[str] = field(default_factory=set)
    """Names of the fields a person writes words into."""

    @property
    def names(self) -> list[str]:
        return [name for name, _ in (*self.fields, *self.unticked)]

    def value(self, name: str) -> str:
        return next(value for known, value in self.fields if known == name)

    def values(self, name: str) -> list[str]:
        return [value for known, value in self.fields if known == name]

    def offered(self, name: str) -> list[str]:
        """Every value of a choice, ticked or not."""
        return [value for known, value in (*self.fields, *self.unticked) if known == name]

    def with_(self, typed: dict[str, Any]) -> "WebForm":
        """What a person makes of it. Raises KeyError for a field that is not there."""
        unknown = [name for name in typed if name not in self.names]
        if unknown:
            raise KeyError(f"{self.action} has no field {unknown}; it has {sorted(set(self.names))}")
        kept = [(name, value) for name, value in self.fields if name not in typed]
        for name, value in typed.items():
            kept += [(name, each) for each in (value if isinstance(value, list) else [value])]
        return WebForm(self.action, kept, self.unticked, self.buttons, self.written)

    def button(self, words: str) -> tuple[str, str]:
        """Name and value of the button that says `words`."""
        return next((name, value) for said, name, value in self.buttons if words in said)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[WebForm] = []
        self.links: list[str] = []
        self._form: WebForm | None = None
        self._area: str | None = None
        self._select: tuple[str, list[tuple[str, bool]]] | None = None
        self._button: tuple[str, str] | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form":
            self._form = WebForm(given.get("action", ""))
            self.forms.append(self._form)
        elif self._form is not None:
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str]) -> None:
        if tag == "input":
            self._input(given)
        elif tag == "textarea":
            self._area, self._text = given.get("name", ""), ""
        elif tag == "select":
            self._select = (given.get("name", ""), [])
        elif tag == "option" and self._select:
            self._select[1].append((given.get("value", ""), "selected" in given))
        elif tag == "button":
            self._button, self._text = (given.get("name", ""), given.get("value", "")), ""

    def _input(self, given: dict[str, str]) -> None:
        assert self._form is not None
        name, kind = given.get("name", ""), given.get("type", "text")
        if not name or kind == "file":
            return
        chosen = kind not in ("checkbox", "radio") or "checked" in given
        if kind == "text":
            self._form.written.add(name)
        (self._form.fields if chosen else self._form.unticked).append(
            (name, given.get("value", "on" if chosen else ""))
        )

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if self._form is None:
            return
        if tag == "textarea" and self._area is not None:
            self._form.fields.append((self._area, self._text.removeprefix("\n")))
            self._form.written.add(self._area)
            self._area = None
        elif tag == "select" and self._select:
            name, options = self._select
            chosen = next((value for value, selected in options if selected), options[0][0] if options else "")
            self._form.fields.append((name, chosen))
            self._select = None
        elif tag == "button" and self._button:
            self._form.buttons.append((" ".join(self._text.split()), *self._button))
            self._button = None
        elif tag == "form":
            self._form = None


@dataclass
class Page:
    """What the browser shows: the last answer, after redirects."""

    url: str
    status: int
    text: str
    content: bytes
    headers: httpx.Headers
    forms: list[WebForm]
    links: list[str]

    def form(self, ending: str, holding: str | None = None) -> WebForm:
        """The form whose action ends so ("" is the page's own address); with `holding`, the one with that field."""
        own = ("", urlsplit(self.url).path)
        for each in self.forms:
            found = each.action.endswith(ending) if ending else urlsplit(each.action).path in own
            if found and (not holding or holding in each.names):
                return each
        raise AssertionError(
            f"{self.url} ({self.status}) has no form …{ending}: {[f.action for f in self.forms]} {self.told}"
        )

    @property
    def told(self) -> str:
        """What its error summary says, or what the page begins with."""
        found = re.search(r'class="error-summary".*?</div>', self.text, re.S)
        words = re.sub(r"<[^>]+>", " ", found[0] if found else self.text[self.text.find("<main") :][:1500])
        return " ".join(words.split())[:400]


class Browser:
    """Somebody at a screen. `opened` and `sent` are the pages he had to open and the forms he sent."""

    def __init__(self, base: str) -> None:
        self.client = httpx.Client(base_url=base, trust_env=False, timeout=60)
        self.opened: list[str] = []
        self.sent: list[str] = []

    def get(self, path: str) -> Page:
        self.opened.append(path)
        return self._arrived(self.client.get(path))

    def send(self, page: Page, form: WebForm, button: str | None = None, files: Any = None) -> Page:
        """Sends a form as the page gave it, with the pressed button's name; follows the redirect as a browser does."""
        fields = list(form.fields)
        if button is not None and (pressed := form.button(button))[0]:
            fields.append(pressed)
        address = urljoin(page.url, form.action) if form.action else page.url
        self.sent.append(address)
        grouped: dict[str, list[str]] = {}
        for name, value in fields:
            grouped.setdefault(name, []).append(value)
        return self._arrived(self.client.post(address, data=grouped, files=files))

    def _arrived(self, answer: httpx.Response) -> Page:
        while answer.is_redirect:
            answer = self.client.get(urljoin(str(answer.url), answer.headers["location"]))
        reader = _Reader()
        html = answer.headers.get("content-type", "").startswith("text/html")
        if html:
            reader.feed(answer.text)
        return Page(
            str(answer.url), answer.status_code, answer.text if html else "", answer.content, answer.headers,
            reader.forms, reader.links,
        )  # fmt: skip

    @property
    def actions(self) -> int:
        return len(self.opened) + len(self.sent)
