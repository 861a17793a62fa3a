"""Cells copied from a spreadsheet into the filing page without script: filled in for review, nothing written."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import deeds
from tests.web.forms import send, words
from tracker.clock import FixedClock
from tracker.database import Database
from web.house import House

PAGE = "/testcity/2026/filing/2026-09"


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.through_august(database, tmp_path) as made:
        yield made


@pytest.fixture
def filer(house: House) -> Any:
    return deeds.client(house, deeds.account(house, "filer", unit="市民政局"))


def paste(browser: Any, text: str, **fields: str) -> Any:
    return send(browser, PAGE, f"{PAGE}/paste", pasted=text, **fields)


def events(house: House) -> int:
    with house.reading() as conn:
        row = conn.execute("SELECT count(*) AS n FROM ledger.events").fetchone()
    return int(row["n"]) if row else 0


def area(answer: Any, name: str) -> str:
    found = re.search(rf'<textarea[^>]*name="{re.escape(name)}"[^>]*>\s*([^<]*)</textarea>', answer.text)
    assert found is not None, name
    return found[1].strip()


@pytest.mark.parametrize(
    "text",
    [
        "37",
        "2\t37",
        "2\t1\t37",
        "编号\t指标序号\t累计数\n2\t1\t37\n",
        "编号\t项目名称\t序号\t上期累计\t本期填报\n2\t养老\t1\t32\t37\n",
    ],
)
def test_what_is_pasted_stands_in_its_field_and_nothing_is_written(house: House, filer: Any, text: str) -> None:
    before = events(house)
    answer = paste(filer, text)
    assert answer.status_code == 200 and events(house) == before
    assert 'name="2.values.1" type="text" value="37"' in answer.text
    assert "已从粘贴的内容填入1处，尚未保存" in words(answer) and "项目2的累计数：37（原为32）" in words(answer)


def test_the_words_beside_a_figure_come_along_and_what_was_typed_already_stays(filer: Any) -> None:
    typed = {"2.version": "0", "2.values.1": "33", "2.text": "手写的进展。", "2.measures": "手写的措施。"}
    answer = paste(filer, "2\t1\t37\t\t缺少护理员。", **typed)
    assert 'name="2.values.1" type="text" value="37"' in answer.text
    assert area(answer, "2.text") == "手写的进展。" and area(answer, "2.measures") == "手写的措施。"
    assert area(answer, "2.problems") == "缺少护理员。"


def test_the_filled_form_is_submitted_like_a_typed_one(house: House, filer: Any) -> None:
    answer = paste(filer, "2\t1\t37\t新增5个。")
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.text))
    assert hidden["2.version"] == "0"
    fields = {**hidden, "2.values.1": "37", "2.text": area(answer, "2.text"), "action": "save"}
    assert 'action="/testcity/2026/filing/2026-09"' in answer.text
    assert filer.post(PAGE, data=fields).status_code == 303
    assert 'value="37"' in filer.get(PAGE).text


def test_unseen_signs_in_what_is_typed_are_not_kept(filer: Any) -> None:
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', filer.get(PAGE).text))
    typed = {
        "2.values.1": "\u200b37",
        "2.text": "新增\u202e5个。\u2066\r\n第二\u200d段。",
        "2.problems": "缺\ufeff护理员\u00ad。",
    }
    assert filer.post(PAGE, data={**hidden, **typed, "action": "save"}).status_code == 303
    kept = filer.get(PAGE)
    assert 'value="37"' in kept.text and area(kept, "2.problems") == "缺护理员。"
    assert area(kept, "2.text").splitlines() == ["新增5个。", "第二段。"]


def test_lines_without_a_place_are_told_and_the_text_is_kept(filer: Any) -> None:
    answer = paste(filer, "编号\t累计数\n2\t37\n99\t5\n")
    assert answer.status_code == 200 and "有1行没有填入" in words(answer)
    assert "第3行：本页没有编号为“99”、可以填数的项目。" in words(answer)
    assert "99" in area(answer, "pasted") and 'value="37"' in answer.text


def test_what_is_no_number_is_told_at_its_field(house: House, filer: Any) -> None:
    before = events(house)
    answer = paste(filer, "2\t1\t三十七")
    assert answer.status_code == 422 and events(house) == before
    assert "项目2：累计完成数填的“三十七”不是数字" in words(answer) and 'value="三十七"' in answer.text


def test_nothing_pasted_is_told_so(filer: Any) -> None:
    answer = paste(filer, " ")
    assert answer.status_code == 422 and "没有粘贴内容" in words(answer)
