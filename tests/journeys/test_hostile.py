"""What no form expects, on every form: a clear answer in Chinese, never a fault, nothing half-written, nothing lost."""

import os
import re
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from pathlib import Path
from threading import Barrier, Thread
from urllib.parse import urljoin

import pytest

from supervision import visit_link, visits
from supervision.visit import OPEN
from tests import deeds
from tests.conftest import copied
from tests.journeys.browsing import Browser, Page, WebForm
from tests.journeys.conftest import Site, demonstrating, opened, served
from tests.journeys.month import ROOT, paper, publish
from tracker import accounts
from tracker.embedded import Server
from tracker.unseen import without_unseen

MONTH = f"{ROOT}/month/2026-09"
SCRIPT = "<script>alert(1)</script>"
LONG = "长" * 350_000
"""A megabyte."""
WORDS = {
    "nothing": "",
    "NUL": "甲\x00乙\x07\x1b",
    "script": f"{SCRIPT}\"'><b>",
    "marks": "\u202e倒写\u202c\u200b\ufeff\u2028行",
    "template": "{{7*7}}${x}%s%n{0}{number}",
    "1e999": "-1e999",
    "NaN": "NaN",
    "infinite": "∞",
    "negative": "-5",
    "10^40": "1" + "0" * 40,
    "no day": "2026-13-45",
    "first day": "0001-01-01",
    "an id": "00000000-0000-0000-0000-000000000000",
    "a list": "[[[[]]]]",
}

FEW = ("", "甲\x00乙", SCRIPT)
"""For forms that have nothing to write in: a button and what the page hid beside it."""


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
    drafts: bool = False
    """Whether what lacks something is kept as a draft: refused is then what is not submitted."""
    published: bool = False
    """Whether September is published before it is opened."""
    once: bool = False
    """Whatever words it is given, it takes them, and is gone: a few are enough."""

    def open(self, site: Site) -> tuple[Browser, Page, WebForm]:
        browser = site.signed_in(self.who) if self.who else site.nobody()
        page = browser.get(self.page.format(**_places(site)))
        return browser, page, page.form(self.ending.format(**_places(site)), self.holding)


def _places(site: Site) -> dict[str, str]:
    """What the addresses of the doors name."""
    with site.house.reading() as conn:
        every = visits.of_programme(conn, "demo", 2026)
        open_ = next((row for row in every if row.state in OPEN and row.recorded), None)
        closed = next(row for row in every if row.cleared)
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
    publish(site.signed_in("demo-office"), "2026-09", missing=True, until="list")


def _cleared(site: Site) -> None:
    publish(site.signed_in("demo-office"), "2026-09", missing=True, until="clear")


def _paper(desk: str, *steps: str) -> Callable[[Site], None]:
    """The paper of a published September on this desk, taken these steps."""
    return lambda site: (paper(site.signed_in("demo-office"), desk, "2026-09", *steps), None)[1]


def _link(site: Site) -> None:
    with site.house.reading() as conn:
        account = accounts.add(conn, "newcomer", "新来的同志", "press", "demo")
        site.first = accounts.make_link(conn, account.id, "first_password", timedelta(hours=1))  # type: ignore[attr-defined]


def _district(site: Site) -> None:
    deeds.account(site.house, "filer", "demo", "东湖区政府", "district-filer")


