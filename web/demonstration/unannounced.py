"""The demonstration's inspection without notice (暗访): drawn, one of its visits over, the other to come. The public
knows a hash and a time; the unit knows what was fed back to it.

And what September's announced visits found: one rectification failed its recheck yesterday.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from projects.approval import Approval
from supervision.inspection import Inspection
from web.demonstration import inspections, mending
from web.demonstration.inspections import approved, commit, drafted, on_lot, opened, sealed
from web.demonstration.mending import Case, Deed, at
from web.demonstration.visits import changed, seen_at

TITLE, CENTRES, SCHOOL, DAY = "9月下旬卫生服务中心和新校区暗访", "9", "4", "2026-09-29"
DEPUTY = "市政府办公厅分管督查工作的副主任"
HOURS = "云锦社区卫生服务中心公示晚间门诊到20时，18时30分到访时已停止挂号。"
STOCK = "西山社区卫生服务中心公示的23种慢性病常用药有4种缺货，没有登记补货日期。"
LUNCH = "部分服务点没有公示当周食谱和过敏原提示。"
EVENING, MEDICINE = Case(CENTRES, DAY, "minor", HOURS, "4"), Case(CENTRES, DAY, "major", STOCK, "5")
MENU = Case("12", "2026-09-09", "major", LUNCH)
NIGHT = "按公示时间开放晚间门诊，或者更正公示。"
"""Cases by the project they are of; those of homes for the old belong to September's announced visits."""
SEEN = (("1", "yes", ""), ("4", "yes", "开诊；晚间门诊停止挂号早于公示。"), ("5", "yes", "开诊；药房4种常用药缺货。"))


def steps() -> Iterator[tuple[str, datetime, Deed]]:
    """Name, moment and act of each, for the replay to sort among its own."""
    for moment, deed in (*_silent(), *_announced()):
        yield f"unannounced {moment}", at(moment), deed


def _silent() -> Iterator[tuple[str, Deed]]:
    approval = Approval("市政府秘书长", "2026-09-25", "同意。不通知、不陪同，晚上也去看看。", "示政办批〔2026〕66号")
    yield "09-24 10:00", drafted(TITLE, "暗访", (SCHOOL, CENTRES), (DAY, "2026-10-16"))
    yield "09-25 11:00", approved(TITLE, approval)
    yield "09-28 15:00", commit(TITLE, {"人大代表": 1, "专家学者": 1, "市民代表": 1}, 0)
    yield "09-28 15:02", on_lot(TITLE, sealed)
    yield "09-28 15:03", on_lot(TITLE, lambda lot: lot.write_paper(3, "550012"))
    yield "09-28 15:04", on_lot(TITLE, lambda lot: lot.end_sealing())
    yield "09-28 15:05", on_lot(TITLE, opened)
    yield "09-28 15:20", inspections.visits_of(TITLE, {CENTRES: DAY, SCHOOL: "2026-10-12"})
    for minute, (site, verified, note) in zip(("17:20", "18:30", "19:10"), SEEN, strict=True):
        yield f"09-29 {minute}", seen_at(DAY, site, "1", verified, note)
    yield "09-29 19:30", changed(DAY, "1", lambda found: found.record_sample("1", 3, 3, ""))
    for key, minute in (("1", "32"), ("2", "33"), ("3", "34")):
        yield f"09-29 19:{minute}", changed(DAY, key, _signed(key))
    yield "09-29 20:00", changed(DAY, None, lambda found: found.close("3处均已投用；晚间门诊和药品供应与公示不符。"))
    yield "09-30 09:10", mending.entered(EVENING)
    yield "09-30 09:14", mending.entered(MEDICINE)
    asked = {HOURS: NIGHT, STOCK: "补齐缺货药品，缺货的登记补货日期并告知患者。"}
    yield (
        "09-30 15:00",
        mending.fed_back(CENTRES, DAY, "3处均已投用；服务时间、药品供应与公示不符，请限期整改。", asked, DEPUTY),
    )
    yield "09-30 17:10", mending.planned(EVENING, "恢复晚间门诊，排班公示到10月底。", "云锦中心主任", "2026-10-08")
    yield "10-08 10:20", mending.drafted(EVENING, "恢复晚间门诊，延长挂号到19时40分。", "9月30日起每晚开放到20时。")
    yield "10-08 14:50", mending.released(EVENING)
    reason = "4种药品为集采换标期间短缺，已在挂号处登记并告知，有登记簿照片。"
    yield "10-08 16:10", mending.objected(MEDICINE, reason)


def _announced() -> Iterator[tuple[str, Deed]]:
    said = "到访的服务点均已投用，与报送一致；食谱和过敏原提示没有公示。"
    yield "09-11 15:00", mending.entered(MENU)
    yield "09-15 15:20", mending.fed_back("12", MENU.day, said, {LUNCH: "全部服务点公示当周食谱和过敏原提示。"}, DEPUTY)
    yield (
        "09-15 15:40",
        mending.fed_back("29", MENU.day, "到访场地已开放；步道后段围挡按原意见整改，不另列问题。", {}, DEPUTY),
    )
    yield "09-17 10:00", mending.planned(MENU, "统一制作公示牌，逐点张贴。", "市民政局养老服务科科长", "2026-09-25")
    yield "09-25 16:00", mending.drafted(MENU, "统一制作公示牌。", "32处服务点已张贴公示牌，每周一更新。")
    yield "09-28 09:30", mending.released(MENU)
    yield (
        "10-08 11:30",
        mending.rechecked(MENU, False, "政务督查社会监督员01", "抽看5处，2处食谱停在9月第3周，没有更新。"),
    )


def _signed(key: str) -> Callable[[Inspection], None]:
    return lambda found: found.sign(key, "confirmed")
