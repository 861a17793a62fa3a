"""What is due goes out and is noted; what fails comes again, later and later; nothing is sent twice under two ids."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.rows import dict_row

from projects.filing import Filing
from projects.programme import Programme
from projects.report import MonthlyReport
from supervision import messenger, payload, posting
from supervision.courier import Courier
from tests import deeds
from tests.supervision.receivers import certificate, post_office, receiving
from tracker import channels, deliveries, messages, outside
from tracker.accounts import Account
from tracker.channels import Choice
from tracker.clock import FixedClock
from tracker.database import Database
from tracker.deliveries import Delivery
from tracker.settings import Settings
from tracker.vault import Vault
from web.house import House

VAULT = Vault(["k" * 32])
BASE = "https://shishi.example.cn"
HERE = outside.networks("127.0.0.0/8")
COURIER = Courier(VAULT, BASE, HERE)
ALL = ("order", "deadline", "report", "work", "paper")
Conn = psycopg.Connection[dict[str, Any]]


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path) as made:
        deeds.released(made)
        messenger.tick(made.ledger)
        yield made


@pytest.fixture
def conn(house: House) -> Iterator[Conn]:
    with house.reading() as conn:
        yield conn


@pytest.fixture
def filer(house: House) -> Account:
    return deeds.account(house, "filer", unit="市住房城乡建设局")


def _channel(conn: Conn, kind: str, address: str = "", secret: str = "", **settings: Any) -> UUID:
    sealed = VAULT.seal({"address": address, "secret": secret})
    return channels.keep(conn, None, "testcity", kind, name=kind, settings=settings, sealed=sealed, kinds=ALL)


def _mail(conn: Conn, port: int, security: str = "none", user: str = "", secret: str = "") -> UUID:
    return _channel(
        conn, "mail", secret=secret, host="127.0.0.1", port=port, security=security, user=user,
        sender="shishi@example.cn",
    )  # fmt: skip


def _choose(conn: Conn, who: Account, **chosen: Any) -> None:
    given: dict[str, Any] = {"mail": "filer@example.cn", "phone": "13800000000", "by_mail": ALL, "by_phone": ALL}
    channels.choose(conn, Choice(who.id, **{**given, **chosen}))


def _return(house: House, number: str = "1", period: str = "2026-02") -> None:
    """An urgent message to the lead unit of project 1."""
    programme = Programme.create_id("testcity", 2026)
    month = deeds._month(house, programme, period)
    project = UUID(month.programme.projects[number])
    deeds.filed(house, programme, period, project, number, "24")
    deeds._do(house, lambda: month.return_(project, ["没有附验收单"], "office"))
    messenger.tick(house.ledger)


def _publish(house: House) -> None:
    """A message that is not urgent, to everybody."""
    deeds.months(house, Programme.create_id("testcity", 2026), "2026-02")
    messenger.tick(house.ledger)


def _all(conn: Conn) -> list[Delivery]:
    return deliveries.of_government(conn, "testcity", deliveries.STATES)


def test_a_system_that_fails_three_times_gets_it_the_fourth_time_under_the_same_id(
    house: House, conn: Conn, filer: Account, clock: FixedClock
) -> None:
    with receiving(failures=3) as receiver:
        _channel(conn, "webhook", receiver.url, "s" * 32)
        _return(house)
        waits = []
        for _ in range(3):
            assert COURIER.round(conn) == 1
            assert COURIER.round(conn) == 0, "not before its time"
            [failed] = _all(conn)
            assert (failed.state, failed.fault) == ("failed", "对方答复 HTTP 503")
            waits.append(failed.next_at - clock.now())
            clock.set(failed.next_at)
        assert COURIER.round(conn) == 1
        [sent] = _all(conn)
        assert (sent.state, sent.attempts, sent.fault) == ("sent", 4, None)
        assert waits[0] < waits[1] < waits[2]
        assert len({said["id"] for said in receiver.said}) == 1
        headers, body = receiver.received[-1]
        assert payload.genuine(
            "s" * 32, headers["X-Tracker-Timestamp"], headers["X-Tracker-Signature"], body, int(clock.now().timestamp())
        )
        clock.advance(timedelta(days=2))
        assert COURIER.round(conn) == 0 and len(receiver.received) == 4, "what was sent is not sent again"


def test_after_eight_failures_it_is_given_up_and_sent_again_only_by_hand(
    house: House, conn: Conn, filer: Account, clock: FixedClock
) -> None:
    with receiving(failures=8) as receiver:
        _channel(conn, "webhook", receiver.url)
        _return(house)
        for _ in range(20):
            COURIER.round(conn)
            clock.advance(timedelta(hours=8))
        [given_up] = _all(conn)
        assert (given_up.state, given_up.attempts, len(receiver.received)) == ("given_up", 8, 8)
        assert not deliveries.again(conn, "nextcity", given_up.id), "another government's"
        assert deliveries.again(conn, "testcity", given_up.id)
        assert COURIER.round(conn) == 1 and _all(conn)[0].state == "sent"
        assert not deliveries.again(conn, "testcity", given_up.id), "sent is sent"


def test_what_will_not_work_by_itself_is_given_up_at_once(house: House, conn: Conn, filer: Account) -> None:
    with receiving(status=404) as receiver:
        _channel(conn, "webhook", receiver.url)
        _return(house)
        COURIER.round(conn)
        assert (_all(conn)[0].state, _all(conn)[0].fault) == ("given_up", "对方答复 HTTP 404")


def test_a_robot_that_says_no_with_a_200_has_not_taken_it(house: House, conn: Conn, filer: Account) -> None:
    with receiving(says=b'{"errcode":310000,"errmsg":"sign not match"}') as receiver:
        _channel(conn, "dingtalk", receiver.url + "?access_token=abc", "SECret")
        _return(house)
        COURIER.round(conn)
        assert (_all(conn)[0].state, _all(conn)[0].fault) == ("failed", "机器人答复 errcode 310000")
        receiver.says = b'{"errcode":0}'
        deliveries.again(conn, "testcity", _all(conn)[0].id)
        COURIER.round(conn)
        assert _all(conn)[0].state == "sent"
        assert receiver.said[0]["markdown"]["title"] == "市办实事 · 报送和审核"


def test_a_robot_gets_no_more_than_it_takes_in_a_minute(
    house: House, conn: Conn, filer: Account, clock: FixedClock
) -> None:
    with receiving(says=b'{"errcode":0}') as receiver:
        channel = _channel(conn, "wecom", receiver.url)
        told = [_loose(channel, clock) for _ in range(30)]
        deliveries.keep(conn, told)
        assert [COURIER.round(conn), COURIER.round(conn)] == [18, 0]
        clock.advance(timedelta(seconds=61))
        assert COURIER.round(conn) == 12 and len(receiver.received) == 30


def _loose(channel: UUID, clock: FixedClock) -> Delivery:
    return Delivery(
        uuid4(), channel, "testcity", None, None, "report.returned", "report", True, "退回", "/testcity/2026/",
        clock.now(), "queued", clock.now(), clock.now(),
    )  # fmt: skip


def test_neighbours_are_not_called_unless_the_operator_allows_it(house: House, conn: Conn, filer: Account) -> None:
    with receiving() as receiver:
        _channel(conn, "webhook", receiver.url)
        _return(house)
        Courier(VAULT, BASE).round(conn)
        assert _all(conn)[0].state == "given_up" and receiver.received == []


def test_a_certificate_that_is_not_trusted_gets_nothing(
    house: House, conn: Conn, filer: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, trusted = certificate(tmp_path)
    with receiving(tls=context) as receiver:
        _channel(conn, "webhook", receiver.url)
        _return(house)
        COURIER.round(conn)
        assert (_all(conn)[0].fault, receiver.received) == ("证书不可信", [])
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        deliveries.again(conn, "testcity", _all(conn)[0].id)
        COURIER.round(conn)
        assert _all(conn)[0].state == "sent" and len(receiver.received) == 1


def test_a_redirect_is_not_followed(house: House, conn: Conn, filer: Account) -> None:
    with receiving() as inner, receiving(status=307, location=inner.url) as outer:
        _channel(conn, "webhook", outer.url)
        _return(house)
        COURIER.round(conn)
        assert (_all(conn)[0].fault, len(outer.received), inner.received) == ("对方答复 HTTP 307", 1, [])


def test_two_workers_send_each_once(house: House, conn: Conn, filer: Account, clock: FixedClock) -> None:
    with receiving() as receiver:
        channel = _channel(conn, "webhook", receiver.url)
        deliveries.keep(conn, [_loose(channel, clock) for _ in range(12)])
        together = threading.Barrier(3)
        tried: list[int] = []

        def work() -> None:
            with house.reading() as own:
                together.wait()
                tried.append(COURIER.round(own))

        threads = [threading.Thread(target=work) for _ in range(3)]
        for each in threads:
            each.start()
        for each in threads:
            each.join(60)
        assert sum(tried) == 12 == len({said["id"] for said in receiver.said}) == len(receiver.received)


def test_what_was_claimed_by_a_process_that_died_goes_out_once_more(
    house: House, conn: Conn, filer: Account, clock: FixedClock
) -> None:
    with receiving() as receiver:
        _channel(conn, "webhook", receiver.url)
        _return(house)
        claimed = deliveries.claim(conn)
        assert claimed is not None and deliveries.claim(conn) is None
        clock.advance(deliveries.LEASE)
        assert COURIER.round(conn) == 1
        assert receiver.said[0]["id"] == str(claimed.id) and _all(conn)[0].attempts == 2


def test_an_urgent_message_is_mailed_at_once_and_the_others_in_one_letter_in_the_morning(
    house: House, conn: Conn, filer: Account, clock: FixedClock
) -> None:
    with post_office() as post:
        _mail(conn, post.port)
        _choose(conn, filer)
        _return(house)
        assert COURIER.round(conn) == 1
        [urgent] = post.letters
        assert urgent["To"] == "filer@example.cn" and urgent["From"] == "某市市办实事 <shishi@example.cn>"
        assert urgent["Subject"].startswith("【市办实事】督查室退回项目1")
        assert f"{BASE}/testcity/2026/filing/2026-02#project-1" in urgent.get_content()
        [sent] = _all(conn)
        assert urgent["Message-ID"] == f"<{sent.id}@example.cn>"
        clock.set(clock.now().replace(hour=20))
        deeds._do(house, lambda: _again(house))
        _publish_rest(house)
        clock.set(clock.now().replace(day=10, hour=8, minute=29))  # a Saturday that is worked
        assert COURIER.round(conn) == 0
        clock.set(clock.now().replace(minute=30))
        assert COURIER.round(conn) == 1 and COURIER.round(conn) == 0
        assert len(post.letters) == 2
        assert "1—2月进展已公布" in post.letters[1].get_content()


def _again(house: House) -> tuple[list[Any], Any]:
    programme = Programme.create_id("testcity", 2026)
    project = UUID(deeds._month(house, programme, "2026-02").programme.projects["1"])
    stored = house.ledger.get(MonthlyReport, MonthlyReport.create_id(str(project), "2026-02"))
    return deeds._month(house, programme, "2026-02").submit(project, Filing.from_dict(stored.content), "filer-1")


def _publish_rest(house: House) -> None:
    programme = Programme.create_id("testcity", 2026)
    month = deeds._month(house, programme, "2026-02")
    for number in ("2", "3"):
        deeds.filed(house, programme, "2026-02", UUID(month.programme.projects[number]), number, "1")
    ids = [UUID(id) for id in month.programme.projects.values()]
    deeds._do(house, lambda: deeds._month(house, programme, "2026-02").accept(ids, "office"))
    deeds._do(house, lambda: deeds._month(house, programme, "2026-02").clear(deeds.REVIEW))
    deeds._do(house, lambda: deeds._month(house, programme, "2026-02").publish())
    messenger.tick(house.ledger)


def test_a_day_has_one_digest_and_what_was_read_is_left_out(
    house: House, conn: Conn, filer: Account, clock: FixedClock
) -> None:
    with post_office() as post:
        _mail(conn, post.port)
        _choose(conn, filer)
        _publish(house)
        assert COURIER.round(conn) == 1, "the digest of the ninth"
        first = messages.of(conn, filer.id)[0]
        extra = [_gathered(conn, filer, place, clock) for place in range(3)]
        assert COURIER.round(conn) == 0, "the next waits for tomorrow"
        messages.read(conn, filer.id, extra[0])
        clock.set(clock.now().replace(day=11, hour=10))
        assert COURIER.round(conn) == 0, "a Sunday"
        clock.set(clock.now().replace(day=12, hour=8, minute=30))
        assert COURIER.round(conn) == 1
        assert post.letters[-1]["Subject"].startswith("【市办实事】2条消息：")
        assert first.text not in post.letters[-1].get_content()
        states = deliveries.counts(conn, "testcity")
        assert states == {"sent": 2, "merged": 3, "seen": 1}


def _gathered(conn: Conn, who: Account, place: int, clock: FixedClock) -> UUID:
    event = f"more:{place}"
    told = messages.Message(
        messages.id_of(event, who.id), event, "t", who.id, "testcity", "paper", False, f"第{place}件", "/x", clock.now()
    )
    messages.tell(conn, [told])
    ways = channels.of_government(conn, "testcity")
    deliveries.keep(conn, posting.personal([told], channels.choices(conn, [who.id]), ways, clock.now()))
    return told.id


def test_a_mailbox_that_is_not_there_is_given_up_and_a_busy_server_is_asked_again(
    house: House, conn: Conn, filer: Account, clock: FixedClock
) -> None:
    with post_office(refuses=("filer@example.cn",), away=1) as post:
        _mail(conn, post.port)
        _choose(conn, filer)
        _return(house)
        COURIER.round(conn)
        assert (_all(conn)[0].state, _all(conn)[0].fault) == ("given_up", "收件地址被拒绝（550）")
        _choose(conn, filer, mail="other@example.cn")
        deliveries.again(conn, "testcity", _all(conn)[0].id)
        COURIER.round(conn)
        assert (_all(conn)[0].state, _all(conn)[0].fault) == ("failed", "邮件服务器拒绝（451）")
        clock.set(_all(conn)[0].next_at)
        COURIER.round(conn)
        assert _all(conn)[0].state == "sent" and post.letters[0]["To"] == "other@example.cn"


def test_a_server_that_wants_a_password_gets_it_and_a_wrong_one_is_said(
    house: House, conn: Conn, filer: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over STARTTLS, by a certificate that has to be trusted first."""
    context, trusted = certificate(tmp_path)
    with post_office(password="right one", tls=context) as post:
        _mail(conn, post.port, "starttls", user="shishi", secret="wrong one")
        _choose(conn, filer)
        _return(house)
        COURIER.round(conn)
        assert (_all(conn)[0].state, _all(conn)[0].fault) == ("failed", "证书不可信")
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        deliveries.again(conn, "testcity", _all(conn)[0].id)
        COURIER.round(conn)
        assert _all(conn)[0].fault == "用户名或密码不对（535）"
        _mail(conn, post.port, "starttls", user="shishi", secret="right one")
        deliveries.again(conn, "testcity", _all(conn)[0].id)
        COURIER.round(conn)
        assert len(post.letters) == 1