DESK, PRESS = f"{ROOT}/bulletin-desk/2026-09", f"{ROOT}/press/2026-09"
DOORS = [
    Door("sign in", None, "/sign-in", "", "password", private=True),
    Door("first password", None, "/first-password/{first}", "", "again", before=_link, private=True, once=True),
    Door("filing", "demo-filer", f"{ROOT}/filing/2026-09", "", "15.text", button="提交已填的项目", drafts=True),
    Door("filing kept", "demo-filer", f"{ROOT}/filing/2026-09", "", "15.text", button="保存草稿", drafts=True),
    Door("rows", "district-filer", f"{ROOT}/filing/2026-09/rows", "", before=_district, holding="key"),
    Door("release", "demo-head-unit", f"{ROOT}/filing/2026-09/release", "", "reason.20", before=_handed_up),
    Door("adjustment", "demo-filer", f"{ROOT}/adjustments?target=16:1", "", "reason"),
    Door("decision", "demo-office", f"{ROOT}/adjustments", "{asked}", before=_asked),
    Door("accept", "demo-office", MONTH, "/accept"),
    Door("list", "demo-office", MONTH, "/list"),
    Door("return", "demo-office", f"{MONTH}/9", "/9", "reasons", button="退回", once=True),
    Door("correct", "demo-office", f"{MONTH}/1", "/correct"),
    Door("clear", "demo-office", MONTH, "/clear", before=_ready, once=True),
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
    Door("bulletin drafted", "demo-office", DESK, "/draft", published=True),
    Door("bulletin edited", "demo-office", DESK, "/edit", before=_paper("bulletin-desk", "draft"), published=True),
    Door("bulletin reviewed", "demo-office", DESK, "/review", before=_paper("bulletin-desk", "draft"), published=True),
    Door(
        "bulletin approved",
        "demo-office",
        DESK,
        "/approve",
        before=_paper("bulletin-desk", "draft", "review"),
        published=True,
    ),
    Door(
        "bulletin issued",
        "demo-office",
        DESK,
        "/issue",
        before=_paper("bulletin-desk", "draft", "review", "approve"),
        published=True,
    ),
    Door("press edited", "demo-press", PRESS, "/edit", before=_paper("press", "draft"), published=True),
    Door("press reviewed", "demo-press", PRESS, "/review", before=_paper("press", "draft"), published=True),
]


def _out(site: Site) -> list[str]:
    """Reports of the housing unit that left its filer's hands."""
    rows = site.rows(
        """SELECT p.number FROM projects_reports r JOIN projects_register_project p ON p.id = r.project
           WHERE p.number IN ('15', '16', '17', '20') AND r.period = '2026-09' AND p.jurisdiction = 'demo'
             AND r.state IN ('awaiting_release', 'submitted')"""
    )
    return [row["number"] for row in rows]


class Ground:
    """A demonstration with the door in it; another one where a hostile form was taken after all."""

    def __init__(self, door: Door, make: Callable[[bool], Site]) -> None:
        self.door, self.make = door, make
        self.fresh()

    def fresh(self) -> None:
        self.site = self.make(self.door.published)
        if self.door.before:
            self.door.before(self.site)
        self.browser, self.page, self.form = self.door.open(self.site)

    def again(self) -> None:
        """The form as it is after one was taken; where that was the last, on a new ground."""
        try:
            self.browser, self.page, self.form = self.door.open(self.site)
        except AssertionError:
            self.fresh()

    def _filled(self, fields: dict[str, str], left_out: str) -> dict[str, list[str]]:
        sent = [(name, fields.get(name, value)) for name, value in self.form.fields if name != left_out]
        sent += [(name, value) for name, value in fields.items() if name not in self.form.names]
        if self.door.button and self.form.buttons:
            sent.append(self.form.button(self.door.button))
        grouped: dict[str, list[str]] = {}
        for name, value in sent:
            grouped.setdefault(name, []).append(value)
        return grouped

    def throw(self, fields: dict[str, str], left_out: str = "") -> None:
        """Sends the form so, and holds the answer to what every answer must be."""
        before = self.site.events()
        grouped = self._filled(fields, left_out)
        address = self.form.action or self.page.url
        answer = self.browser.client.post(address, data=grouped)
        told = f"{self.door.name} { ({k: v[:40] for k, v in fields.items()}) } −{left_out}: {answer.status_code}"
        assert answer.status_code in (200, 303, 404, 409, 413, 422), told
        assert SCRIPT not in answer.text, told
        if answer.status_code == 303:
            self.again()
            return
        if self.door.drafts:
            assert not _out(self.site), f"{told}: refused, and yet submitted"
        else:
            assert self.site.events() == before, f"{told}: refused, and yet something was written"
        if answer.status_code != 200:
            assert re.search(r"[\u4e00-\u9fff]{4,}", answer.text), told
        if answer.status_code == 422 and not self.door.private:
            self._kept(fields, unescape(answer.text), told)

    def _kept(self, fields: dict[str, str], page: str, told: str) -> None:
        for name in self.form.written.intersection(fields):
            assert without_unseen(fields[name]).strip() in page, f"{told}: {name} was not shown again"


