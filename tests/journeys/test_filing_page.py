"""The filing page counts what could be submitted, keeps what stands beside a submission, and asks once about words that
look unfinished."""

import re
from typing import Any

import pytest

from tests.journeys.browsing import Browser, Page
from tests.journeys.conftest import Site
from tests.journeys.month import shown

FILING = "/demo/2026/filing/2026-09"
FIGURES = {"15.values.1": "95", "15.values.2": "28900", "15.values.3": "29500"}
"""All that project 15 is asked of besides words."""


@pytest.fixture
def filer(site: Site) -> Browser:
    return site.signed_in("demo-filer")


def stored(site: Site, number: str) -> dict[str, Any]:
    (row,) = site.rows(
        """SELECT r.state, r.content FROM projects_reports r JOIN projects_register_project p ON p.id = r.project
           WHERE p.number = %s AND r.period = '2026-09' AND p.jurisdiction = 'demo'""",
        number,
    )
    return {"state": row["state"], **row["content"]}


def words(page: Page) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", page.text))


def send(filer: Browser, typed: dict[str, str], button: str) -> Page:
    page = shown(filer.get(FILING))
    return filer.send(page, page.form("", next(iter(typed))).with_(typed), button)


def steps(page: Page) -> str:
    found = re.search(r'<nav class="filing-steps".*?</nav>', page.text, re.S)
    assert found
    return found[0]


def test_a_draft_that_lacks_something_does_not_count_as_filled_in_and_links_to_what_is_missing(filer: Browser) -> None:
    before = int(re.findall(r"已填好(\d+)个", steps(shown(filer.get(FILING))))[0])
    page = shown(send(filer, {"17.values.1": "", "17.text": "科创园二期竣工验收。"}, "保存草稿"))
    told = steps(page)
    assert f"已填好{before}个" in told, told
    found = re.search(r"项目17还缺或要改：(.*?)</li>", told)
    assert found and '<a href="#17.values.1">' in found[1]
    assert 'id="17.values.1"' in page.text, "where the link leads"
    again = steps(shown(send(filer, {"17.values.1": "1900", "17.problems": "港东地块装修班组不足。"}, "保存草稿")))
    assert "项目17还缺" not in again and f"已填好{before + 1}个" in again


def test_what_was_typed_beside_the_one_that_is_submitted_is_kept_as_a_draft(site: Site, filer: Browser) -> None:
    typed = {
        **FIGURES,
        "15.text": "两个小区收尾。",
        "17.text": "科创园二期竣工验收。",
        "17.values.1": "1900",
        "20.text": "半幅通车。",
    }
    page = shown(send(filer, typed, "只提交这一项"))  # the first of them: 15
    assert "已提交1个项目" in page.text and "另有2个改过的项目已存为草稿" in page.text
    assert stored(site, "15")["state"] == "awaiting_release"
    assert (stored(site, "17")["state"], stored(site, "17")["values"]["1"]) == ("draft", "1900")
    assert stored(site, "20")["text"] == "半幅通车。" and stored(site, "20")["state"] in ("draft", "returned")


def test_what_cannot_be_read_beside_the_one_that_is_submitted_stays_in_its_field(site: Site, filer: Browser) -> None:
    page = send(filer, {**FIGURES, "15.text": "两个小区收尾。", "17.values.1": "一千九"}, "只提交这一项")
    assert page.status == 422 and "不是数字" in page.text
    assert 'value="一千九"' in page.text
    assert stored(site, "15")["state"] == "awaiting_release", "the other one went out"


@pytest.mark.parametrize("text", ["累计配租情况待月底数据出来后补填。", "无"])
def test_words_that_look_unfinished_are_asked_about_once_and_then_taken(site: Site, filer: Browser, text: str) -> None:
    first = send(filer, {**FIGURES, "15.text": text}, "只提交这一项")
    assert first.status == 422 and "确实如此的，再提交一次即可" in first.text
    assert stored(site, "15")["text"] == text and stored(site, "15")["state"] == "draft", "kept, and not out"
    second = shown(filer.send(first, first.form("", "15.text"), "只提交这一项"))
    assert "已提交1个项目" in second.text
    assert stored(site, "15")["state"] == "awaiting_release"


def test_other_unfinished_words_are_asked_about_again(filer: Browser) -> None:
    first = send(filer, {**FIGURES, "15.text": "新增XX个小区。"}, "只提交这一项")
    second = filer.send(first, first.form("", "15.text").with_({"15.text": "新增个数待补。"}), "只提交这一项")
    assert second.status == 422 and "写有“待补”" in second.text


def test_a_sentence_made_of_figures_names_each_target_by_its_own_words(site: Site, filer: Browser) -> None:
    shown(send(filer, {**FIGURES, "15.text": ""}, "只提交这一项"))
    text = stored(site, "15")["text"]
    assert "指标" not in text and "累计28,900户" in text, text


def test_more_than_twenty_files_of_a_report_are_refused_and_what_was_kept_stays(site: Site, filer: Browser) -> None:
    csrf = shown(filer.get(FILING)).form("", "17.text").value("csrf")

    def attach(names: range) -> Any:
        files = [("evidence", (f"现场{no}.pdf", b"%%PDF-1.4 site %d" % no, "application/pdf")) for no in names]
        said = {"csrf": csrf, "number": "17"}
        return filer.client.post(FILING + "/evidence", data=said, files=files, headers={"Accept": "application/json"})

    assert attach(range(20)).status_code == 200
    refused = attach(range(20, 22))
    assert refused.status_code == 422
    assert refused.json()["message"].endswith("每份进展的佐证材料最多20个，现有22个，请去掉一些，或合成一个PDF。")
    assert len(stored(site, "17")["evidence"]) == 20
