"""The demonstration's findings: one of August's visit in its second term, one that a review withdrew, and one of this
morning that waits for its feedback.

项目29, sports grounds: the path that was fenced off is to be open by 20 October. 项目12, homes for the old: a
bathroom without water, seen this morning.
"""

import io
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from PIL import ExifTags, Image, ImageDraw

from projects.approval import Approval
from projects.identity import identity
from projects.programme import Programme
from supervision import findings, visits
from supervision.concluding import Concluding, Rechecked, Ruling
from supervision.finding import Found
from supervision.findings import FindingRow
from supervision.inspection import Inspection
from supervision.rectification import AFTER, BEFORE, Rectification
from tracker.clock import SHANGHAI
from tracker.event import Actor
from web import photograph
from web.demonstration.enclosures import enclosed
from web.demonstration.ladder import account
from web.house import House

SLUG, YEAR = "demo", 2026
PROGRAMME = Programme.create_id(SLUG, YEAR)
GROUNDS, ELDERLY = "29", "12"
FENCED = "望山公园健身步道后段约200米护栏未装、围挡未拆，不能通行，却按全线投用报送。"
CODE = "第2处点位报修码贴在立柱上方，坐轮椅的人够不着。"
DRY = "二楼助浴间设备已到场，没有通水，不能使用；点位按投用报送。"

Deed = Callable[[House], None]


def steps() -> Iterator[tuple[str, datetime, Deed]]:
    """Name, moment and act of each, for the replay to sort among its own."""
    yield "found fenced", _at("08-21 09:30"), partial(_enter, Found("serious", FENCED, "4"), "2")
    yield "found code", _at("08-21 09:36"), partial(_enter, Found("minor", CODE, "2"), "2")
    yield "found fed back", _at("08-25 15:00"), _feed_back
    yield "found answered", _at("08-26 09:40"), _answer
    yield "found objected", _at("08-27 10:20"), _object
    yield "found plan", _at("08-28 11:00"), partial(_mend, "filer", _plan)
    yield "found decided", _at("09-10 16:00"), _decide
    yield "found drafted", _at("09-18 16:20"), partial(_mend, "filer", _draft)
    yield "found reported", _at("09-21 09:10"), partial(_mend, "unit_head", lambda each, who, house: each.release(who))
    yield "found rechecked", _at("09-24 17:10"), _recheck
    yield "found renewed", _at("09-28 16:30"), partial(_mend, "office", _renew)
    yield "found photographed", _at("10-09 08:56"), _photograph
    yield "found dry", _at("10-09 08:58"), _note


def _enter(found: Found, inspector: str, house: House) -> None:
    file = enclosed(
        house.store, "8月20日检查记录表", ["检查记录表", found.fact, "参加人员签名：人大代表01、市民代表01"]
    )
    kept = Found(found.severity, found.fact, found.site, files=[file])
    who, visit = _of(house, "office"), _visit(house, GROUNDS)
    _do(house, who, f"enter {found.site}", lambda: _work(house).enter(visit, inspector, kept, "", who.account))


def _feed_back(house: House) -> None:
    visit, who = _visit(house, GROUNDS), _of(house, "office")
    asked = {
        str(_row(house, FENCED).id): "补装护栏、拆除围挡，全线开放；更正报送的投用数，今后分段开放的写明开放到哪一段。",
        str(_row(house, CODE).id): "报修码改贴到离地1.2米处。",
    }
    words = "5处点位中4处与报送一致。望山公园健身步道只开放前段，按全线投用报送不准确；一处报修码位置不便。"
    approval = Approval("市政府办公厅分管督查工作的副主任", "2026-08-25", "同意反馈，步道的事要盯到底。")
    _do(
        house, who, "feed back",
        lambda: _work(house).feed_back(visit, words, asked, approval, who.account, house.days()),
    )  # fmt: skip


def _answer(house: House) -> None:
    id = _row(house, FENCED).id
    words = "护栏到货推迟，围挡是防坠落临时设置的；7月报送按工程验收口径填了投用，已更正。"
    _do(house, _of(house, "filer"), "answer", lambda: _work(house).answer(id, words))


def _object(house: House) -> None:
    id = _row(house, CODE).id
    reason = "报修码离地1.2米，按市体育设施标识标准张贴；立柱上方的是摄像头编号牌。"
    _do(house, _of(house, "unit_head"), "object", lambda: _work(house).object(id, reason, [], house.days()))


def _decide(house: House) -> None:
    id, who = _row(house, CODE).id, _of(house, "office_head")
    ruling = Ruling("withdrawn", "9月9日到场量过，报修码离地1.2米，检查时看错了牌子。", apart=True)
    _do(house, who, "decide", lambda: _work(house).decide(id, ruling, who.account, house.days()))


