"""The demonstration's inspection roster: seventeen members of six kinds, two of them employed by a unit of the city."""

from collections.abc import Callable
from datetime import datetime

from projects import register
from projects.identity import identity
from supervision import member_contact
from supervision.member import KINDS, Member, Profile
from supervision.member_contact import Contact
from tracker import accounts
from tracker.clock import SHANGHAI
from tracker.event import Actor
from web.house import House

SLUG = "demo"
MEMBERS = (
    ("人大代表", "", "建筑工程"), ("人大代表", "市住房城乡建设局", "法律"), ("人大代表", "", "社区治理"),
    ("人大代表", "", ""), ("政协委员", "", "养老服务"), ("政协委员", "市民政局", ""), ("政协委员", "", "财务审计"),
    ("政务督查社会监督员", "", ""), ("政务督查社会监督员", "", "特种设备"), ("专家学者", "", "电梯安全"),
    ("专家学者", "", "老年护理"), ("市民代表", "", ""), ("市民代表", "", ""), ("市民代表", "", ""),
    ("市民代表", "", ""), ("新闻媒体", "", "时政报道"), ("新闻媒体", "", ""),
)  # fmt: skip
"""Kind, employer where it is a unit of the city, expertise."""


def steps() -> list[tuple[str, datetime, Callable[[House], None]]]:
    """Name, moment and act, for a replay that sorts it among its own."""
    return [("roster", datetime(2025, 10, 20, 9, 30, tzinfo=SHANGHAI), enrol)]


def enrol(house: House) -> None:
    with house.reading() as conn:
        units = register.unit_called(conn, SLUG)
    counted = dict.fromkeys(KINDS, 0)
    for place, (kind, employer, expertise) in enumerate(MEMBERS, start=1):
        counted[kind] += 1
        profile = Profile("2027-02-28", (expertise,) if expertise else (), (), units.get(employer))
        made = Member.enrol(SLUG, kind, counted[kind], "2022-03-01", profile)
        if kind == "市民代表" and counted[kind] == 3:
            made.declare("亲属任职", "member", unit=units["市民政局"])
        key = identity("demonstration", "inspections", f"member {place}")
        house.carry_out(office(house), key, ["demonstration", f"member {place}"], lambda made=made: ([made], {}))  # type: ignore[misc]
        with house.reading() as conn:
            member_contact.keep(conn, made.id, Contact(f"示例{place:02d}", f"0000-{place:04d}", "", employer))


def office(house: House) -> Actor:
    """The office's own account, where the demonstration has made it."""
    with house.reading() as conn:
        found = [account for account in accounts.of_government(conn, SLUG) if account.role == "office"]
    return Actor(str(found[0].id), found[0].post) if found else Actor("system", "督查室")
