"""A lead unit asks that an accepted month be corrected; the office looks at the effect, and makes or declines it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from projects.correction_wishes import CORRECTION_WISHES
from tests import deeds
from tests.web.forms import send, words
from tests.web.test_corrections import confirmed
from tracker import rebuild
from tracker.clock import FixedClock
from tracker.database import Database
from web.house import House

PAGE = "/testcity/2026/corrections"
FORM = f"{PAGE}?project=1&period=2026-08"
ASKED = {
    "project": "1",
    "period": "2026-08",
    "1.values.1": "88",
    "reason_code": "clerical",
    "reason": "多录了8部，与验收台账不符。",
    "found_by": "市住房城乡建设局质量处",
    "found_on": "2026-10-08",
}


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    """July and August are published: project 1 stands at 96 in August."""
    with deeds.through_august(database, tmp_path) as made:
        yield made


@pytest.fixture
def filer(house: House) -> Any:
    return deeds.client(house, deeds.account(house, "filer", unit="市住房城乡建设局"))


@pytest.fixture
def office(house: House) -> Any:
    return deeds.client(house, deeds.account(house, "office"))


def ask(filer: Any, **typed: str) -> Any:
    version = filer.get(FORM).text.split('name="1.version" value="')[1].split('"')[0]
    files = [("evidence", ("台账.pdf", b"%PDF-1.7 ledger", "application/pdf"))]
    return send(filer, FORM, PAGE, files=files, **{"1.version": version, **ASKED, **typed})


def wish(page: Any) -> str:
    return str(page.text.split('id="w-')[1].split('"')[0])


def linked(page: Any, said: str) -> str:
    """Where the link of these words leads."""
    return str(page.text.split(f">{said}<")[0].rsplit('href="', 1)[1].split('"')[0])


def weighed_again(office: Any, shown: Any, **typed: str) -> Any:
    """The form 修改更正内容 of the preview, sent to where it says."""
    form = shown.text.split("查看影响<")[0].rsplit("<form", 1)[1]
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    return office.post(form.split('action="')[1].split('"')[0], data={**hidden, **typed})


def test_from_the_wish_to_the_correction(house: House, filer: Any, office: Any) -> None:
    form = filer.get(FORM)
    assert 'value="96"' in form.text and "原来公布的保持原样，另行公布更正" in words(form)
    made = ask(filer)
    assert made.status_code == 303, words(made)
    told = filer.get(made.headers["location"])
    assert "申请已提交，待督查室办理" in words(told) and f'href="#w-{wish(told)}"' in told.text
    desk = office.get("/desk")
    assert "项目1　8月数字的更正申请待办理".replace("　", "") in words(desk)
    listed = office.get(PAGE)
    assert "原报96部→更正为88部" in words(listed) and "台账.pdf" in words(listed)
    assert office.get(f"/evidence/{listed.text.split('/evidence/')[1].split(chr(34))[0]}").status_code == 200
    before = house.ledger.recorder.max_notification_id()
    august = "/testcity/2026/month/2026-08/1"
    shown = office.get(linked(listed, "看影响，办理更正"))
    said = words(shown)
    assert shown.status_code == 200 and "还没有记录，先看影响" in said and "市住房城乡建设局质量处" in said
    assert "8月9632%" in said and "8829.3%" in said and house.ledger.recorder.max_notification_id() == before
    weighed = weighed_again(office, shown, **{**ASKED, "1.values.1": "90", "wish": wish(listed)})
    assert "原报96部→更正为90部" in words(weighed), "the office may weigh another figure"
    made = confirmed(office, shown)
    assert made.status_code == 303 and office.get(made.headers["location"]).status_code == 200
    assert "累计88" in words(office.get(august)) or "88部" in words(office.get(august))
    answered = words(filer.get(PAGE))
    assert "待办理0项" in answered and "8月，已更正" in answered and "原报96部→更正为88部" in answered
    assert "更正申请待办理" not in words(office.get("/desk"))
    again = office.get(f"{august}/correct/{wish(listed)}")
    assert again.status_code == 409, "it is made once"


def test_the_office_declines_with_its_reason(house: House, filer: Any, office: Any) -> None:
    ask(filer)
    id = wish(office.get(PAGE))
    empty = send(office, PAGE, f"{PAGE}/{id}/decline")
    assert empty.status_code == 422 and "请写明理由" in words(empty)
    said = {f"declining-{id}": "验收台账为96部，与报送一致。"}
    assert send(office, PAGE, f"{PAGE}/{id}/decline", **said).status_code == 303
    assert "不予更正" in words(filer.get(PAGE)) and "验收台账为96部，与报送一致。" in words(filer.get(PAGE))
    twice = send(office, PAGE, f"{PAGE}/{id}/decline", **said)
    assert twice.status_code == 422 and "已经办理" in words(twice)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"reason": ""}, "请填写更正说明"),
        ({"found_by": ""}, "请填写由谁发现"),
        ({"1.values.1": "一百"}, "不是数字"),
        ({"1.values.1": "96"}, "与原报相同"),
        ({"found_on": "2026-10-20"}, "发现日期“2026-10-20”不对"),
    ],
)
def test_what_is_missing_is_told_and_what_was_typed_stays(filer: Any, typed: dict[str, str], said: str) -> None:
    answer = ask(filer, **typed)
    assert answer.status_code == 422 and said in words(answer)
    assert "已上传：台账.pdf" in words(answer) and all(
        f'value="{each}"' in answer.text for each in typed.values() if each
    )


def test_unseen_signs_do_not_get_into_the_reason(filer: Any, office: Any) -> None:
    assert ask(filer, reason="多录了\u202e8部\u202c，与验收\u200b台账不符。").status_code == 303
    assert "多录了8部，与验收台账不符。" in office.get(PAGE).text


def test_one_wish_of_a_month_at_a_time_and_none_where_nothing_was_accepted(filer: Any) -> None:
    ask(filer)
    assert "项目1的8月进展已有一项更正申请待办理" in words(ask(filer, **{"1.values.1": "87"}))
    nothing = filer.get(f"{PAGE}?project=1&period=2026-09")
    assert nothing.status_code == 422 and "项目1的9月没有已审核的进展" in words(nothing)


def test_only_the_lead_unit_asks_and_only_the_office_answers(house: House, filer: Any, office: Any) -> None:
    stranger = deeds.client(house, deeds.account(house, "filer", unit="市民政局"))
    assert "请选择项目" in words(stranger.get(FORM))
    assert send(stranger, PAGE, PAGE, **ASKED).status_code == 404
    assert send(office, PAGE, PAGE, **ASKED).status_code == 403
    ask(filer)
    id = wish(filer.get(PAGE))
    assert "加装电梯" not in words(stranger.get(PAGE)), "another unit's wish is not its business"
    assert send(filer, PAGE, f"{PAGE}/{id}/decline").status_code == 403
    assert office.get(f"/testcity/2026/month/2026-07/1/correct/{id}").status_code == 404, "of another month"
    assert office.get(f"/testcity/2026/month/2026-08/2/correct/{id}").status_code == 404, "of another project"


def test_the_wishes_are_the_same_after_a_rebuild(house: House, filer: Any, office: Any, database: Database) -> None:
    ask(filer)
    first = wish(office.get(PAGE))
    send(office, PAGE, f"{PAGE}/{first}/decline", **{f"declining-{first}": "不用更正。"})
    ask(filer)
    with psycopg.connect(database.app, autocommit=True, row_factory=dict_row) as conn:
        assert rebuild.check(house.ledger, conn, [CORRECTION_WISHES]) == []
