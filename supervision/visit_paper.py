"""检查记录表: what a visit asks at its sites and what was found, for those who were there to sign (domain.md 5.2).

Before the visit it is the same sheet with room to write: a record on paper counts as much as one on a phone. Once the
visit is closed nothing is left open for the inspectors: who signed, how and when is told, and what was not looked at.
"""

from collections.abc import Mapping, Sequence

from supervision.finding import SEVERITIES
from supervision.findings import FindingRow
from supervision.form_paper import Form, Row, Signed
from supervision.issuer import issuer_of
from supervision.site_findings import WORDS
from supervision.spot import ANSWERS
from supervision.spots import Spot
from supervision.visit import Inspector, Site, Visit
from supervision.way import CALLS, WAYS
from supervision.written import in_full, in_words, numeral, sentence
from tracker.clock import SHANGHAI

BOXES = "□一致　□部分一致　□不一致　□未能查看"
SHORT, ABREAST, ACROSS = 8, 3, 22
"""Characters of an answer that shares its line, how many do, and characters that stand on one line."""
MARKS = "是打√，否打×，不适用打—。"
PARTIAL = "只说看过的，不代表全部。"
SIGNING = {"drawn": "手机手写签名", "confirmed": "手机勾选签名", "paper": "纸质记录签字"}


def paper(
    visit: Visit,
    spot: Spot,
    found: Sequence[FindingRow],
    *,
    blank: bool,
    needed: int,
    government: str,
    letterhead: Mapping[str, str],
    specimen: bool,
) -> Form:
    """`found`: the visit's findings that stand; `blank`: with room for all that is to be found; `needed`: how many
    inspectors sign at least."""
    called = {each.key: each.called for each in visit.inspectors}
    over = visit.state == "closed" and not blank
    return Form(
        issuer=issuer_of(letterhead, government),
        title="检查记录表",
        subtitle=f"编号：{number_of(visit)}",
        rows=(
            Row("项　　目", (f"{visit.number}　{visit.title}",)),
            Row("时间方式", (f"{visit.day.year}年{in_words(visit.day)}，{visit.method}",)),
            Row("依　　据", (visit.basis,)),
            Row("检查人员", ("、".join(called.values()),)),
            *(_site(visit, place, site, called, blank, over) for place, site in enumerate(visit.sites, start=1)),
            *_asked(visit, spot, blank, over),
            Row("抽查数字", (_sample(visit, blank),)),
            Row("照　　片", ("" if blank else f"{len(visit.photos)}张",)),
            *_said(visit, spot, () if blank else found, called, blank, over),
        ),
        signed=() if blank else tuple(_signature(each) for each in visit.inspectors if over or each.signed_at),
        signatures=("被查单位签字（打印后手写）",) if over else (f"检查人员签字（至少{needed}人）", "被查单位签字"),
        note=_note(visit, over),
        day=visit.day,
        specimen=specimen,
    )


def _note(visit: Visit, over: bool) -> str:
    if over:
        return f"{PARTIAL}检查人员的签名已经留存，纸上不必再签；被查单位手写签字后，由督查室附上扫描件存档。"
    return f"{MARKS if visit.checklist else ''}{PARTIAL}签字后拍照，由督查室录入存档。"


def _said(
    visit: Visit, spot: Spot, found: Sequence[FindingRow], called: Mapping[str, str], blank: bool, over: bool
) -> list[Row]:
    """What was found wrong, proposed and answered, and what was missing and signed all the same."""
    problems = [_problem(place, visit, each, called) for place, each in enumerate(found, start=1)]
    told = [] if blank else [f"{each.words}（{called.get(each.inspector, '')}）" for each in visit.remarks]
    heard = [] if blank else [f"{each.words}（{each.post}）" for each in spot.heard]
    known = "" if blank else visit.signed_knowing
    return [
        _open("发现问题", problems, 3, "没有登记问题。" if over else ""),
        _open("意见建议", told, 3, "没有意见。" if over else ""),
        *([Row("签名时缺", (f"已知悉并确认：{known}",))] if known else []),
        _open("单位意见", heard, 3, "现场没有记录。" if over else ""),
        *([Row("结　　论", (visit.conclusion or "没有写结论。",))] if over else []),
    ]


def _open(label: str, told: Sequence[str], lines: int, none: str) -> Row:
    """What was told; nothing is room of so many lines to write it, or `none` once nobody writes any more."""
    if told or none:
        return Row(label, tuple(told) or (none,))
    return Row(label, ("",), lines)


def _problem(place: int, visit: Visit, each: FindingRow, called: Mapping[str, str]) -> str:
    """As it was recorded and signed; what a review changes is told by the papers that follow."""
    site = visit.site(each.site) if each.site else None
    where = f"，{site.name or f'点位{site.key}'}" if site else ""
    who = called.get(each.found_by)
    recorded = f"（{who}记录）" if who else ""
    return f"{numeral(place)}、{SEVERITIES[each.severity]}{where}：{sentence(each.fact)}{recorded}"