@pytest.fixture(scope="module")
def published(
    server: Server, loaded: tuple[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    """The demonstration with September published; nobody connects to it again."""
    folder = tmp_path_factory.mktemp("published")
    name, files = loaded
    with copied(server, name) as own:
        shutil.copytree(files, folder / "data", copy_function=os.link)
        with opened(server, own, folder / "data") as house, served(house) as site:
            publish(site.signed_in("demo-office"), "2026-09", missing=True)
        yield own, folder / "data"


@pytest.fixture
def ground(
    server: Server, loaded: tuple[str, Path], published: tuple[str, Path], tmp_path: Path
) -> Iterator[Callable[[Door], Ground]]:
    with ExitStack() as open_:
        made = iter(range(1000))

        def make(after: bool) -> Site:
            open_.close()
            stage = published if after else loaded
            return open_.enter_context(demonstrating(server, stage, tmp_path / str(next(made))))

        yield lambda door: Ground(door, make)


@pytest.mark.long
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_whatever_is_typed(ground: Callable[[Door], Ground], door: Door) -> None:
    here = ground(door)
    names = sorted({name for name in here.form.names if name not in ("csrf", "key")})
    for words in WORDS.values() if here.form.written and not door.once else FEW:
        here.throw(dict.fromkeys(names, words))


@pytest.mark.parametrize("door", [door for door in DOORS if door.before is None], ids=lambda door: door.name)
def test_fields_left_out_and_unasked_for(ground: Callable[[Door], Ground], door: Door) -> None:
    """Nothing but the token; then fields that no form has, and a megabyte in one that it has."""
    here = ground(door)
    everything = WebForm(here.form.action, [each for each in here.form.fields if each[0] in ("csrf", "key")])
    whole, here.form = here.form, everything
    here.throw({})
    here.throw({"number": "999", "role": "administrator", "account": "1", "version": "-1", "project": "99"})
    here.form = whole
    if whole.written:
        answer = here.browser.client.post(
            whole.action or here.page.url, data={**dict(whole.fields), sorted(whole.written)[0]: LONG}
        )
        assert answer.status_code in (413, 422), answer.status_code
        assert re.search(r"[\u4e00-\u9fff]{4,}", answer.text)


ADDRESSES = [
    "/demo/2026/filing/2026-13", "/demo/2026/filing/2026-01", "/demo/2026/filing/x", "/demo/2026/filing/9999-99",
    "/demo/0/filing/2026-09", "/demo/99999/filing/2026-09", "/demo/2025/filing/2026-09", "/nowhere/2026/",
    "/demo/99999999999999999999/", "/demo/0/", "/demo/-1/", "/demo/2026/projects/999", "/demo/2026/projects/%00",
    "/demo/2026/projects/%F0%9F%92%A9", "/demo/2026/projects/" + "9" * 3000, "/demo/2026/?month=2026-13",
    "/demo/2026/?month=%00", "/demo/2026/?status=%3Cscript%3E", "/demo/2026/?category=%00",
    "/demo/2026/?month=99999-01",
    "/demo/2026/bulletins/2026-13", "/demo/2026/bulletins/x.pdf", "/demo/2026/month/2026-13", "/demo/2026/month/x/16",
    "/demo/2026/month/2026-09/999", "/demo/2026/month/2026-09/%00", "/demo/2026/visits/x",
    "/demo/2026/visits/new?project=999",
    "/demo/2026/visits/new?project=%00", "/demo/2026/visits/00000000-0000-0000-0000-000000000000",
    "/demo/2026/adjustments?target=%00", "/demo/2026/adjustments?target=16:99", "/demo/2026/bulletin-desk/2026-13",
    "/demo/2026/press/x", "/demo/2026/press/2026-13.docx", "/yuhang/2021/month/2021-07", "/yuhang/2021/filing/2021-07",
    "/office/calendar?year=0", "/office/calendar?year=x", "/office/calendar?year=99999999999", "/evidence/%00",
    "/evidence/x",
    "/visits/photos/%2e%2e%2f", "/api/v1/demo/99999/projects.json", "/api/v1/demo/x/projects.json",
    "/api/v1/%00/2026/projects.json", "/api/v1/demo/2026/published/%00.json", "/sign-in/%00", "/first-password/%00",
    "/visit/%00", "/desk?x=%ff%fe", "/%ff%fe", "/sign-in?next=//evil.example", "/demo/2026/filing/2026-09?unit=%00",
    "/demo/2026/filing/2026-09?saved=%3Cscript%3E",
]  # fmt: skip


@pytest.mark.parametrize("who", ["demo-office", "demo-filer", "demo-press", "demo-admin", None])
def test_addresses_nobody_gave_out(shared_site: Site, who: str | None) -> None:
    browser = shared_site.signed_in(who) if who else shared_site.nobody()
    wrong = []
    for address in ADDRESSES:
        answer = browser.client.get(address)
        if answer.status_code not in (200, 303, 307, 403, 404) or SCRIPT in answer.text:
            wrong.append((address, answer.status_code))
        if answer.status_code == 404:
            assert re.search(r"[\u4e00-\u9fff]{2,}", answer.text), address
    assert not wrong


BODIES = [
    (b"\xff\xfe\x00csrf=1&\x80=\x81", "application/x-www-form-urlencoded"),
    (b"csrf=%FF%FE&key=%00&15.text=%ED%A0%80", "application/x-www-form-urlencoded"),
    (b"{" * 5000, "application/json"),
    (b"--x\r\nContent-Disposition: form-data", "multipart/form-data; boundary=x"),
    (b"", "multipart/form-data"),
    (b"a=1&" * 6000, "application/x-www-form-urlencoded"),
    (b"<?xml version='1.0'?><x/>", "text/xml"),
]


@pytest.mark.parametrize(
    "path", ["/demo/2026/filing/2026-09", "/sign-in", "/visit/none/sign", "/demo/2026/adjustments"]
)
def test_bodies_that_are_no_form(shared_site: Site, path: str) -> None:
    filer, before = shared_site.signed_in("demo-filer"), shared_site.events()
    for body, kind in BODIES:
        answer = filer.client.post(path, content=body, headers={"content-type": kind})
        assert answer.status_code in (400, 403, 404, 413, 415, 422), (path, body[:20], answer.status_code)
        assert re.search(r"[\u4e00-\u9fff]{4,}", answer.text)
    assert shared_site.events() == before


def test_a_body_that_does_not_say_how_long_it_is(shared_site: Site) -> None:
    """Nor one that says too much: neither is read."""
    nobody = shared_site.nobody()
    endless = nobody.client.post("/sign-in", content=(b"login=x&" for _ in range(3)))
    assert endless.status_code == 411 and "请用本网站的表单提交" in endless.text
    host, port = shared_site.base.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as line:
        line.sendall(b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 413 ")


FILES = [
    ("病毒.exe", b"MZ\x90\x00" + b"\x00" * 100), ("图.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50), ("空.pdf", b""),
    ("压缩.xlsx", b"PK\x03\x04" + b"\x00" * 200), ("页.html", b"<script>alert(1)</script>"),
    ("大.pdf", b"%PDF-" + b"0" * (11 * 1024 * 1024)), ("../../x.txt", b"\xff\xfe\x00"),
    ("说明.txt", "只是一段文字".encode()), ("图.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
]  # fmt: skip


def test_files_that_are_not_what_is_asked_for(site: Site) -> None:
    """As evidence, as a list to import, as a photograph: told in Chinese, nothing written, the words kept."""
    filer, office, nobody = site.signed_in("demo-filer"), site.signed_in("demo-office"), site.nobody()
    token = _places(site)["token"]
    filing = filer.get(f"{ROOT}/filing/2026-09")
    form = filing.form("", "15.text").with_({"15.text": "只为附件而写的一句话"})
    form.fields.append(("action", "submit:15"))
    site_form = nobody.get(f"/visit/{token}/sites/5")
    imports = office.get("/office/import")
    before = site.rows("SELECT count(*) AS n FROM ledger.events WHERE topic NOT LIKE 'report.draft%%'")
    for name, content in FILES:
        answers = [
            filer.send(filing, form, files={"15.evidence": (name, content)}),
            office.send(imports, imports.form("", "year").with_({"year": "2027"}), files={"file": (name, content)}),
            nobody.send(
                site_form,
                site_form.form("/sites/5").with_({"verified": "yes", "note": "看到的情况"}),
                files={"photos": (name, content)},
            ),
        ]
        for page, kept in zip(answers, ("只为附件而写的一句话", "2027", "看到的情况"), strict=True):
            assert page.status == 422, (name, page.url, page.status)
            assert kept in page.text, (name, page.url)
    assert not _out(site)
    drafts = site.rows("SELECT count(*) AS n FROM ledger.events WHERE topic NOT LIKE 'report.draft%%'")
    assert drafts == before, "something else than a draft was written"


# At once, and twice.


def _at_once(*acts: Callable[[], int]) -> list[int]:
    """The answers of acts that begin at the same moment."""
    gate, answers = Barrier(len(acts)), [0] * len(acts)

    def run(place: int) -> None:
        gate.wait(10)
        answers[place] = acts[place]()

    threads = [Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def _filed(browser: Browser, words: str) -> tuple[str, dict[str, list[str]]]:
    page = browser.get(f"{ROOT}/filing/2026-09")
    form = page.form("", "20.text").with_({"20.text": words, "20.problems": "天窗少。", "20.measures": "协调。"})
    grouped: dict[str, list[str]] = {"action": ["submit:20"]}
    for name, value in form.fields:
        grouped.setdefault(name, []).append(value)
    return page.url, grouped


def test_two_submissions_of_one_report_at_once(site: Site) -> None:
    """A and B: one wins; the other is told, and finds his words still in the form or the state on the page."""
    a, b = site.signed_in("demo-filer"), site.signed_in("demo-filer")
    (url, mine), (_, yours) = _filed(a, "甲写的进展。"), _filed(b, "乙写的进展。")
    said: list[str] = []

    def send(browser: Browser, data: dict[str, list[str]]) -> Callable[[], int]:
        def act() -> int:
            answer = browser.client.post(url, data=data)
            said.append(answer.text if answer.status_code != 303 else "")
            return answer.status_code

        return act

    answers = _at_once(send(a, mine), send(b, yours))
    assert sorted(answers) in ([303, 409], [303, 422])
    assert any(re.search("他人改动|已经报送|不能重复|还没有填写", each) for each in said)
    rows = site.rows(
        """SELECT r.state, r.content ->> 'text' AS text FROM projects_reports r JOIN projects_register_project p
           ON p.id = r.project WHERE p.number = '20' AND r.period = '2026-09' AND p.jurisdiction = 'demo'"""
    )
    assert [row["state"] for row in rows] == ["awaiting_release"]
    assert rows[0]["text"] == ("甲写的进展。" if answers[0] == 303 else "乙写的进展。")


def test_a_form_overtaken_by_another_is_told_and_keeps_its_words(site: Site) -> None:
    a, b = site.signed_in("demo-filer"), site.signed_in("demo-filer")
    (url, mine), (_, yours) = _filed(a, "先写好的。"), _filed(b, "后来居上的。")
    assert b.client.post(url, data={**yours, "action": ["save"]}).status_code == 303
    late = a.client.post(url, data=mine)
    assert late.status_code in (409, 422)
    assert "先写好的。" in late.text and "后来居上的。" in late.text and "请选择用哪一个" in late.text


def test_one_form_sent_twice_is_one_act(site: Site) -> None:
    filer = site.signed_in("demo-filer")
    url, data = _filed(filer, "只报一次。")
    before = site.events()
    first = filer.client.post(url, data=data)
    after = site.events()
    second = filer.client.post(url, data=data)
    assert first.status_code == 303 and after > before
    assert second.status_code in (303, 422), second.status_code
    assert site.events() == after


def test_the_same_acceptance_sent_eight_times_at_once_is_one(site: Site) -> None:
    office = site.signed_in("demo-office")
    page = office.get(MONTH)
    form = page.form("/accept")
    data: dict[str, list[str]] = {}
    for name, value in form.fields:
        data.setdefault(name, []).append(value)
    before = site.events()
    answers = _at_once(*[lambda: office.client.post(form.action, data=data).status_code] * 8)
    assert set(answers) <= {303, 409, 422} and 303 in answers
    waiting = len(form.values("project"))
    assert site.events() == before + 2 * waiting, "a report accepted twice, or half of them"


def test_two_offices_publish_at_once(site: Site) -> None:
    _cleared(site)
    offices = [site.signed_in("demo-office"), site.signed_in("demo-head")]
    forms = [office.get(MONTH).form("/publish") for office in offices]

    def send(place: int) -> Callable[[], int]:
        return lambda: offices[place].client.post(forms[place].action, data=dict(forms[place].fields)).status_code

    answers = _at_once(send(0), send(1))
    assert sorted(answers) in ([303, 409], [303, 422])
    published = site.rows("SELECT count(*) AS n FROM projects_published_content WHERE period = '2026-09'")
    assert published[0]["n"] == 1


def test_a_key_used_for_something_else_is_refused(site: Site) -> None:
    office = site.signed_in("demo-office")
    page = office.get(MONTH)
    form = page.form("/accept")
    one, two = form.values("project")[:2]
    data = dict(form.fields)  # its token, its key and the versions it was made from
    assert office.client.post(form.action, data={**data, "project": one}).status_code == 303
    before = site.events()
    answer = office.client.post(form.action, data={**data, "project": two})
    assert answer.status_code in (409, 422)
    assert "已经用于另一次操作" in answer.text
    assert site.events() == before


def test_guessing_passwords_ends_in_a_pause(site: Site) -> None:
    """Five wrong ones lock the account; whoever tries many accounts is slowed down by his address."""
    account = deeds.account(site.house, "press", "demo", None, "guessed")
    with site.house.reading() as conn:
        accounts.set_password(conn, account.id, "对的密码-0123456789")
    nobody = site.nobody()
    form = {"login": "guessed", "next": ""}
    for _ in range(5):
        assert nobody.client.post("/sign-in", data={**form, "password": "错的密码"}).status_code == 422
    locked = nobody.client.post("/sign-in", data={**form, "password": "对的密码-0123456789"})
    assert locked.status_code == 422 and "锁定" in locked.text
    for number in range(20):
        answer = nobody.client.post("/sign-in", data={"login": f"x{number}", "password": "y"})
    assert answer.status_code == 422 and "尝试次数过多" in answer.text


def test_signing_in_leads_nowhere_else(site: Site) -> None:
    account = deeds.account(site.house, "press", "demo", None, "wanderer")
    with site.house.reading() as conn:
        accounts.set_password(conn, account.id, "对的密码-0123456789")
    for next_ in (
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
    ):
        form = {"login": "wanderer", "password": "对的密码-0123456789", "next": next_}
        answer = site.nobody().client.post("/sign-in", data=form)
        assert answer.status_code == 303
        assert urljoin(f"{site.base}/sign-in", answer.headers["location"]).startswith(f"{site.base}/"), next_
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie and "SameSite=lax" in cookie
