"""What receivers get: signed so that a stranger's or an old one is told, in the forms the robots take."""

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision import payload
from tracker.clock import SHANGHAI
from tracker.deliveries import Delivery

NOW = datetime(2026, 10, 9, 9, tzinfo=SHANGHAI)
BASE = "https://shishi.example.cn"
DELIVERY = Delivery(
    UUID("8fa3c1d2-0000-5000-8000-000000000001"), UUID(int=1), "demo", None, None, "report.returned", "report", True,
    "督查室退回项目9“既有住宅加装电梯”9月进展：没有附<验收单>，请@所有人[看](http://x)",
    "/demo/2026/filing/2026-09", NOW, "queued", NOW, NOW,
)  # fmt: skip


def parcel(kind: str, secret: str = "s" * 16, address: str = "https://hook.example.cn/in") -> payload.Parcel:
    return payload.parcel(kind, DELIVERY, address, secret, BASE, NOW, "13800000000")


def test_a_system_gets_the_event_the_words_and_the_address_signed() -> None:
    sent = parcel("webhook")
    said = json.loads(sent.body)
    assert said["id"] == sent.headers["X-Tracker-Id"] == str(DELIVERY.id)
    assert (said["event"], said["urgent"], said["url"]) == (
        "report.returned",
        True,
        "https://shishi.example.cn/demo/2026/filing/2026-09",
    )
    assert said["at"] == "2026-10-09T09:00:00+08:00"
    timestamp = sent.headers["X-Tracker-Timestamp"]
    by_hand = hmac.new(b"s" * 16, timestamp.encode() + b"." + sent.body, hashlib.sha256).hexdigest()
    assert sent.headers["X-Tracker-Signature"] == f"v1={by_hand}"
    assert timestamp == "1791507600"


def test_a_receiver_takes_ours_and_neither_another_secrets_nor_a_changed_nor_an_old_one() -> None:
    sent = parcel("webhook")
    stamp, signed = sent.headers["X-Tracker-Timestamp"], sent.headers["X-Tracker-Signature"]
    now = int(NOW.timestamp())
    assert payload.genuine("s" * 16, stamp, signed, sent.body, now + 299)
    assert not payload.genuine("t" * 16, stamp, signed, sent.body, now)
    assert not payload.genuine("s" * 16, stamp, signed, sent.body + b" ", now)
    assert not payload.genuine("s" * 16, str(now + 1), signed, sent.body, now), "another timestamp"
    assert not payload.genuine("s" * 16, stamp, signed, sent.body, now + 301), "a replay"
    assert not payload.genuine("s" * 16, "yesterday", signed, sent.body, now)


@given(st.text(), st.integers(0, 2**40), st.binary(), st.binary())
def test_no_two_bodies_have_one_signature(secret: str, stamp: int, one: bytes, other: bytes) -> None:
    same = payload.signature(secret, stamp, one) == payload.signature(secret, stamp, other)
    assert same == (one == other)


def test_the_gateway_gets_the_number_and_the_text_signed_likewise() -> None:
    sent = parcel("phone")
    said = json.loads(sent.body)
    assert said["phone"] == "13800000000" and said["text"].startswith("【市办实事】督查室退回")
    assert payload.genuine(
        "s" * 16, sent.headers["X-Tracker-Timestamp"], sent.headers["X-Tracker-Signature"], sent.body,
        int(NOW.timestamp()),
    )  # fmt: skip


def test_wecom_gets_markdown_of_its_form_in_which_words_stay_words() -> None:
    said = json.loads(parcel("wecom").body)
    assert said["msgtype"] == "markdown" and set(said) == {"msgtype", "markdown"}
    content = said["markdown"]["content"]
    assert content.startswith("**市办实事 · 报送和审核**\n督查室退回项目9")
    assert "[查看](https://shishi.example.cn/demo/2026/filing/2026-09)" in content and "编号 8fa3c1d2" in content
    assert "<" not in content and "@" not in content and content.count("](") == 1


def test_a_robots_text_stays_within_its_bytes() -> None:
    long = replace(DELIVERY, text="长" * 3000)
    said = json.loads(payload.parcel("wecom", long, "https://x.cn", "", BASE, NOW).body)
    assert len(said["markdown"]["content"].encode()) < 4300
    assert len(payload._plain("长" * 3000).encode()) <= 4000


def test_dingtalk_gets_its_form_and_an_address_signed_by_timestamp_and_secret() -> None:
    secret = "SEC0123456789"
    sent = payload.parcel("dingtalk", DELIVERY, "https://robot.example.cn/send?access_token=abc", secret, BASE, NOW)
    said = json.loads(sent.body)
    assert said["msgtype"] == "markdown" and set(said["markdown"]) == {"title", "text"}
    assert said["at"] == {"isAtAll": False}
    query = parse_qs(urlsplit(sent.url).query, strict_parsing=True)
    assert query["access_token"] == ["abc"] and query["timestamp"] == ["1791507600000"]
    by_hand = hmac.new(secret.encode(), f"1791507600000\n{secret}".encode(), hashlib.sha256).digest()
    assert base64.b64decode(query["sign"][0]) == by_hand
    unsigned = payload.parcel("dingtalk", DELIVERY, "https://robot.example.cn/send?access_token=abc", "", BASE, NOW)
    assert unsigned.url == "https://robot.example.cn/send?access_token=abc"


@pytest.mark.parametrize(
    ("kind", "status", "body", "found"),
    [
        ("webhook", 200, b"", None),
        ("webhook", 204, b"", None),
        ("webhook", 302, b"", ("对方答复 HTTP 302", False)),
        ("webhook", 404, b"", ("对方答复 HTTP 404", True)),
        ("webhook", 429, b"", ("对方答复 HTTP 429", False)),
        ("phone", 503, b"", ("对方答复 HTTP 503", False)),
        ("wecom", 200, b'{"errcode":0,"errmsg":"ok"}', None),
        ("wecom", 200, b'{"errcode":45009,"errmsg":"freq"}', ("机器人答复 errcode 45009", False)),
        ("dingtalk", 200, b'{"errcode":310000}', ("机器人答复 errcode 310000", False)),
        ("dingtalk", 200, b"<html>", ("机器人的答复无法识别", False)),
        ("dingtalk", 200, b"[]", ("机器人的答复无法识别", False)),
        ("wecom", 200, b'{"errcode":"no"}', ("机器人拒绝", False)),
    ],
)
def test_a_yes_is_a_yes_of_that_kind_of_receiver(kind: str, status: int, body: bytes, found: Any) -> None:
    assert payload.fault(kind, status, body) == found