def _signature(each: Inspector) -> Signed:
    if each.signed_at is None:
        return Signed(each.called, "没有签名")
    at = each.signed_at.astimezone(SHANGHAI)
    entered = "录入" if each.mark == "paper" else ""
    return Signed(
        each.called, f"{SIGNING[each.mark or 'confirmed']}，{in_full(at.date())}{at:%H:%M}{entered}", each.signature
    )


def number_of(visit: Visit) -> str:
    """What a sheet is known by: day and the first signs of the visit's own id."""
    return f"{visit.day:%Y%m%d}-{visit.number}-{str(visit.id)[:4].upper()}"


def _site(visit: Visit, place: int, site: Site, called: Mapping[str, str], blank: bool, over: bool) -> Row:
    label, room = (
        (f"点 位 {place}", "现场数量：　　　　　看到的情况：") if visit.at_sites else ("查的情况", "看到的情况：")
    )
    name = f"{site.name or f'点位{site.key}'}" + (f"（{site.address}）" if site.address else "")
    listed = f"台账所列：{site.stage}" if site.stage else ""
    listed += f"，数量{site.share}" if site.share else ""
    head = (name, *filter(None, (listed,)))
    if over and site.verified is None:
        return Row(label, (*head, "未查看，原因见“结论”。" if visit.conclusion else "未查看，没有写明原因。"))
    if blank or site.verified is None:
        return Row(label, (*head, BOXES, room), 5)
    counted = f"，现场数量{site.quantity}" if site.quantity else ""
    when = f"{site.visited_at.astimezone(SHANGHAI):%H:%M}，" if site.visited_at else ""
    seen = f"{WORDS[site.verified]}{counted}。{site.note or ''}（{when}{called.get(site.seen_by or '', '')}记录）"
    return Row(label, (*head, seen))


def _asked(visit: Visit, spot: Spot, blank: bool, over: bool) -> list[Row]:
    """A row a question, so that the table breaks between them."""
    found = []
    for place, question in enumerate(visit.checklist, start=1):
        told = _replies(visit, spot, question) if over else _in_lines(_boxes(visit, spot, question, blank))
        beside = len(visit.sites) == len(told) == 1 and len(question) + len(told[0]) <= ACROSS
        said = (f"{question}　{told[0]}",) if beside else (question, *told)
        found.append(Row(f"检 查 {place}", said))
    return found


def _boxes(visit: Visit, spot: Spot, question: str, blank: bool) -> list[str]:
    """An answer a site, with room for those not given yet."""
    found = []
    for nth, site in enumerate(visit.sites, start=1):
        answer = None if blank else _answered(spot, site, question)
        found.append(f"{_named(visit, nth)}（　　）" if answer is None else _of_site(visit, nth, answer))
    return found


def _replies(visit: Visit, spot: Spot, question: str) -> list[str]:
    """The answers given, and where somebody looked and gave none."""
    looked = [(n, each) for n, each in enumerate(visit.sites, start=1) if each.verified not in (None, "unseen")]
    said = {n: _answered(spot, site, question) for n, site in looked}
    found = [_of_site(visit, n, answer) for n, answer in said.items() if answer is not None]
    silent = [_named(visit, n) for n, answer in said.items() if answer is None]
    if not found:
        return [("看过的点位都没有回答。" if visit.at_sites else "没有回答。") if looked else "没有看到，无法回答。"]
    return [*_in_lines(found), *([f"{'、'.join(silent)}：没有回答"] if silent else [])]


def _in_lines(told: Sequence[str]) -> list[str]:
    """Short answers beside one another, none of them broken; one with a remark has a line of its own."""
    if any(len(each) > SHORT for each in told):
        return list(told)
    return ["　".join(told[at : at + ABREAST]) for at in range(0, len(told), ABREAST)]


def _answered(spot: Spot, site: Site, question: str) -> str | None:
    answer = spot.answers.get(site.key, {}).get(question)
    return ANSWERS[answer.answer] + (f"（{answer.remark}）" if answer.remark else "") if answer else None


def _named(visit: Visit, nth: int) -> str:
    return f"点位{nth}" if visit.at_sites else ""


def _of_site(visit: Visit, nth: int, said: str) -> str:
    return f"点位{nth}：{said}" if visit.at_sites else said


def _sample(visit: Visit, blank: bool) -> str:
    if not blank and visit.words:
        return visit.words + (f"。{visit.sample['note']}" if visit.sample and visit.sample["note"] else "")
    unit, done = visit.unit, visit.reported["stage"] or WAYS[visit.way].done
    called = "拨打　　　个，接通" if visit.way == CALLS else "抽查"
    return f"{called}　　　{unit}，报送{done}　　　{unit}，核实　　　{unit}。差在哪里："
