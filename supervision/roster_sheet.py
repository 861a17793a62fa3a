"""A list of members as a table (类别, 姓名, 任期 …): what each row enrols, or every row that cannot stand. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from projects.quantity import Unreadable, day
from supervision.member import KINDS, Profile
from supervision.member_contact import Contact
from tracker.refusal import Refused

COLUMNS = ("类别", "姓名", "工作单位", "电话", "邮箱", "任期自", "任期至", "专长", "区域")
NEEDED = ("类别", "姓名", "任期自", "任期至")
MOST_ROWS = 500
SEPARATORS = str.maketrans("，,；;/", "、、、、、")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: whom to enrol, from which day (ISO), and how they are reached."""

    kind: str
    term_from: str
    profile: Profile
    contact: Contact


def entries(rows: Sequence[Sequence[str]], units: Mapping[str, str]) -> list[Entry]:
    """All rows below the header, or none: raises Refused("member.sheet") with every fault in words. `units`: a unit's
    name → its id; an employer that is one of them binds the member."""
    header = [cell.strip() for cell in rows[0]] if rows else []
    if lacking := [name for name in NEEDED if name not in header]:
        raise Refused("member.sheet_header", field="file", lacking="、".join(lacking), columns="、".join(COLUMNS))
    named = [
        (number, {name: cell.strip() for name, cell in zip(header, row, strict=False)})
        for number, row in enumerate(rows[1:], start=2)
        if any(cell.strip() for cell in row)
    ]
    if not 0 < len(named) <= MOST_ROWS:
        raise Refused("member.sheet_rows", field="file", most=MOST_ROWS)
    found = [(number, _entry(row, units), list(_faults(row))) for number, row in named]
    if told := [f"第{number}行{fault}" for number, _, faults in found for fault in faults]:
        raise Refused("member.sheet", field="file", told="；".join(told[:20]))
    return [entry for _, entry, _ in found]


def _entry(row: Mapping[str, str], units: Mapping[str, str]) -> Entry:
    employer = row.get("工作单位", "")
    profile = Profile(_day(row["任期至"]), _several(row, "专长"), _several(row, "区域"), units.get(employer))
    contact = Contact(row["姓名"], row.get("电话", ""), row.get("邮箱", ""), employer)
    return Entry(row["类别"], _day(row["任期自"]), profile, contact)


def _faults(row: Mapping[str, str]) -> Iterable[str]:
    if row["类别"] not in KINDS:
        yield f"“类别”现为“{row['类别'][:20]}”，应为{'、'.join(KINDS)}之一"
    for name in ("任期自", "任期至"):
        if not _day(row[name]):
            yield f"“{name}”现为“{row[name][:20]}”，应为日期"
    contact = Contact(row["姓名"], row.get("电话", ""), row.get("邮箱", ""))
    words = {"name": "姓名", "phone": "电话", "mail": "邮箱"}
    at_fault = {fault.field for fault in contact.faults()}
    for field, name in words.items():
        if field in at_fault:
            yield f"“{name}”没有填或者写得不对"


def _day(text: str) -> str:
    try:
        return day(text.split(" ")[0]).isoformat()
    except Unreadable:
        return ""


def _several(row: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in row.get(name, "").translate(SEPARATORS).split("、") if each.strip())
