"""What no form expects, on every form: a clear answer in Chinese, never a fault, nothing half-written, nothing lost."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from html import escape
from pathlib import Path

import pytest

from supervision import visit_link, visits
from tests import deeds
from tests.journeys.browsing import Browser, Page, WebForm
from tests.journeys.conftest import Site, demonstrating
from tracker import accounts
from tracker.embedded import Server

ROOT = "/demo/2026"
MONTH = f"{ROOT}/month/2026-09"
SCRIPT = "<script>alert(1)</script>"
LONG = "长" * 350_000
"""A megabyte."""
WORDS = {
    "nothing": "",
    "blanks": " \u3000 ",
    "NUL": "甲\x00乙",
    "script": f"{SCRIPT}\"'><b>",
    "marks": "\u202e倒写\u202c\u200b\ufeff\u2028行",
    "control": "\x07\x1b[31m红",
    "emoji": "👩\u200d👩\u200d👧",
    "template": "{{7*7}}${x}%s%n{0}{number}",
    "quotes": "'; DROP TABLE account; --",
    "1e999": "1e999",
    "-1e-999": "-1e-999",
    "NaN": "NaN",
    "infinite": "∞",
    "Infinity": "Infinity",
    "negative": "-5",
    "10^40": "1" + "0" * 40,
    "10^5000": "9" * 5000,
    "no day": "2026-13-45",
    "far day": "99999-01-01",
    "first day": "0001-01-01",
    "an id": "00000000-0000-0000-0000-000000000000",
    "a path": "../../../etc/passwd",
    "json": '{"sha256": 1}',
    "a list": "[[[[]]]]",
}


@dataclass(frozen=True)
class Door:
    """One form: who sends it, the page that has it, the end of its action and a field of its own; what comes before."""

    name: str
    who: str | None
    page: str
    ending: str
    holding: str | None = None
    before: Callable[[Site], None] | None = None
    button: str | None = None
    private: bool = False

    def open(self, site: Site) -> tuple[Browser, Page, WebForm]:
        if self.before:
            self.before(site)
        browser = site.signed_in(self.who) if self.who else site.nobody()
        page = browser.get(self.page.format(**_places(site)))
        return browser, page, page.form(self.ending.format(**_places(site)), self.holding)


def _places(site: Site) -> dict[str, str]:
    """What the addresses of the doors name."""
    with site.house.reading() as conn:
        every = visits.of_programme(conn, "demo", 2026)
        open_ = next((row for row in every if row.state in visits.OPEN), None)
        closed = next(row for row in every if row.state == "closed")
        links = visit_link.of_visit(conn, open_.id) if open_ else {}
        account = accounts.called(conn, "demo-press")
    assert account is not None
    asked = site.rows("SELECT id FROM projects_adjustments WHERE state = 'asked'")
    return {
        "open": str(open_.id) if open_ else "", "closed": str(closed.id), "account": str(account.id),
        "token": links["1"].token if "1" in links else "", "asked": str(asked[0]["id"]) if asked else "",
        "first": str(getattr(site, "first", "")),
    }  # fmt: skip


def _handed_up(site: Site) -> None:
    filer = site.signed_in("demo-filer")
    page = filer.get(f"{ROOT}/filing/2026-09")
    form = page.form("", "20.text").with_({"20.problems": "天窗少。", "20.measures": "协调。"})
    form.fields.append(("action", "submit:20"))
    assert "已提交1个项目" in filer.send(page, form).text


def _asked(site: Site) -> None:
    filer = site.signed_in("demo-filer")
    page = filer.get(f"{ROOT}/adjustments?target=16:1")
    form = page.form("", "reason").with_(
        {
            "quantity": "280",
            "reason": "两个小区改为拆除重建。",
            "effective_on": "2026-10-01",
            "reason_code": _code(page),
        }
    )
    months = {name: str(280 * int(name.split("-")[1]) // 12) for name in form.names if name.startswith("plan-")}
    assert "done=asked" in filer.send(page, form.with_(months)).url


def _code(page: Page) -> str:
    found = re.search(r'<select[^>]*name="reason_code".*?<option value="([^"]+)"', page.text, re.S)
    found = found or re.search(r'name="reason_code" value="([^"]+)"', page.text)
    assert found, "no reason to choose from"
    return found[1]


def _all_seen(site: Site) -> None:
    token = _places(site)["token"]
    nobody = site.nobody()
    page = nobody.get(f"/visit/{token}")
    for key in re.findall(r'/sites/(\w+)"(?:(?!</li>).)*?>未看<', page.text, re.S):
        page = nobody.get(f"/visit/{token}/sites/{key}")
        nobody.send(page, page.form(f"/sites/{key}").with_({"verified": "yes"}))
    page = nobody.get(f"/visit/{token}/sample")
    form = page.forms[-1].with_({"reported_done": "8", "verified": "7", "note": "一处没有通水。"})
    assert nobody.send(page, form).status == 200


def _ready(site: Site) -> None:
    """Every report accepted or listed: what is left is 公开审查."""
    office = site.signed_in("demo-office")
    page = office.get(MONTH)
    for ending in ("/accept", "/list"):
        page = office.send(page, page.form(ending))
    assert page.form("/clear")


def _cleared(site: Site) -> None:
    _ready(site)
    office = site.signed_in("demo-office")
    page = office.get(MONTH)
    assert office.send(page, page.form("/clear")).form("/publish")


def _published(site: Site) -> None:
    _cleared(site)
    office = site.signed_in("demo-office")
    page = office.get(MONTH)
    office.send(page, page.form("/publish"))


def _paper(desk: str, *steps: str) -> Callable[[Site], None]:
    """September published, and its paper on this desk taken these steps."""

    def act(site: Site) -> None:
        _published(site)
        office = site.signed_in("demo-office")
        page = office.get(f"{ROOT}/{desk}/2026-09")
        typed = {
            "draft": {},
            "review": {"opinion_post": "保密审查专员", "cleared_by": "市政府办公厅主任"},
            "approve": {"post": "市政府办公厅主任", "words": "同意。"},
        }
        for step in steps:
            page = office.send(page, page.form(f"/{step}").with_(typed[step]))
            assert page.status == 200, page.text

    return act


def _link(site: Site) -> None:
    with site.house.reading() as conn:
        account = accounts.add(conn, "newcomer", "新来的同志", "press", "demo")
        site.first = accounts.make_link(conn, account.id, "first_password", timedelta(hours=1))  # type: ignore[attr-defined]


def _district(site: Site) -> None:
    deeds.account(site.house, "filer", "demo", "东湖区政府", "district-filer")


DESK, PRESS = f"{ROOT}/bulletin-desk/2026-09", f"{ROOT}/press/2026-09"
DOORS = [
    Door("sign in", None, "/sign-in", "", "password", private=True),
    Door("first password", None, "/first-password/{first}", "", "again", before=_link, private=True),
    Door("filing", "demo-filer", f"{ROOT}/filing/2026-09", "", "15.text", button="提交已填的项目"),
    Door("filing kept", "demo-filer", f"{ROOT}/filing/2026-09", "", "15.text", button="保存草稿"),
    Door("rows", "district-filer", f"{ROOT}/filing/2026-09/rows", "", before=_district, holding="key"),
    Door("release", "demo-head-unit", f"{ROOT}/filing/2026-09/release", "", "reason.20", before=_handed_up),
    Door("adjustment", "demo-filer", f"{ROOT}/adjustments?target=16:1", "", "reason"),
    Door("decision", "demo-office", f"{ROOT}/adjustments", "{asked}", before=_asked),
    Door("accept", "demo-office", MONTH, "/accept"),
    Door("list", "demo-office", MONTH, "/list"),
    Door("return", "demo-office", f"{MONTH}/9", "/9", "reasons", button="退回"),
    Door("correct", "demo-office", f"{MONTH}/1", "/correct"),
    Door("clear", "demo-office", MONTH, "/clear", before=_ready),
    Door("publish", "demo-office", MONTH, "/publish", before=_cleared),
    Door("policy", "demo-office", f"{ROOT}/programme", "/policy"),
    Door("import", "demo-office", "/office/import", "", "year"),
    Door("calendar day", "demo-admin", "/office/calendar", "", "date"),
    Door("calendar year", "demo-admin", "/office/calendar", "", "year_source"),
    Door("account", "demo-admin", "/demo/accounts", "", "login"),
    Door("account ended", "demo-admin", "/demo/accounts", "{account}"),
    Door("visit planned", "demo-office", f"{ROOT}/visits/new?project=12", "", "basis"),
    Door("visit link", "demo-office", f"{ROOT}/visits/{{open}}", "/links"),
    Door("visit closed", "demo-office", f"{ROOT}/visits/{{open}}", "/close"),
    Door("visit cleared", "demo-office", f"{ROOT}/visits/{{closed}}", "/clear"),
    Door("site", None, "/visit/{token}/sites/5", "/sites/5"),
    Door("sample", None, "/visit/{token}/sample", "/sample"),
    Door("remark", None, "/visit/{token}/remarks", "/remarks"),
    Door("signature", None, "/visit/{token}/sign", "/sign", before=_all_seen),
    Door("bulletin drafted", "demo-office", DESK, "/draft", before=_published),
    Door("bulletin edited", "demo-office", DESK, "/edit", before=_paper("bulletin-desk", "draft")),
    Door("bulletin reviewed", "demo-office", DESK, "/review", before=_paper("bulletin-desk", "draft")),
    Door("bulletin approved", "demo-office", DESK, "/approve", before=_paper("bulletin-desk", "draft", "review")),
    Door(
        "bulletin issued", "demo-office", DESK, "/issue", before=_paper("bulletin-desk", "draft", "review", "approve")
    ),
    Door("press edited", "demo-press", PRESS, "/edit", before=_paper("press", "draft")),
    Door("press reviewed", "demo-press", PRESS, "/review", before=_paper("press", "draft")),
]


class Ground:
    """A demonstration with the door in it; another one where a hostile form was taken after all."""

    def __init__(self, door: Door, make: Callable[[], Site]) -> None:
        self.door, self.make = door, make
        self.fresh()

    def fresh(self) -> None:
        self.site = self.make()
        self.browser, self.page, self.form = self.door.open(self.site)

    def throw(self, fields: dict[str, str], left_out: str = "") -> None:
        """Sends the form so, and holds the answer to what every answer must be."""
        before = self.site.events()
        sent = [(name, fields.get(name, value)) for name, value in self.form.fields if name != left_out]
        sent += [(name, value) for name, value in fields.items() if name not in self.form.names]
        if self.door.button:
            sent.append(self.form.button(self.door.button))
        grouped: dict[str, list[str]] = {}
        for name, value in sent:
            grouped.setdefault(name, []).append(value)
        address = self.form.action or self.page.url
        answer = self.browser.client.post(address, data=grouped)
        told = f"{self.door.name} { ({k: v[:40] for k, v in fields.items()}) } −{left_out}: {answer.status_code}"
        assert answer.status_code in (200, 303, 404, 409, 413, 422), told
        assert SCRIPT not in answer.text, told
        if answer.status_code == 303:
            self.fresh()
            return
        assert self.site.events() == before, f"{told}: refused, and yet something was written"
        if answer.status_code != 200:
            assert re.search(r"[\u4e00-\u9fff]{4,}", answer.text), told
        if answer.status_code == 422 and not self.door.private:
            for name, value in fields.items():
                if name in self.form.written and name in self.form.names:
                    shown = value.replace("\x00", "").strip()
                    assert shown in ("", *_shown(answer.text)) or escape(shown) in answer.text.replace(
                        "&#34;", "&quot;"
                    ).replace("&#39;", "&#x27;"), f"{told}: {name} was not shown again"


def _shown(html: str) -> list[str]:
    return [html] if not html else []


@pytest.fixture
def ground(server: Server, loaded: tuple[str, Path], tmp_path: Path) -> Iterator[Callable[[Door], Ground]]:
    with ExitStack() as open_:
        made = iter(range(1000))

        def make() -> Site:
            open_.close()
            return open_.enter_context(demonstrating(server, loaded, tmp_path / str(next(made))))

        yield lambda door: Ground(door, make)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_whatever_is_typed(ground: Callable[[Door], Ground], door: Door) -> None:
    here = ground(door)
    names = sorted({name for name in here.form.names if name not in ("csrf", "key")})
    for words in WORDS.values():
        here.throw(dict.fromkeys(names, words))
