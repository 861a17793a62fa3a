"""A district's own part beside its last month's: how far it moved, and what looks like a slip."""

import re
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from projects import register
from projects.month import Month
from projects.project import Project
from tests import deeds
from tests.web.forms import words
from tracker.clock import FixedClock
from tracker.database import Database
from web.house import House
from web.pages.rows import Part

ROWS, FILING = "/testcity/2026/filing/2026-09/rows", "/testcity/2026/filing/2026-09"
EAST = "东湖区政府"
FIELD = re.compile(
    r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"|<textarea[^>]*?name="([^"]+)"[^>]*>\n?(.*?)</textarea>', re.S
)


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """东湖区政府 works on every project; August is public, and September is being filed."""
    with deeds.through_august(database, tmp_path) as made:
        yield made


def _filer(house: House, unit: str, login: str) -> Any:
    return deeds.client(house, deeds.account(house, "filer", unit=unit, login=login))


def _fields(page: Any) -> dict[str, str]:
    """What a browser without script would send back of a page's form, its tick boxes aside."""
    found = {}
    for name, value, area, words_ in FIELD.findall(page.text):
        found[name or area] = unescape(value or words_)
    return found


def _press(browser: Any, page: Any, to: str, action: str, **typed: str) -> Any:
    """Sends the form of a page that is open, whatever was stored meanwhile; goes where it is sent to."""
    assert f'value="{action}"' in unescape(page.text), action
    return browser.post(to, data={**_fields(page), **typed, "action": action}, follow_redirects=True)


def part(value: str, last: str | None, words: str = "") -> Part:
    project = Project.register(UUID(int=1), "testcity", 2026, "1", "惠及居民3.6万户")
    project.set_target("1", text="惠及居民3.6万户", quantity="36000", unit="户", comparator="=", kind="quantity")
    before = {"1": {"value": last}} if last else {}
    return Part(project, "市住房城乡建设局", "draft", {"1": {"value": value, "text": words}}, before)


@pytest.mark.parametrize(
    ("value", "last", "code", "take"),
    [
        ("8200", "7900", None, None),
        ("82000000", "7900", "wan_many", "8200"),
        ("0.82", "7900", "wan_few", "8200"),
        ("300", "7900", "fell", "8200"),
        ("8200", None, None, None),
    ],
)
def test_a_slip(value: str, last: str | None, code: str | None, take: str | None) -> None:
    found = part(value, last).advice("1")
    assert ((found.code, found.take) if found else (None, None)) == (code, take)


def test_a_figure_that_stands_still_while_the_words_speak_of_progress() -> None:
    found = part("7900", "7900", "新增300户。").advice("1")
    assert found is not None and (found.code, found.take) == ("same", "8200")


def test_the_step_is_told_once_there_is_a_last_month() -> None:
    assert part("8200", "7900").step("1") == Decimal(300)
    assert part("8200", None).step("1") is None


def test_two_of_one_unit_who_write_different_things_are_told_and_nothing_is_overwritten(house: House) -> None:
    one, other = (_filer(house, EAST, login) for login in ("one", "other"))
    ours, theirs = one.get(ROWS), other.get(ROWS)
    assert _press(one, ours, ROWS, "save", **{"1.values.1": "40", "1.text": "已验收。"}).status_code == 200
    page = _press(other, theirs, ROWS, "save", **{"1.values.1": "41", "2.values.1": "9"})
    assert page.status_code == 422 and 'href="#1.values.1"' in page.text
    assert "填的是“40”，您填的是“41”，请选用哪一个" in words(page)
    shown, stored = _fields(page), one.get(ROWS)
    assert [shown[name] for name in ("1.values.1", "2.values.1", "1.text")] == ["41", "9", "已验收。"]
    assert [_fields(stored)[name] for name in ("1.values.1", "2.values.1")] == ["40", "9"], "merged where it could be"
    again = _press(other, page, ROWS, "file")
    assert again.status_code == 422 and "请选用哪一个" in words(again), "until somebody decides"
    mine = _press(other, again, ROWS, "mine:1.values.1=40")
    assert mine.status_code == 200 and _fields(one.get(ROWS))["1.values.1"] == "41"
    assert "已报送2个分项数字" in words(_press(other, mine, ROWS, "file"))
    late = _press(one, stored, ROWS, "file", **{"1.values.1": "43"})
    assert late.status_code == 422 and "填的是“41”，您填的是“43”" in words(late)
    taken = _press(one, late, ROWS, "take:1.values.1=41")
    assert taken.status_code == 200 and "改过，还没有报" not in words(taken) and _fields(taken)["1.values.1"] == "41"


def test_what_a_colleague_put_elsewhere_is_seen_before_it_goes_out(house: House) -> None:
    one, other = (_filer(house, EAST, login) for login in ("one", "other"))
    ours, theirs = one.get(ROWS), other.get(ROWS)
    _press(one, ours, ROWS, "save", **{"1.text": "两部未验收。", "2.values.1": "9"})
    page = _press(other, theirs, ROWS, "file", **{"1.values.1": "41"})
    assert page.status_code == 422 and "改了这一处，已并入，请看过后再报" in words(page)
    assert [_fields(page)[name] for name in ("1.values.1", "1.text")] == ["41", "两部未验收。"]
    sent = _press(other, page, ROWS, "file")
    assert "已报送2个分项数字" in words(sent), "project 2's figure stood on the page by then"


def test_what_saves_itself_is_told_of_a_colleague_and_may_then_decide(house: House) -> None:
    one, other = (_filer(house, EAST, login) for login in ("one", "other"))
    ours, theirs = one.get(ROWS), other.get(ROWS)

    def saves(browser: Any, page: Any, **typed: str) -> Any:
        data = {**_fields(page), **typed, "action": "autosave", "touched": "1"}
        return browser.post(ROWS, data=data, headers={"Accept": "application/json"}).json()

    first = saves(one, ours, **{"1.values.1": "40"})
    assert (first["note"], first["was"]["1.was.values.1"]) == ("", "40")
    assert saves(one, ours, **{"1.was.values.1": "40", "1.values.1": "400"})["note"] == "", "one's own is no clash"
    clash = saves(other, theirs, **{"1.values.1": "41", "1.text": "核对中。"})
    assert "填的是“400”，您填的是“41”" in clash["note"] and clash["was"]["1.was.values.1"] == ""
    assert 'data-was="1.was.values.1"' in clash["html"]["clash-1.values.1"]
    assert clash["was"]["1.was.text"] == "核对中。", "what does not clash is kept"
    decided = saves(other, theirs, **{"1.values.1": "41", "1.was.values.1": "400", "1.text": "核对中。"})
    assert decided["note"] == "" and decided["html"]["clash-1.values.1"] == ""
    assert _fields(one.get(ROWS))["1.values.1"] == "41"


def test_using_another_figure_than_a_district_sent_loses_nothing_typed_beside(house: House) -> None:
    east, lead = _filer(house, EAST, "east"), _filer(house, "市住房城乡建设局", "lead")
    _press(east, east.get(ROWS), ROWS, "file", **{"1.values.1": "40"})
    page = lead.get(FILING)
    figure = next(name for name in _fields(page) if name.startswith("override.1:"))
    which = figure.removeprefix("override.")
    typed = {"1.text": "逐一核对过。", figure: "三十九", f"reason.{which}": "一个未验收"}
    refused = _press(lead, page, FILING, f"override:{which}", **typed)
    assert refused.status_code == 422
    assert [_fields(refused)[name] for name in typed] == list(typed.values()), "as typed"
    done = _press(lead, refused, FILING, f"override:{which}", **{figure: "39"})
    assert done.status_code == 200 and "39原报40：一个未验收" in words(done)
    assert _fields(done)["1.text"] == "逐一核对过。", "what else was typed is kept"
    assert _fields(lead.get(FILING))["1.text"] == "逐一核对过。"


@pytest.fixture
def filed_in_august(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """东湖区政府 filed 50 of project 1 in August, which is public by now."""
    with deeds.house(database, tmp_path) as made:
        programme = deeds.released(made)
        deeds.months(made, programme, "2026-07")
        month = Month(made.ledger, programme, "2026-08")
        project = UUID(month.programme.projects["1"])
        with made.reading() as conn:
            east = register.unit_called(conn, "testcity")[EAST]

        def files() -> tuple[list[Any], dict[str, Any]]:
            report = month.opened(project)
            report.file_row(east, "1", "50", "")
            return [report], {}

        deeds._do(made, files)
        deeds.month(made, programme, month.period)
        yield made


def test_a_cumulative_figure_that_falls_goes_out_only_with_words_of_why(filed_in_august: House) -> None:
    east = _filer(filed_in_august, EAST, "east")
    asked = _press(east, east.get(ROWS), ROWS, "file", **{"1.values.1": "45"})
    assert asked.status_code == 422
    assert "报45部，比上期50部少。累计数不应减少" in words(asked) and "已报送" not in words(asked)
    assert 'href="#1.values.1"' in asked.text and 'href="#1.text"' in asked.text
    assert _fields(asked)["1.values.1"] == "45", "as typed"
    bare = _press(east, asked, ROWS, "file")
    assert bare.status_code == 422 and "请写明原因" in words(bare), "asked until a reason stands there"
    other = _press(east, bare, ROWS, "file", **{"1.values.1": "44", "1.text": "5部重复计入，核减。"})
    assert other.status_code == 422 and "报44部" in words(other), "another figure is another question"
    lead = _filer(filed_in_august, "市住房城乡建设局", "lead")
    assert "5部重复计入" not in words(lead.get(FILING)), "nothing went out so far"
    sent = _press(east, other, ROWS, "file")
    assert sent.status_code == 200 and "已报送1个分项数字" in words(sent)
    assert "5部重复计入，核减。" in words(lead.get(FILING)), "the lead unit reads why"


def test_a_figure_that_does_not_fall_is_asked_nothing(filed_in_august: House) -> None:
    east = _filer(filed_in_august, EAST, "east")
    assert "已报送1个分项数字" in words(_press(east, east.get(ROWS), ROWS, "file", **{"1.values.1": "50"}))
