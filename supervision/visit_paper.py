"""检查记录表: what a visit asks at its sites and what was found, for those who were there to sign (domain.md 5.2).

Before the visit it is the same sheet with room to write: a record on paper counts as much as one on a phone.
"""

from collections.abc import Mapping, Sequence

from supervision.form_paper import Form, Row
from supervision.issuer import issuer_of
from supervision.site_findings import WORDS
from supervision.spot import ANSWERS
from supervision.spots import Spot
from supervision.visit import Site, Visit
from supervision.way import CALLS, WAYS
from supervision.written import in_words
from tracker.clock import SHANGHAI

BOXES = "□一致　□部分一致　□不一致　□未能查看"
SHORT, ABREAST, ACROSS = 8, 3, 22
"""Characters of an answer that shares its line, how many do, and characters that stand on one line."""
MARKS = "是打√，否打×，不适用打—。"


def paper(
    visit: Visit,
    spot: Spot,
    *,
    blank: bool,
    needed: int,
    government: str,
    letterhead: Mapping[str, str],
    specimen: bool,
) -> Form:
    """`blank`: with room for all that is to be found; `needed`: how many inspectors sign at least."""
    called = {each.key: each.called for each in visit.inspectors}
    told = () if blank else tuple(f"{each.words}（{called.get(each.inspector, '')}）" for each in visit.remarks)
    heard = () if blank else tuple(f"{each.words}（{each.post}）" for each in spot.heard)
    shots = "" if blank else f"{len(visit.photos)}张"
    return Form(
        issuer=issuer_of(letterhead, government),
        title="检查记录表",
        subtitle=f"编号：{number_of(visit)}",
        rows=(
            Row("项　　目", (f"{visit.number}　{visit.title}",)),
            Row("时间方式", (f"{visit.day.year}年{in_words(visit.day)}，{visit.method}",)),
            Row("依　　据", (visit.basis,)),
            Row("检查人员", ("、".join(called.values()),)),
            *(_site(visit, place, site, called, blank) for place, site in enumerate(visit.sites, start=1)),
            *_asked(visit, spot, blank),
            Row("抽查数字", (_sample(visit, blank),)),
            Row("照　　片", (shots,)),
            Row("问题建议", told or ("",), 1 if told else 4),
            *_known(visit, blank),
            Row("单位意见", heard or ("",), 1 if heard else 3),
        ),
        signatures=(f"检查人员签字（至少{needed}人）", "被查单位签字"),
        note=f"{MARKS if visit.checklist else ''}只说看过的，不代表全部。签字后拍照，由督查室录入存档。",
        day=visit.day,
        specimen=specimen,
    )


def _known(visit: Visit, blank: bool) -> list[Row]:
    """What was missing and signed all the same."""
    known = "" if blank else visit.signed_knowing
    return [Row("签名时缺", (f"已知悉并确认：{known}",))] if known else []


def number_of(visit: Visit) -> str:
    """What a sheet is known by: day and the first signs of the visit's own id."""
    return f"{visit.day:%Y%m%d}-{visit.number}-{str(visit.id)[:4].upper()}"


def _site(visit: Visit, place: int, site: Site, called: Mapping[str, str], blank: bool) -> Row:
    label, room = (
        (f"点 位 {place}", "现场数量：　　　　　看到的情况：") if visit.at_sites else ("查的情况", "看到的情况：")
    )
    name = f"{site.name or f'点位{site.key}'}" + (f"（{site.address}）" if site.address else "")
    listed = f"台账所列：{site.stage}" if site.stage else ""
    listed += f"，数量{site.share}" if site.share else ""
    head = (name, *filter(None, (listed,)))
    if blank or site.verified is None:
        return Row(label, (*head, BOXES, room), 5)
    counted = f"，现场数量{site.quantity}" if site.quantity else ""
    when = f"{site.visited_at.astimezone(SHANGHAI):%H:%M}，" if site.visited_at else ""
    seen = f"{WORDS[site.verified]}{counted}。{site.note or ''}（{when}{called.get(site.seen_by or '', '')}记录）"
    return Row(label, (*head, seen))


def _asked(visit: Visit, spot: Spot, blank: bool) -> list[Row]:
    """A row a question, so that the table breaks between them."""
    found = []
    for place, question in enumerate(visit.checklist, start=1):
        told = [_answered(visit, nth, site, spot, question, blank) for nth, site in enumerate(visit.sites, start=1)]
        beside = len(told) == 1 and len(question) + len(told[0]) <= ACROSS
        said = (f"{question}　{told[0]}",) if beside else (question, *_in_lines(told))
        found.append(Row(f"检 查 {place}", said))
    return found


def _in_lines(told: Sequence[str]) -> list[str]:
    """Short answers beside one another, none of them broken; one with a remark has a line of its own."""
    if any(len(each) > SHORT for each in told):
        return list(told)
    return ["　".join(told[at : at + ABREAST]) for at in range(0, len(told), ABREAST)]


def _answered(visit: Visit, nth: int, site: Site, spot: Spot, question: str, blank: bool) -> str:
    answer, name = (
        None if blank else spot.answers.get(site.key, {}).get(question),
        f"点位{nth}" if visit.at_sites else "",
    )
    if answer is None:
        return f"{name}（　　）"
    said = ANSWERS[answer.answer] + (f"（{answer.remark}）" if answer.remark else "")
    return f"{name}：{said}" if name else said


def _sample(visit: Visit, blank: bool) -> str:
    if not blank and visit.words:
        return visit.words + (f"。{visit.sample['note']}" if visit.sample and visit.sample["note"] else "")
    unit, done = visit.unit, visit.reported["stage"] or WAYS[visit.way].done
    called = "拨打　　　个，接通" if visit.way == CALLS else "抽查"
    return f"{called}　　　{unit}，报送{done}　　　{unit}，核实　　　{unit}。差在哪里："
