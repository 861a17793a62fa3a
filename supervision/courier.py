"""Takes out what is due: claims one delivery after the other, sends it, and notes what became of it."""

import random
from typing import Any

import psycopg
import structlog

from projects import register
from supervision import payload, posting
from supervision.letter import letter
from tracker import announcements, channels, clock, deliveries, outside
from tracker.channels import MAIL, PHONE, Channel, Choice
from tracker.deliveries import Delivery
from tracker.outside import Network, Server, Unreachable
from tracker.vault import Locked, Vault

log = structlog.get_logger("supervision.courier")
AT_ONCE = 50
"""Deliveries of one round; the next comes a few seconds later."""


class Courier:
    """One round's means: how secrets are opened, where our pages are, and which networks are allowed."""

    def __init__(self, vault: Vault, base: str, networks: tuple[Network, ...] = (), *, withhold: bool = False) -> None:
        self.vault, self.base, self.networks, self.withhold = vault, base, networks, withhold

    def round(self, conn: psycopg.Connection[Any]) -> int:
        """Makes the day's digests where they are due, and sends what is due; how many were tried. With `withhold`
        nothing leaves, and what is due is noted as kept back."""
        now = clock.now()
        if posting.digest_due(now, announcements.days(conn)):
            with conn.transaction():
                deliveries.digest(conn, now.date())
        if self.withhold:
            deliveries.withhold(conn)
            return 0
        for tried in range(AT_ONCE):
            due = deliveries.claim(conn)
            if due is None:
                return tried
            self._deliver(conn, due)
        return AT_ONCE

    def _deliver(self, conn: psycopg.Connection[Any], due: Delivery) -> None:
        channel = channels.of(conn, due.channel)
        assert channel is not None
        try:
            self._send(conn, due, channel)
        except Unreachable as no:
            self._note(conn, due, channel, no.fault, no.lasting)
        except Locked:
            self._note(conn, due, channel, "密钥已更换，请重新填写这个渠道的口令", True)
        except Exception as defect:  # a fault of ours in one must not hold up the others
            log.error("delivery defect", channel=channel.kind, fault=type(defect).__name__)
            self._note(conn, due, channel, "系统错误", False)
        else:
            deliveries.sent(conn, due.id)

    def _note(self, conn: psycopg.Connection[Any], due: Delivery, channel: Channel, fault: str, lasting: bool) -> None:
        again = posting.again(clock.now(), due.attempts, lasting, random.random())
        deliveries.failed(conn, due.id, fault, again)
        log.warning("delivery failed", channel=channel.kind, tries=due.attempts, given_up=again is None)

    def _send(self, conn: psycopg.Connection[Any], due: Delivery, channel: Channel) -> None:
        secrets = self.vault.open(channel.sealed)
        chosen = self._choice(conn, due)
        if channel.kind == MAIL:
            self._mail(conn, due, channel, secrets, chosen)
            return
        phone = chosen.phone if chosen else None
        if channel.kind == PHONE and not phone:
            raise Unreachable("没有填写手机号", lasting=True)
        made = payload.parcel(
            channel.kind, due, secrets.get("address", ""), secrets.get("secret", ""), self.base, clock.now(), phone
        )
        answer = outside.post(made.url, made.body, made.headers, self.networks)
        if no := payload.fault(channel.kind, answer.status, answer.body):
            raise Unreachable(no[0], lasting=no[1])

    def _choice(self, conn: psycopg.Connection[Any], due: Delivery) -> Choice | None:
        return channels.choices(conn, [due.account]).get(due.account) if due.account else None

    def _mail(
        self, conn: psycopg.Connection[Any], due: Delivery, channel: Channel, secrets: dict[str, str], to: Choice | None
    ) -> None:
        if to is None or not to.mail:
            raise Unreachable("没有填写邮箱", lasting=True)
        known = channel.settings
        where = register.jurisdiction(conn, due.jurisdiction)
        made = letter(
            due, deliveries.within(conn, due.id), to.mail, known["sender"], self.base, where["name"] if where else ""
        )
        server = Server(known["host"], int(known["port"]), known["security"], known["user"], secrets.get("secret", ""))
        outside.mail(server, made, self.networks)
