"""A mail to one person: one urgent message, or the day's digest. Plain text; a second sending repeats its id."""

from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from supervision.payload import SENDER
from supervision.telling import KINDS
from tracker.deliveries import Delivery

LONGEST = 60


def letter(delivery: Delivery, within: Sequence[Delivery], to: str, sender: str, base: str, where: str) -> EmailMessage:
    """`within` are a digest's lines; empty for a single message. `where` is the government's name."""
    made = EmailMessage()
    name, _, domain = sender.rpartition("@")
    made["From"] = Address(f"{where}{SENDER}", name, domain)
    made["To"] = to
    made["Subject"] = f"【{SENDER}】{_cut(_headline(delivery, within))}"
    made["Date"] = format_datetime(delivery.made_at)
    made["Message-ID"] = f"<{delivery.id}@{domain}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(_body(delivery, within, base), cte="base64")
    return made


def _headline(delivery: Delivery, within: Sequence[Delivery]) -> str:
    if not within:
        return delivery.text
    return within[0].text if len(within) == 1 else f"{len(within)}条消息：{within[0].text}等"


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else flat[: LONGEST - 1] + "…"


def _body(delivery: Delivery, within: Sequence[Delivery], base: str) -> str:
    lines = [f"{KINDS.get(each.kind, '消息')}：{each.text}\n{base}{each.href}\n" for each in within or [delivery]]
    foot = (
        f"这是系统自动发出的邮件，请勿回复。\n查看全部消息：{base}/messages\n更改接收方式：{base}/messages/settings\n"
    )
    return "\n".join([*lines, "—— ", foot])
