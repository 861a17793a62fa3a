"""What is sent to a system, a robot or the gateway of text messages: address, headers and body. Pure.

Each carries the delivery's id, by which a receiver knows what it has had already: a system and the gateway as `id` and
in a header, a robot's readers as 编号 at the end. The forms of the robots are those of their makers' documentation
(developer.work.weixin.qq.com/document/path/91770, open.dingtalk.com: 自定义机器人接入), read November 2026.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from supervision.telling import KINDS
from tracker.channels import DINGTALK, PHONE, WEBHOOK, WECOM
from tracker.deliveries import Delivery

WINDOW = 300
"""Seconds by which a timestamp may differ from the receiver's clock; older is a replay."""
MOST = 4000
"""Bytes of a robot's text; 企业微信 takes 4096."""
SENDER = "市办实事"
_MARKS = str.maketrans(
    {"<": "＜", ">": "＞", "[": "［", "]": "］", "*": "＊", "_": "＿", "`": "｀", "#": "＃", "@": "＠"}
)
"""Signs that a robot would take for a link, a heading or a call to somebody."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What goes out by HTTP POST."""

    url: str
    body: bytes
    headers: dict[str, str]


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """HMAC-SHA256 over the timestamp, a full stop and the body, in hexadecimal."""
    return hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def genuine(secret: str, timestamp: str, signed: str, body: bytes, now: int) -> bool:
    """What a receiver does: the signature is right and the timestamp within WINDOW seconds of its own clock."""
    try:
        sent = int(timestamp)
    except ValueError:
        return False
    right = hmac.compare_digest(signed.encode(), f"v1={signature(secret, sent, body)}".encode())
    return right and abs(now - sent) <= WINDOW


def parcel(
    kind: str, delivery: Delivery, address: str, secret: str, base: str, now: datetime, phone: str | None = None
) -> Parcel:
    """For a channel of that kind; `base` is where our own pages are, `phone` whose text message it is."""
    return _FORMS[kind](delivery, address, secret, base, now, phone)


def _system(delivery: Delivery, address: str, secret: str, base: str, now: datetime, phone: str | None) -> Parcel:
    said = {
        "id": str(delivery.id),
        "event": delivery.topic,
        "kind": delivery.kind,
        "urgent": delivery.urgent,
        "jurisdiction": delivery.jurisdiction,
        "text": delivery.text,
        "url": base + delivery.href,
        "at": delivery.at.isoformat(),
    }
    return _signed(address, said, secret, now, delivery)


def _phone(delivery: Delivery, address: str, secret: str, base: str, now: datetime, phone: str | None) -> Parcel:
    said = {
        "id": str(delivery.id),
        "phone": phone or "",
        "text": f"【{SENDER}】{delivery.text}",
        "url": base + delivery.href,
        "at": delivery.at.isoformat(),
    }
    return _signed(address, said, secret, now, delivery)


def _signed(address: str, said: Mapping[str, object], secret: str, now: datetime, delivery: Delivery) -> Parcel:
    body = json.dumps(said, ensure_ascii=False).encode()
    timestamp = int(now.timestamp())
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "X-Tracker-Id": str(delivery.id),
        "X-Tracker-Timestamp": str(timestamp),
        "X-Tracker-Signature": f"v1={signature(secret, timestamp, body)}",
    }
    return Parcel(address, body, headers)


def _wecom(delivery: Delivery, address: str, secret: str, base: str, now: datetime, phone: str | None) -> Parcel:
    content = f"**{_title(delivery)}**\n{_plain(delivery.text)}\n[查看]({base}{delivery.href})\n{_number(delivery)}"
    return _robot(address, {"msgtype": "markdown", "markdown": {"content": content}})


def _dingtalk(delivery: Delivery, address: str, secret: str, base: str, now: datetime, phone: str | None) -> Parcel:
    title = _title(delivery)
    text = f"#### {title}\n\n{_plain(delivery.text)}\n\n[查看]({base}{delivery.href})\n\n{_number(delivery)}"
    said = {"msgtype": "markdown", "markdown": {"title": title, "text": text}, "at": {"isAtAll": False}}
    return _robot(dingtalk_address(address, secret, now) if secret else address, said)


def dingtalk_address(address: str, secret: str, now: datetime) -> str:
    """With the milliseconds and their signature, as the robot's 加签 asks for it."""
    timestamp = str(round(now.timestamp() * 1000))
    made = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256).digest()
    query = urlencode({"timestamp": timestamp, "sign": base64.b64encode(made).decode()})
    return f"{address}{'&' if '?' in address else '?'}{query}"


def _robot(address: str, said: Mapping[str, object]) -> Parcel:
    body = json.dumps(said, ensure_ascii=False).encode()
    return Parcel(address, body, {"Content-Type": "application/json; charset=utf-8"})


def _title(delivery: Delivery) -> str:
    return f"{SENDER} · {KINDS.get(delivery.kind, '消息')}"


def _number(delivery: Delivery) -> str:
    return f"编号 {str(delivery.id)[:8]}"


def _plain(text: str) -> str:
    return text.translate(_MARKS).encode()[:MOST].decode(errors="ignore")


_FORMS: dict[str, Callable[[Delivery, str, str, str, datetime, str | None], Parcel]] = {
    WEBHOOK: _system,
    PHONE: _phone,
    WECOM: _wecom,
    DINGTALK: _dingtalk,
}


def fault(kind: str, status: int, body: bytes) -> tuple[str, bool] | None:
    """What is wrong with the answer, and whether it will be so the next time too; None where it was taken.

    A robot answers 200 to everything, and says in `errcode` what it thinks; only 0 is yes.
    """
    if not 200 <= status < 300:
        return f"对方答复 HTTP {status}", 400 <= status < 500 and status not in (408, 409, 425, 429)
    if kind not in (WECOM, DINGTALK):
        return None
    try:
        code = json.loads(body)["errcode"]
    except (ValueError, KeyError, TypeError):
        return "机器人的答复无法识别", False
    return None if code == 0 else (f"机器人答复 errcode {int(code)}" if isinstance(code, int) else "机器人拒绝", False)
