"""The administrator sets up the ways out, whose secrets are never shown again; the office sees what did not arrive."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from supervision.telling import KINDS
from tests import deeds
from tests.supervision.receivers import receiving
from tests.web.forms import send, words
from tracker import accounts, channels, clock, deliveries, duty, vault
from tracker.clock import FixedClock
from tracker.database import Database
from tracker.deliveries import Delivery
from web import worker
from web.house import House

PAGE = "/testcity/channels"
CHORES = {chore.name: chore for chore in worker.CHORES}
SECRET = "a-secret-of-some-length"
ROBOT = "https://qyapi.example.cn/cgi-bin/webhook/send?key=very-secret-key"


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        deeds.released(made)
        yield made


@pytest.fixture
def administrator(house: House) -> Any:
    with house.reading() as conn:
        return deeds.client(house, accounts.add(conn, "root", "系统管理员", "administrator"))


def _save(browser: Any, kind: str, **fields: Any) -> Any:
    return send(browser, f"{PAGE}/{kind}", f"{PAGE}/{kind}", **fields)


def _channels(house: House) -> list[channels.Channel]:
    with house.reading() as conn:
        return channels.of_government(conn, "testcity")


def test_a_robot_is_set_up_and_its_address_is_never_shown_again(
    house: House, administrator: Any, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = _save(administrator, "wecom", name="督查群", address=ROBOT, kinds=["order", "deadline"])
    assert answer.status_code == 303
    [made] = _channels(house)
    assert (made.name, made.kinds, made.settings) == ("督查群", ("order", "deadline"), {"host": "qyapi.example.cn"})
    assert vault.of(house.settings).open(made.sealed)["address"] == ROBOT
    for page in (PAGE, f"{PAGE}/{made.id}"):
        shown = administrator.get(page)
        assert shown.status_code == 200 and "very-secret" not in shown.text
    assert "督查督办、期限" in words(administrator.get(PAGE))
    captured = capsys.readouterr()
    assert "very-secret" not in caplog.text + captured.out + captured.err


def test_what_is_left_blank_stays_as_it_was(house: House, administrator: Any) -> None:
    _save(administrator, "webhook", name="办公系统", address="https://oa.example.cn/in", secret=SECRET, kinds=["work"])
    [made] = _channels(house)
    assert _save(administrator, str(made.id), name="新办公系统", address="", secret="", kinds=[]).status_code == 303
    [after] = _channels(house)
    assert (after.id, after.name, after.kinds) == (made.id, "新办公系统", ())
    assert vault.of(house.settings).open(after.sealed) == {"address": "https://oa.example.cn/in", "secret": SECRET}
    assert "无" in words(administrator.get(PAGE))


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("webhook", {"address": "http://oa.example.cn/", "secret": SECRET}, "须以https://开头"),
        ("webhook", {"address": "https://169.254.169.254/latest", "secret": SECRET}, "内网地址须先由运维人员放行"),
        ("webhook", {"address": "https://oa.example.cn/", "secret": "short"}, "至少16个字符"),
        ("phone", {"address": "https://sms.example.cn/", "secret": ""}, "至少16个字符"),
        ("dingtalk", {"address": ""}, "请填写地址"),
        ("wecom", {"address": ROBOT, "name": ""}, "请填写名称"),
        ("wecom", {"address": ROBOT, "name": "名" * 41}, "名称最多40个字"),
        ("mail", {"host": "10.0.0.5", "port": "465", "security": "tls", "sender": "a@example.cn"}, "只写域名"),
        ("mail", {"host": "", "port": "465", "security": "tls", "sender": "a@example.cn"}, "请填写服务器"),
        ("mail", {"host": "smtp.example.cn", "port": "0", "security": "tls", "sender": "a@example.cn"}, "端口"),
        ("mail", {"host": "smtp.example.cn", "port": "25", "security": "", "sender": "a@example.cn"}, "加密方式"),
        ("mail", {"host": "smtp.example.cn", "port": "25", "security": "tls", "sender": "a"}, "不是一个邮箱地址"),
        (
            "mail",
            {"host": "smtp.example.cn", "port": "25", "security": "none", "sender": "a@example.cn", "user": "u"},
            "不加密时不能用用户名和口令",
        ),
    ],
)
def test_what_cannot_be_used_is_told_and_what_was_typed_is_kept(
    house: House, administrator: Any, kind: str, fields: dict[str, str], said: str
) -> None:
    answer = _save(administrator, kind, **{"name": "这一个", **fields})
    assert answer.status_code == 422 and said in words(answer)
    for name, value in fields.items():
        if name not in ("address", "secret", "security") and value:
            assert f'value="{value}"' in answer.text
    assert SECRET not in answer.text and _channels(house) == []


def test_a_government_has_one_mail_server(house: House, administrator: Any) -> None:
    given = {"name": "邮件", "port": "465", "security": "tls", "sender": "a@example.cn", "user": "u", "secret": "p"}
    _save(administrator, "mail", host="smtp.example.cn", **given)
    _save(administrator, "mail", host="mail.example.cn", **given)
    [made] = _channels(house)
    assert made.settings["host"] == "mail.example.cn"
    assert f'href="{PAGE}/mail"' not in administrator.get(PAGE).text, "a second one is not offered"


def test_a_channel_is_tried_and_what_did_not_arrive_is_sent_again(house: House, administrator: Any) -> None:
    house.settings.outgoing_networks = "127.0.0.0/8"
    office = deeds.client(house, deeds.account(house, "office"))
    with receiving(status=404) as receiver:
        _save(administrator, "webhook", name="办公系统", address=receiver.url, secret=SECRET, kinds=list(KINDS))
        [made] = _channels(house)
        assert send(administrator, PAGE, f"{PAGE}/{made.id}/test").status_code == 303
        worker.perform(house, CHORES["send_out"])
        assert receiver.said[0]["text"].startswith("这是一条试发的消息")
        page = office.get("/testcity/deliveries")
        assert "1条没有送达" in words(page) and "对方答复HTTP404，已试1次" in words(page)
        receiver.status = 200
        form = re.search(r'action="(/testcity/deliveries/[^"]+)"', page.text)
        assert form is not None
        assert send(office, "/testcity/deliveries", form[1]).status_code == 303
        worker.perform(house, CHORES["send_out"])
        assert "没有未送达的消息" in words(office.get("/testcity/deliveries"))
    with house.reading() as conn:
        assert duty.known(conn)["send_out"].fault is None


def test_what_was_sent_is_not_sent_again(house: House, administrator: Any) -> None:
    _save(administrator, "webhook", name="办公系统", address="https://oa.example.cn/", secret=SECRET)
    [made] = _channels(house)
    now = clock.now()
    told = Delivery(
        uuid4(), made.id, "testcity", None, None, "t", "work", True, "一件事", "/x", now, "queued", now, now
    )
    with house.reading() as conn:
        deliveries.keep(conn, [told])
        deliveries.sent(conn, told.id)
    answer = send(administrator, PAGE, f"/testcity/deliveries/{told.id}")
    assert answer.status_code == 409 and "已经发出" in words(answer)
    assert send(administrator, PAGE, f"/testcity/deliveries/{uuid4()}").status_code == 409


def test_a_demonstration_says_that_nothing_leaves_it(house: House, administrator: Any) -> None:
    house.simulated = True
    with receiving() as receiver:
        house.settings.outgoing_networks = "127.0.0.0/8"
        _save(administrator, "webhook", name="办公系统", address=receiver.url, secret=SECRET)
        [made] = _channels(house)
        assert "任何渠道都不会真的发出" in words(administrator.get(PAGE))
        send(administrator, PAGE, f"{PAGE}/{made.id}/test")
        worker.perform(house, CHORES["send_out"])
        assert receiver.received == []
    assert "演示，未外发" in words(administrator.get("/testcity/deliveries"))


def test_a_channel_is_switched_off_and_on(house: House, administrator: Any) -> None:
    _save(administrator, "wecom", name="督查群", address=ROBOT, kinds=["order"])
    [made] = _channels(house)
    assert send(administrator, PAGE, f"{PAGE}/{made.id}/switch", action="off").status_code == 303
    assert _channels(house)[0].disabled_at is not None and "已停用" in words(administrator.get(PAGE))
    send(administrator, PAGE, f"{PAGE}/{made.id}/switch", action="on")
    assert _channels(house)[0].disabled_at is None


def test_another_governments_channel_is_not_found_here(house: House, administrator: Any) -> None:
    deeds.released(house, "nextcity")
    _save(administrator, "wecom", name="督查群", address=ROBOT)
    [made] = _channels(house)
    assert administrator.get(f"/nextcity/channels/{made.id}").status_code == 404
    assert send(administrator, PAGE, f"/nextcity/channels/{made.id}/switch", action="off").status_code == 404
    assert administrator.get("/testcity/channels/pigeon").status_code == 404
    assert administrator.get("/nocity/channels").status_code == 404


def test_only_the_administrator_sets_up_channels(house: House) -> None:
    office = deeds.client(house, deeds.account(house, "office"))
    assert office.get(PAGE).status_code == 403 and office.get("/testcity/deliveries").status_code == 200
    filer = deeds.client(house, deeds.account(house, "filer", unit="市民政局"))
    assert filer.get("/testcity/deliveries").status_code == 403


CHOICE = "/messages/settings"


def test_each_person_sets_addresses_kinds_and_quiet_hours(house: House) -> None:
    who = deeds.account(house, "filer", unit="市民政局")
    browser = deeds.client(house, who)
    assert "管理员还没有配置邮件" in words(browser.get(CHOICE))
    assert browser.get(CHOICE).text.count(" checked") == len(KINDS) + 1
    answer = send(
        browser, CHOICE, CHOICE, mail="mzj@example.cn", phone="138 0000 0000", by_mail=["order", "report"],
        by_phone=["order", "pigeon"], quiet_from="22:00", quiet_until="07：30",
    )  # fmt: skip
    assert answer.status_code == 303
    with house.reading() as conn:
        kept = channels.choices(conn, [who.id, UUID(int=0)])[who.id]
    assert (kept.mail, kept.phone, kept.by_mail, kept.by_phone) == (
        "mzj@example.cn",
        "138 0000 0000",
        ("order", "report"),
        ("order",),
    )
    assert (str(kept.quiet_from), str(kept.quiet_until)) == ("22:00:00", "07:30:00")
    page = browser.get(f"{CHOICE}?saved")
    assert "已保存" in words(page) and 'value="22:00"' in page.text and page.text.count(" checked") == 3


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"mail": "mzj.example.cn"}, "“mzj.example.cn”不是一个邮箱地址"),
        ({"mail": "a@b.cn\nBcc: c@d.cn"}, "不是一个邮箱地址"),
        ({"phone": "打办公室电话"}, "不是一个电话号码"),
        ({"quiet_from": "晚上十点", "quiet_until": "07:00"}, "“晚上十点”不是一个时间"),
        ({"quiet_from": "22:00"}, "要么都填，要么都不填"),
    ],
)
def test_an_address_or_time_that_is_none_is_told_and_kept_to_be_mended(
    house: House, fields: dict[str, str], said: str
) -> None:
    who = deeds.account(house, "filer", unit="市民政局")
    browser = deeds.client(house, who)
    answer = send(browser, CHOICE, CHOICE, by_mail=["order"], **fields)
    assert answer.status_code == 422 and said.replace(" ", "") in words(answer)
    assert answer.text.count(" checked") == 1
    with house.reading() as conn:
        assert channels.choices(conn, [who.id]) == {}
