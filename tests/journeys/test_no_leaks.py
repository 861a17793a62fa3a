"""Nothing that was not published stands on any page, answer or paper that the public can reach."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit
from uuid import UUID

import pytest

from projects import intake
from projects.programme import Programme
from projects.project import Project
from tests import deeds
from tests.journeys.browsing import pdf_words, word_words
from tests.journeys.conftest import Site
from tests.journeys.month import ROOT, issue_bulletin, paper, publish
from tracker.event import SYSTEM
from web.open_data.dataset import TABLES

GONE_ROUND = 800
"""More addresses than this and the walk would be going in circles."""
AGAIN = re.compile(
    r"^/(elder|contrast|data/all)/|[?](as_of|unit|district|status|order|inspected)=|[.](csv|xlsx|zip|atom)[?]"
)
"""The same words once more: in another look, as of a day, narrowed; of open data the
JSON Lines are walked to; CSV, package and interface stand in API, of all programmes together."""
API = [
    *(f"/api/v1/{place}/projects.json" for place in ("demo/2026", "yuhang/2021", "qingdao/2022")),
    *(f"/api/v1/{place}/projects.csv" for place in ("demo/2026", "yuhang/2021", "qingdao/2022")),
    *(f"/api/v1/demo/2026/{name}.csv" for name in ("regions", "milestones")),
    *(f"/api/v1/demo/2026/published/{period}.json" for period in ("list", *(f"2026-{m:02}" for m in range(1, 13)))),
    "/api/v1/openapi.json",
    *(f"/api/v1/{table}?limit=1000" for table in TABLES),
    *(f"/data/all/{table}.csv" for table in TABLES),
    "/data/all/package.zip",
    *(f"/data/demo/2026/{table}.csv?as_of=2026-06-30" for table in ("figures", "events", "visits")),
    *(f"{ROOT}/bulletins/2026-{month:02}.{kind}" for month in range(7, 13) for kind in ("pdf", "docx")),
]  # fmt: skip

DRAFTED, HANDED_UP, SUBMITTED, RETURNED = "草稿暗记甲", "待放行暗记乙", "已报送暗记丙", "退回意见暗记丁"
FIGURES = {"20": "7.31", "17": "2317.93", "15": "95.17"}
"""Figures nobody ever published, by project: drafted, waiting for the head's release, submitted."""


@dataclass(frozen=True)
class Seen:
    """What one address answered, in words."""

    address: str
    words: str


