"""Who a member is and how they are reached: an ordinary table beside the ledger, which can forget."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

import psycopg

from tracker import clock
from tracker.refusal import Refused

LONGEST = 80


@dataclass(frozen=True, slots=True)
class Contact:
    """A member's name, telephone, mail address and employer in words; all but the name may be blank."""

    name: str
    phone: str = ""
    mail: str = ""
    employer: str = ""

    def faults(self) -> list[Refused]:
        found = [] if self.name.strip() else [Refused("member.name", field="name")]
        for field, text in asdict(self).items():
            if len(text) > LONGEST:
                found.append(Refused("record.too_long", field=field, most=LONGEST))
        if self.phone and not set(self.phone) <= set("0123456789-+ "):
            found.append(Refused("choice.phone", field="phone", found=self.phone))
        if self.mail and ("@" not in self.mail or any(sign.isspace() for sign in self.mail)):
            found.append(Refused("choice.mail", field="mail", found=self.mail))
        return found


def keep(conn: psycopg.Connection[Any], member: UUID, contact: Contact) -> None:
    """Written, or written over."""
    conn.execute(
        """INSERT INTO member_contact (member, name, phone, mail, employer, changed_at)
           VALUES (%(member)s, %(name)s, %(phone)s, %(mail)s, %(employer)s, %(now)s)
           ON CONFLICT (member) DO UPDATE SET name = EXCLUDED.name, phone = EXCLUDED.phone, mail = EXCLUDED.mail,
               employer = EXCLUDED.employer, changed_at = EXCLUDED.changed_at""",
        {**{name: text.strip() for name, text in asdict(contact).items()}, "member": member, "now": clock.now()},
    )


def forget(conn: psycopg.Connection[Any], member: UUID) -> None:
    """For good: what is left is kind and number."""
    conn.execute("DELETE FROM member_contact WHERE member = %s", (member,))


def of(conn: psycopg.Connection[Any], members: Sequence[UUID]) -> dict[UUID, Contact]:
    """Member → their contact; those who were forgotten are left out."""
    rows = conn.execute(
        "SELECT member, name, phone, mail, employer FROM member_contact WHERE member = ANY(%s)", (list(members),)
    ).fetchall()
    return {row["member"]: Contact(row["name"], row["phone"], row["mail"], row["employer"]) for row in rows}