def test_a_server_that_is_away_is_asked_again(house: House, conn: Conn, filer: Account) -> None:
    with post_office() as post:
        port = post.port
    _mail(conn, port)
    _choose(conn, filer)
    _return(house)
    COURIER.round(conn)
    assert (_all(conn)[0].state, _all(conn)[0].fault) == ("failed", "连接不上")


def test_a_text_message_goes_by_the_gateway_to_the_persons_number(house: House, conn: Conn, filer: Account) -> None:
    with receiving() as gateway:
        _channel(conn, "phone", gateway.url, "s" * 32)
        _choose(conn, filer, by_mail=())
        _return(house)
        COURIER.round(conn)
        assert gateway.said[0]["phone"] == "13800000000"
        assert gateway.said[0]["text"].startswith("【市办实事】督查室退回")


def test_with_another_key_nothing_goes_out_and_it_is_said(house: House, conn: Conn, filer: Account) -> None:
    with receiving() as receiver:
        _channel(conn, "webhook", receiver.url)
        _return(house)
        Courier(Vault(["z" * 32]), BASE, HERE).round(conn)
        assert (_all(conn)[0].state, receiver.received) == ("given_up", [])
        assert "密钥已更换" in (_all(conn)[0].fault or "")


def test_nothing_leaves_a_demonstration(house: House, conn: Conn, filer: Account) -> None:
    with receiving() as receiver:
        _channel(conn, "webhook", receiver.url)
        _return(house)
        assert Courier(VAULT, BASE, HERE, withhold=True).round(conn) == 0
        assert (_all(conn)[0].state, receiver.received) == ("withheld", [])