def _words(content: bytes, kind: str) -> str:
    if "pdf" in kind:
        return pdf_words(content)
    if "wordprocessing" in kind:
        return word_words(content)
    if kind.startswith("application/zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return "\n".join(parts.read(name).decode() for name in parts.namelist())
    return content.decode("utf-8", "replace")


def everything_public(site: Site) -> list[Seen]:
    """Every address a stranger comes to by links from the first page, and every address of the interface."""
    nobody = site.nobody()
    waiting, known, seen = ["/", *API], {"/", *API}, []
    while waiting:
        address = waiting.pop()
        answer = nobody.client.get(address)
        kind = answer.headers.get("content-type", "")
        seen.append(Seen(address, _words(answer.content, kind)))
        for link in _links(site, address, answer.text) if kind.startswith("text/html") else []:
            if link not in known:
                known.add(link)
                waiting.append(link)
        assert len(known) < GONE_ROUND
    return seen


def _links(site: Site, address: str, html: str) -> Iterator[str]:
    for link in re.findall(r'href="([^"#]+)', html):
        found = urlsplit(urljoin(f"{site.base}{address}", link.replace("&amp;", "&")))
        filtered = "category=" in found.query or "&" in found.query or AGAIN.search(f"{found.path}?{found.query}")
        if (
            found.netloc == urlsplit(site.base).netloc
            and not found.path.startswith(("/static", "/api"))
            and not filtered
        ):
            yield found.path + (f"?{found.query}" if found.query else "")


@pytest.fixture(scope="module")
def morning(shared_site: Site) -> list[Seen]:
    """What is public on the demonstration's morning: September is being filed, August was published."""
    return everything_public(shared_site)


def holding(seen: list[Seen], words: str) -> list[str]:
    return [page.address for page in seen if words in page.words]


def test_the_walk_finds_what_is_public(shared_site: Site, morning: list[Seen]) -> None:
    """Or the other tests here would pass by looking at nothing."""
    seen = morning
    addresses = {page.address for page in seen}
    assert {f"{ROOT}/projects/{number}" for number in range(1, 34)} <= addresses
    assert {"/yuhang/2021/", "/qingdao/2022/", f"{ROOT}/bulletins/2026-08", "/sign-in"} <= addresses
    assert len(holding(seen, "既有住宅加装电梯300部")) > 5
    august = shared_site.rows(
        """SELECT content ->> 'problems' AS words FROM projects_reports
           WHERE period = '2026-08' AND content ->> 'problems' <> ''"""
    )
    for row in august[:3]:
        assert any(each.endswith(".pdf") for each in holding(seen, re.sub(r"\s", "", row["words"])[:12]))


def test_no_word_of_an_unpublished_report_is_public(shared_site: Site, morning: list[Seen]) -> None:
    """The demonstration's September: drafts, a returned one, four waiting and all that were accepted."""
    seen = morning
    rows = shared_site.rows(
        """SELECT p.number, r.state, r.content, r.reasons FROM projects_reports r
           JOIN projects_register_project p ON p.id = r.project
           WHERE r.period = '2026-09' AND p.jurisdiction = 'demo'"""
    )
    assert {row["state"] for row in rows} == {"draft", "returned", "submitted", "accepted"}
    leaked = []
    for row in rows:
        said = [row["content"][name] for name in ("text", "problems", "measures")] + list(row["reasons"] or [])
        for phrase in (part for words in said for part in re.split(r"[，。；：]", words) if len(part) >= 8):
            if (found := holding(seen, phrase)) and not _said_before(shared_site, phrase):
                leaked.append((row["number"], row["state"], phrase, found))
    assert not leaked
    assert "累计93个" not in "".join(page.words for page in seen)
    card = next(page.words for page in seen if page.address == f"{ROOT}/projects/15")
    assert not re.search(
        r"(?<![\d.])93(?![\d.]|%)",
        re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>|<style>.*?</style>", "", card, flags=re.S)),
    )


def _said_before(site: Site, phrase: str) -> bool:
    """Whether a published month, the list itself, or a problem named to the public has the same words."""
    published = "SELECT 1 FROM projects_published_content WHERE position(%s in content) > 0 LIMIT 1"
    told = """SELECT 1 FROM supervision_problems
              WHERE published_at IS NOT NULL AND position(%s in concat(fields::text, outcomes::text)) > 0 LIMIT 1"""
    return bool(site.rows(published, phrase) or site.rows(told, phrase))


def test_no_september_figure_is_public(shared_site: Site) -> None:
    nobody = shared_site.nobody()
    programme = nobody.client.get("/api/v1/demo/2026/projects.json").json()
    days = {
        value["as_of"]
        for project in programme["projects"]
        for each in (project, *project["targets"])
        for value in each["values"]
    }
    assert max(days) == "2026-08-31"
    assert "2026-09-30" not in nobody.client.get("/api/v1/demo/2026/projects.csv").text
    assert nobody.client.get("/api/v1/demo/2026/published/2026-09.json").status_code == 404


def test_no_account_contact_or_key_is_public(shared_site: Site, morning: list[Seen]) -> None:
    seen = morning
    accounts = [row["login"] for row in shared_site.rows("SELECT login FROM account")]
    assert len(accounts) > 10
    ledger = shared_site.house.ledger
    listed = ledger.get(Programme, Programme.create_id("demo", 2026)).projects.values()
    answering = [ledger.get(Project, UUID(id)).responsibility for id in listed]
    contacts = {each[name] for each in answering for name in ("contact_a", "contact_b")}
    public = {each[name] for each in answering for name in ("responsible", "leader_in_charge")}
    assert "城市更新处处长" in contacts
    for words in (*accounts, *(contacts - public), "argon2", "password_hash", "csrf_token"):
        if words and not any(words in (each or "") for each in public):
            assert not holding(seen, words), words


def test_what_is_being_filed_is_not_public_before_it_is_published(site: Site) -> None:
    """A report in each state, each with a figure and a word found nowhere else; then the month is published."""
    before = site.nobody().client.get("/api/v1/demo/2026/projects.json")
    _file_marked(site)
    seen = everything_public(site)
    for mark in (DRAFTED, HANDED_UP, SUBMITTED, RETURNED, *FIGURES.values()):
        assert not holding(seen, mark), mark
    after = site.nobody().client.get(
        "/api/v1/demo/2026/projects.json", headers={"if-none-match": before.headers["etag"]}
    )
    assert after.status_code == 304, "a draft shows in the public interface's log position"

    office = site.signed_in("demo-office")
    publish(office, "2026-09", missing=True)
    issue_bulletin(office, "2026-09")
    seen = everything_public(site)
    assert holding(seen, SUBMITTED) and holding(seen, FIGURES["15"]), "the scan would not have found a leak"
    for mark in (DRAFTED, HANDED_UP, RETURNED, FIGURES["20"], FIGURES["17"]):
        assert not holding(seen, mark), mark


def _file_marked(site: Site) -> None:
    """15 submitted, 16 returned anew, 17 waiting for its head, 20 a draft; 9 sent back to its unit."""
    filer, head, office = (site.signed_in(login) for login in ("demo-filer", "demo-head-unit", "demo-office"))
    path = f"{ROOT}/filing/2026-09"
    reasons = {"problems": "材料供应慢。", "measures": "增加供应商。"}

    def submit(number: str, values: dict[str, str], words: str) -> None:
        page = filer.get(path)
        typed = {f"{number}.{name}": words_ for name, words_ in {"text": words, **reasons, **values}.items()}
        form = page.form("", f"{number}.text").with_(typed)
        form.fields.append(("action", f"submit:{number}"))
        page = filer.send(page, form)
        if page.status == 422:
            form = page.form("", f"{number}.text")
            form = form.with_({name: "1" for name in form.names if ".confirmed." in name})
            form.fields.append(("action", f"submit:{number}"))
            page = filer.send(page, form)
        assert "已提交1个项目" in page.text, page.text

    submit("15", {"values.1": FIGURES["15"], "values.2": "28410", "values.3": "31250"}, SUBMITTED)
    page = head.get(f"{path}/release")
    assert "已放行1个项目" in head.send(page, page.form("", "reason.15"), "全部放行").text
    submit("17", {"values.1": FIGURES["17"], "values.2": "43001"}, HANDED_UP)
    page = filer.get(path)
    form = page.form("", "20.text").with_({"20.values.1": FIGURES["20"], "20.text": DRAFTED})
    assert "已保存" in filer.send(page, form, "保存草稿").text
    page = office.get(f"{ROOT}/month/2026-09/9")
    form = page.form("/9").with_({"reasons": RETURNED})
    assert office.send(page, form, "退回").status == 200


def test_a_drafted_paper_is_not_public(site: Site) -> None:
    """Not its page, not its files, not its check code, until it is issued."""
    office = site.signed_in("demo-office")
    publish(office, "2026-09", missing=True)
    paper(office, "bulletin-desk", "2026-09", "draft")
    code = site.rows("SELECT check_code FROM supervision_papers WHERE period = '2026-09' AND kind = 'bulletin'")[0]
    nobody = site.nobody()
    for ending in ("", ".pdf", ".docx"):
        assert nobody.client.get(f"{ROOT}/bulletins/2026-09{ending}").status_code == 404
    assert "2026-09" not in nobody.client.get(f"{ROOT}/bulletins/").text
    for path in ("/", f"{ROOT}/", f"{ROOT}/bulletins/", "/api/v1/demo/2026/projects.json"):
        assert code["check_code"] not in nobody.client.get(path).text


def test_a_list_in_preparation_is_not_public(site: Site) -> None:
    house = site.house
    wanted = intake.Intake("quietcity", "静市", 2026, deeds.listing(), title="2026年民生实事")
    house.carry_out(SYSTEM, None, ["intake"], lambda: intake.changes(house.ledger, wanted))
    nobody = site.nobody()
    for path in (
        "/quietcity/2026/", "/quietcity/2026/projects/1", "/quietcity/2026/bulletins/",
        "/api/v1/quietcity/2026/projects.json", "/api/v1/quietcity/2026/projects.csv",
        "/api/v1/quietcity/2026/regions.csv",
        "/api/v1/quietcity/2026/milestones.csv",
        "/api/v1/quietcity/2026/published/list.json",
    ):  # fmt: skip
        assert nobody.client.get(path).status_code == 404, path
    assert "静市" not in nobody.client.get("/").text


@pytest.mark.parametrize("path", ["/%2e%2e/%2e%2e/etc/passwd", "/static/../../pyproject.toml", "/static/%2e%2e/app.py"])
def test_no_file_of_the_machine_is_served(shared_site: Site, path: str) -> None:
    answer = shared_site.nobody().client.get(path)
    assert answer.status_code in (404, 405)
    assert "root:" not in answer.text and "[project]" not in answer.text
