"""The press desk over HTTP: drafted by reference, typed figures flagged and replaced, decided, sent out, shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest

from projects.policy import PolicySet
from supervision.document import PRESS_RELEASE, Document
from tests import deeds
from tests.web.test_bulletin import REVIEW, hidden, send
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from web.house import House

if TYPE_CHECKING:
    from starlette.testclient import TestClient

ROOT = f"/{deeds.SLUG}/{deeds.YEAR}"
DESK = f"{ROOT}/press/2026-08"
NEWS = f"{ROOT}/news/2026-08"
ALL_IN_ONE = PolicySet(head_releases=False, merged=(tuple(range(1, 9)),))
"""One publication through August: it is quicker than eight."""


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.through("2026-08", database, tmp_path, ALL_IN_ONE) as made:
        yield made


@pytest.fixture
def press(house: House) -> TestClient:
    return deeds.client(house, deeds.account(house, "press"))


@pytest.fixture
def head(house: House) -> TestClient:
    return deeds.client(house, deeds.account(house, "office_head"))


def document(house: House, key: str = "2026-08") -> Document:
    return house.ledger.get(Document, Document.create_id(PRESS_RELEASE, deeds.SLUG, deeds.YEAR, key))


def went_out(press: TestClient, head: TestClient, desk: str = DESK) -> None:
    for client, action, fields in ((press, "review", REVIEW), (head, "approve", {}), (press, "issue", {})):
        assert send(client, action, desk, **fields).status_code == 303, action


def words(text: str) -> str:
    return re.sub(r"\s+", "", text)


def in_word(content: bytes) -> str:
    with ZipFile(BytesIO(content)) as file:
        return unescape(re.sub(r"<[^>]+>", "", file.read("word/document.xml").decode()))


def test_from_an_angle_to_a_text_whose_figures_lead_to_their_records(
    house: House, press: TestClient, head: TestClient
) -> None:
    page = press.get(f"{ROOT}/press").text
    given = {name: hidden(page, name) for name in ("csrf", "key")}
    made = press.post(f"{ROOT}/press", data={**given, "period": "2026-08", "angle": "programme"})
    assert made.headers["location"] == DESK
    public = deeds.client(house)
    assert public.get(NEWS).status_code == 404
    went_out(press, head)
    shown = public.get(NEWS)
    assert shown.status_code == 200
    assert f'href="{ROOT}/projects/1?as_of=2026-10-09"' in shown.text
    assert f'href="{ROOT}/?as_of=2026-10-09"' in shown.text
    assert public.get(f"{ROOT}/projects/1?as_of=2026-10-09").status_code == 200
    assert "某市3项民生实事已完成1项" in public.get(f"{ROOT}/news/").text


def test_the_four_files_have_the_same_words_and_are_kept(house: House, press: TestClient, head: TestClient) -> None:
    send(press, "draft", DESK)
    went_out(press, head)
    issued, public = document(house), deeds.client(house)
    files = {file["name"].rsplit(".", 1)[1]: file for file in issued.files}
    assert set(files) == {"docx", "pdf", "html", "txt"}
    served = {ending: public.get(f"{ROOT}/papers/{issued.check_code}.{ending}").content for ending in files}
    for ending, content in served.items():
        assert sha256(content).hexdigest() == files[ending]["sha256"]
        assert press.get(f"{DESK}.{ending}").content == content
    body = words(served["txt"].decode().partition("数据来源")[0])
    assert "已完成1项" in body and "{{" not in body
    assert words(unescape(re.sub(r"<[^>]+>", "", served["html"].decode()))).count(body[:60]) == 1
    for line in served["txt"].decode().partition("数据来源")[0].splitlines()[2:-1]:
        assert words(line) in words(in_word(served["docx"]))
        assert words(line) in words(unescape(re.sub(r"<[^>]+>", "", served["html"].decode())))


def test_a_typed_figure_is_flagged_with_what_it_may_have_meant_and_replaced_by_one_press(
    house: House, press: TestClient, head: TestClient
) -> None:
    send(press, "draft", DESK)
    typed = "已完成33.3%，惠及1200户。"
    assert send(press, "edit", DESK, **{"block.lead": typed}).status_code == 303
    page = press.get(DESK).text
    assert "人工输入的数字（2）" in page
    assert 'value="33.3%|完成率"' in page and "换成 {{ 完成率 }}" in page
    assert send(press, "replace", DESK, replace="33.3%|完成率", **{"block.lead": typed}).status_code == 303
    assert document(house).prose["blocks"][0]["paragraphs"] == ["已完成{{ 完成率 }}，惠及1200户。"]
    assert send(press, "review", DESK, **REVIEW).status_code == 303
    refused = send(head, "approve", DESK)
    assert refused.status_code == 422 and "没有写明出处，不能批准：1200户" in refused.text
    assert send(press, "edit", DESK, **{"source.1200户": "市住房城乡建设局8月统计"}).status_code == 303
    went_out(press, head)
    shown = deeds.client(house).get(NEWS).text
    assert "市住房城乡建设局8月统计" in shown and "已完成<a" in shown.replace("\n", "")


def test_the_words_around_a_typed_figure_choose_among_equal_ones_and_code_and_months_are_none(
    press: TestClient,
) -> None:
    send(press, "draft", DESK)
    typed = "<script>alert(1)</script>再过3个月，1至8月用A4纸，开工率33.3%。"
    assert send(press, "edit", DESK, **{"block.lead": typed}).status_code == 303
    flagged = press.get(DESK).text.partition("人工输入的数字（2）")[2].partition("</section>")[0]
    assert re.findall(r'<mark class="typed">([^<]*)</mark>(?: 可能是| (没有相近的公布数字))', flagged) == [
        ("3个月", "没有相近的公布数字"),
        ("33.3%", ""),
    ]
    assert 'name="replace" value="3个月' not in flagged


def test_a_reference_that_there_is_not_is_refused_with_the_nearest_and_nothing_typed_is_lost(
    house: House, press: TestClient
) -> None:
    send(press, "draft", DESK)
    answer = send(press, "edit", DESK, title="新标题", **{"block.lead": "已完成{{ 完成比率 }}。"})
    assert answer.status_code == 422
    assert "没有“完成比率”这个引用" in answer.text and "{{ 完成率 }}" in answer.text
    assert "已完成{{ 完成比率 }}。" in unescape(answer.text) and "新标题" in answer.text
    assert "完成比率" not in str(document(house).prose)


def test_the_preview_is_of_what_is_typed_and_keeps_nothing(house: House, press: TestClient) -> None:
    send(press, "draft", DESK)
    kept = document(house).prose
    whole = send(press, "preview", DESK, **{"block.lead": "完成率{{ 完成率 }}，另有77部。"})
    assert whole.status_code == 200 and "预览，还没有保存" in whole.text
    data = {name: hidden(press.get(DESK).text, name) for name in ("csrf", "key", "text")}
    part = press.post(
        f"{DESK}/preview", data={**data, "block.lead": "完成率{{ 完成率 }}，另有77部。"}, headers={"HX-Request": "true"}
    )
    assert "<html" not in part.text and ">33.3%</a>" in part.text and 'class="typed">77部' in part.text
    assert part.headers["vary"] == "HX-Request"
    assert document(house).prose == kept


def test_a_reference_is_put_into_the_part_that_was_chosen(press: TestClient) -> None:
    send(press, "draft", DESK)
    page = send(press, "insert", DESK, insert="项目1累计", into="people", **{"block.people": "装了"}).text
    assert "装了{{ 项目1累计 }}" in unescape(page)


def test_under_embargo_nothing_of_it_is_public_until_its_hour_and_then_it_is_by_itself(
    house: House, press: TestClient, head: TestClient, clock: FixedClock
) -> None:
    send(press, "draft", DESK)
    assert send(press, "embargo", DESK, until="2026-09-01T09:00").status_code == 422
    until = datetime(2026, 10, 9, 12, tzinfo=SHANGHAI)
    assert send(press, "embargo", DESK, until="2026-10-09T12:00").status_code == 303
    before = deeds.client(house).get(f"{ROOT}/news/").text
    went_out(press, head)
    public, code = deeds.client(house), document(house).check_code
    assert public.get(NEWS).status_code == 404
    assert public.get(f"{ROOT}/news/").text == before
    for address in (f"papers/{code}", f"papers/{code}.pdf", f"papers/{code}.txt"):
        assert public.get(f"{ROOT}/{address}").status_code in (303, 401, 403, 404)
    assert public.get(f"/verify/{code}").status_code == 404 or "某市3项" not in public.get(f"/verify/{code}").text
    for sooner in ({"lift": "1"}, {"until": "2026-10-09T10:00"}):
        asked = send(press, "embargo", DESK, **sooner)
        assert asked.status_code == 422 and "提前公开请勾选确认" in asked.text and 'name="sure"' in asked.text
    assert public.get(NEWS).status_code == 404
    assert send(press, "embargo", DESK, until="2026-10-09T13:00").status_code == 303, "later is nobody's surprise"
    assert send(press, "embargo", DESK, until="2026-10-09T12:00", sure="1").status_code == 303
    clock.set(until)
    assert public.get(NEWS).status_code == 200
    assert public.get(f"{ROOT}/papers/{code}.txt").status_code == 200
    assert "某市3项民生实事已完成1项" in public.get(f"{ROOT}/news/").text
    late = deeds.client(house, deeds.account(house, "press", login="late"))
    given = {"csrf": hidden(late.get(f"{ROOT}/press").text, "csrf"), "until": "2026-10-10T12:00"}
    assert "已经公开，不能再设限时" in late.post(f"{DESK}/embargo", data=given).text


def test_a_character_no_font_has_is_named_on_the_desk_and_keeps_the_text_from_going_out(
    house: House, press: TestClient, head: TestClient
) -> None:
    send(press, "draft", DESK)
    page = press.get(DESK).text
    assert "本机所用字体：仿宋 " in page and "U+E123" not in page
    people = "\ue123庄村的老人用上了电梯。"
    typed = {"block.people": people}
    assert send(press, "preview", DESK, **typed).text.count("\ue123（U+E123）") == 1, "told of what is typed"
    data = {name: hidden(page, name) for name in ("csrf", "key", "text")}
    live = [
        press.post(f"{DESK}/preview", data={**data, **each}, headers={"HX-Request": "true"}).text
        for each in (typed, {"block.people": "东庄村的老人用上了电梯。"})
    ]
    assert ["<html" in each for each in live] == [False, False]
    assert ["本机没有字体能印这些字，发出前请改用别的写法" in each for each in live] == [True, False]
    assert "\ue123（U+E123）" in live[0]
    assert send(press, "edit", DESK, **{"block.people": people}).status_code == 303
    assert "\ue123（U+E123）" in press.get(DESK).text
    for client, action, fields in ((press, "review", REVIEW), (head, "approve", {})):
        assert send(client, action, DESK, **fields).status_code == 303
    refused = send(press, "issue", DESK)
    assert refused.status_code == 422 and "本机没有字体能印这些字，会印成方框" in refused.text
    assert document(house).state == "approved"


def test_two_versions_stand_side_by_side(press: TestClient) -> None:
    send(press, "draft", DESK)
    send(press, "edit", DESK, title="电梯装到家门口")
    page = press.get(f"{DESK}/versions").text
    assert "<ins>" in page and "<del>" in page and "电梯装到家门口" in page


def test_a_quotation_is_printed_once_it_was_agreed_to(house: House, press: TestClient, head: TestClient) -> None:
    send(press, "draft", DESK)
    quoted = {"quotation.0.words": "电梯装到家门口了", "quotation.0.post": "市住房城乡建设局负责人"}
    assert send(press, "edit", DESK, **quoted).status_code == 303
    send(press, "review", DESK, **REVIEW)
    assert "还没有记录本人同意引用的日期" in send(head, "approve", DESK).text
    send(press, "edit", DESK, **quoted, **{"quotation.0.agreed_on": "2026-09-09"})
    went_out(press, head)
    assert "市住房城乡建设局负责人表示：“电梯装到家门口了。”" in deeds.client(house).get(NEWS).text


def test_who_wrote_cannot_approve_and_the_press_cannot_at_all(house: House, press: TestClient) -> None:
    send(press, "draft", DESK)
    assert send(press, "approve", DESK).status_code == 403
    answer = send(press, "issue", DESK)
    assert answer.status_code == 422 and "还没有批准" in answer.text
    assert document(house).files == []


def test_a_units_text_and_a_conferences_pack_stand_beside_the_whole_lists(
    house: House, press: TestClient, head: TestClient
) -> None:
    for key in ("2026-08:unit:市教育局", "2026-08:project:1"):
        assert send(press, "draft", f"{ROOT}/press/{key}").status_code == 303
        assert document(house, key).state == "drafted"
    pack = f"{ROOT}/press/2026-08:conference"
    assert send(press, "draft", pack).status_code == 303
    went_out(press, head, pack)
    assert "三、预计提问和事实" in press.get(f"{pack}.txt").text
    assert deeds.client(house).get(f"{ROOT}/news/2026-08:conference").status_code == 404
    assert "发布会材料" not in deeds.client(house).get(f"{ROOT}/news/").text
    listed = press.get(f"{ROOT}/press").text
    assert "市教育局" in listed and "新闻发布会材料" in listed


def test_what_cannot_be_written_says_why(press: TestClient) -> None:
    early = send(press, "draft", f"{ROOT}/press/2026-08:year_end")
    assert early.status_code == 422 and "年终稿要等12月进展公布后才能起草" in early.text
    assert "9月进展还没有公布" in press.get(f"{ROOT}/press/2026-09").text
    for key in ("2026-08:poem", "2026-13", "2026-08:unit:"):
        assert press.get(f"{ROOT}/press/{key}").status_code in (404, 409)


def test_hostile_text_is_shown_as_it_is_and_does_nothing(house: House, press: TestClient, head: TestClient) -> None:
    hostile = "<script>alert(1)</script>{% raw %}" + "长" * 3000 + "😀\u202e<svg onload=x>"
    send(press, "draft", DESK)
    fields = {"title": f"标题{hostile[:60]}", "block.lead": hostile, "tail": hostile[:90], "head": hostile[:60]}
    quoted = {
        "quotation.0.words": hostile[:900],
        "quotation.0.post": hostile[:60],
        "quotation.0.agreed_on": "2026-09-09",
    }
    assert send(press, "edit", DESK, **fields, **quoted).status_code == 303
    explained = {"source.1项": "<b>x</b>", "source.1": "<b>x</b>"}
    send(press, "edit", DESK, **explained)
    went_out(press, head)
    shown = deeds.client(house).get(NEWS).text
    assert "<script>alert" not in shown and "&lt;script&gt;alert(1)" in shown and "<svg onload" not in shown
    page = press.get(f"{DESK}.html").text
    assert "<script>alert" not in page and "\u202e" not in page


def test_a_text_of_before_references_still_shows_and_still_goes_out(
    house: House, press: TestClient, head: TestClient
) -> None:
    block: dict[str, Any] = {
        "key": "lead",
        "heading": "导语",
        "rule": "open",
        "names": [],
        "paragraphs": ["已完成1项。"],
    }
    old = Document.draft(
        PRESS_RELEASE,
        deeds.SLUG,
        deeds.YEAR,
        "2026-08",
        facts={
            "source": {"log_position": 9, "sha256": "ab" * 32, "published_on": "2026-09-10"},
            "period": "2026-08", "label": "8月", "as_of": "2026-08-31", "policy_version": "v", "specimen": False,
            "publication": "2026年8月进展公布",
            "figures": [{"figure": "1项", "meaning": "已完成", "project": None, "as_of": "2026-08-31", "title": None}],
        },
        prose={"title": "旧稿", "head": "某市讯", "tail": "", "blocks": [block]},
        check_code="ABCDEFGH",
        drafter="press",
        post="新闻办",
    )  # fmt: skip
    house.carry_out(SYSTEM, None, ["old"], lambda: ([old], {}))
    assert "已完成1项。" in press.get(DESK).text
    assert send(press, "edit", DESK, **{"block.lead": "已完成2项。"}).status_code == 422
    went_out(press, head)
    assert "已完成1项。" in deeds.client(house).get(NEWS).text


def test_the_public_sees_no_press_desk(house: House, press: TestClient) -> None:
    send(press, "draft", DESK)
    for path in (f"{ROOT}/press", DESK, f"{DESK}.docx", f"{DESK}.txt", f"{DESK}/versions"):
        assert deeds.client(house).get(path).status_code in (303, 401, 403)