def test_a_channel_that_is_switched_off_gets_nothing_and_goes_on_later(
    house: House, conn: Conn, filer: Account
) -> None:
    with receiving() as receiver:
        channel = _channel(conn, "webhook", receiver.url)
        _return(house)
        channels.disable(conn, channel, True)
        assert COURIER.round(conn) == 0
        _return(house, "2")
        channels.disable(conn, channel, False)
        assert COURIER.round(conn) == 1 and len(receiver.received) == 1, "what happened meanwhile is not sent later"


def test_told_again_after_a_lost_position_nothing_goes_out_twice(
    house: House, conn: Conn, filer: Account, database: Database
) -> None:
    with receiving() as receiver, post_office() as post:
        _channel(conn, "webhook", receiver.url)
        _mail(conn, post.port)
        _choose(conn, filer)
        _return(house)
        assert COURIER.round(conn) == 2
        conn.execute("UPDATE message_reading SET position = 1")
        messenger.tick(house.ledger)
        COURIER.round(conn)
        returned = [said for said in receiver.said if said["event"] == "report.returned"]
        assert len(returned) == 1 and len([each for each in post.letters if "退回" in each["Subject"]]) == 1


def test_no_secret_is_readable_in_the_database_or_in_a_fault(
    house: House, conn: Conn, filer: Account, database: Database
) -> None:
    _channel(conn, "wecom", "http://127.0.0.1:9/send?key=very-secret-key", "s")
    _return(house)
    COURIER.round(conn)
    with psycopg.connect(database.owner, row_factory=dict_row) as owner:
        rows = [*owner.execute("SELECT * FROM channel").fetchall(), *owner.execute("SELECT * FROM delivery").fetchall()]
    assert "very-secret-key" not in repr(rows) and rows[0]["sealed"]
    assert _all(conn)[0].fault == "连接不上"


def test_settings_hold_networks_and_a_key_of_some_length() -> None:
    assert Settings(outgoing_networks="10.0.0.0/8, fd00::/8").outgoing_networks
    with pytest.raises(ValueError):
        Settings(outgoing_networks="ten")