def _plan(mending: Rectification, by: str, house: House) -> None:
    mending.file_plan(
        "一、9月4日前护栏到货，分两段安装；\n二、装好一段拆一段围挡；\n三、9月18日前自验并拍照存档。",
        "市体育局副局长（分管群众体育）",
        "2026-09-18",
    )


def _draft(mending: Rectification, by: str, house: House) -> None:
    before = enclosed(house.store, "整改前：后段围挡和缺护栏位置", ["8月20日，望山公园健身步道后段"])
    after = enclosed(house.store, "整改后：护栏安装记录", ["9月18日，护栏安装140米，围挡拆除一段"])
    mending.draft_report(
        "增加一个安装班组，护栏分两批到货、分段安装。",
        "已装护栏140米、拆除围挡一段；剩余约60米等第二批护栏，预计月底完成。",
        [{**before, "when": BEFORE}, {**after, "when": AFTER}],
        by,
    )


def _recheck(house: House) -> None:
    row, who = _row(house, FENCED), _of(house, "office_head")
    assert row.rectification
    id = row.rectification
    seen = Rechecked(False, "site", "2026-09-24", "后段仍有约60米没有护栏，围挡还在，不能通行。", "人大代表01")
    _do(house, who, "recheck", lambda: _work(house).recheck(id, seen, who.account))


def _renew(mending: Rectification, by: str, house: House) -> None:
    mending.renew(
        "补装剩余60米护栏、拆除全部围挡，全线开放；改完请代表再看一次。", "2026-10-20", "第一次期限内没有整改到位。"
    )


def _photograph(house: House) -> None:
    """A drawing stands for a photograph: wall, tap, dry floor. As a phone sends it, it says when and where it was made;
    that is kept beside it, and the picture itself carries neither."""
    drawn = Image.new("RGB", (960, 720), "#d9dde0")
    pen = ImageDraw.Draw(drawn)
    for y in range(0, 480, 60):
        pen.line((0, y, 960, y), fill="#c3c9cd", width=2)
    for x in range(0, 960, 80):
        pen.line((x, 0, x, 480), fill="#c3c9cd", width=2)
    pen.rectangle((0, 480, 960, 720), fill="#9aa3a8")
    pen.rectangle((430, 120, 470, 360), fill="#6d7579")
    pen.rectangle((430, 120, 620, 150), fill="#6d7579")
    pen.ellipse((300, 500, 660, 680), fill="#868f94")
    said = Image.Exif()
    said.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:10:09 08:54:12"
    said.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (35.0, 6.0, 18.4), 3: "E", 4: (122.0, 31.0, 40.2)})
    held = io.BytesIO()
    drawn.save(held, "JPEG", quality=80, exif=said)
    sent = held.getvalue()
    sha256, shot, visit = house.store.put(photograph.clean(sent)), photograph.said(sent), _visit(house, ELDERLY)

    def act() -> tuple[list[Any], Any]:
        found = house.ledger.get(Inspection, visit)
        found.take_photo("2", "4", sha256, shot)
        return [found], {}

    _do(house, _inspector(visit), "photograph", act)


def _note(house: House) -> None:
    visit = _visit(house, ELDERLY)
    photos = list(house.ledger.get(Inspection, visit).photos)
    who, found = _inspector(visit), Found("minor", DRY, "4", photos)
    _do(house, who, "note", lambda: _work(house).note(visit, "2", found, who.account))


def _mend(role: str, act: Callable[[Rectification, str, House], None], house: House) -> None:
    id, who = _row(house, FENCED).rectification, _of(house, role)
    assert id

    def change() -> tuple[list[Any], Any]:
        found = house.ledger.get(Rectification, id)
        act(found, who.account, house)
        return [found], {}

    _do(house, who, f"mend {role} {house.ledger.get(Rectification, id).version}", change)


def _work(house: House) -> Concluding:
    return Concluding(house.ledger, PROGRAMME)


def _visit(house: House, number: str) -> UUID:
    with house.reading() as conn:
        rows = [row for row in visits.of_programme(conn, SLUG, YEAR) if row.number == number]
    return next(row.id for row in rows if row.day.isoformat() in ("2026-08-20", "2026-10-09"))


def _row(house: House, fact: str) -> FindingRow:
    with house.reading() as conn:
        return next(row for row in findings.of_programme(conn, PROGRAMME) if row.fact == fact)


def _of(house: House, role: str) -> Actor:
    return account(house, role, GROUNDS)


def _inspector(visit: UUID) -> Actor:
    return Actor(f"visit:{visit}:2", "人大代表")


def _do(house: House, who: Actor, name: str, act: Callable[[], tuple[list[Any], Any]]) -> None:
    house.carry_out(
        who, identity("demonstration", "findings", name), ["demonstration", "findings", name], act, alone=True
    )


def _at(moment: str) -> datetime:
    return datetime.fromisoformat(f"{YEAR}-{moment}").replace(tzinfo=SHANGHAI)
