"""The yearly notice is read day by day, and what does not agree with the almanac is told."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from chinese_calendar.constants import holidays, workdays
from hypothesis import given
from hypothesis import strategies as st

from tracker import notice
from tracker.working_days import Day, WorkingDays

WEEK = timedelta(days=1)

# What each year's notice arranged, in the forms its sentences really took.
NOTICES = {
    2015: """一、元旦：1月1日至3日放假调休，共3天。1月4日（星期日）上班。
二、春节：2月18日至24日放假调休，共7天。2月15日（星期日）、2月28日（星期六）上班。
三、清明节：4月5日放假，4月6日（星期一）补休。
四、劳动节：5月1日放假，与周末连休。
五、端午节：6月20日放假，6月22日（星期一）补休。
六、中秋节：9月27日放假。
七、国庆节：10月1日至7日放假调休，共7天。10月10日（星期六）上班。""",
    2016: """一、元旦：1月1日放假，与周末连休。
二、春节：2月7日至13日放假调休，共7天。2月6日（星期六）、2月14日（星期日）上班。
三、清明节：4月4日放假，与周末连休。
四、劳动节：5月1日放假，5月2日（星期一）补休。
五、端午节：6月9日至11日放假调休，共3天。6月12日（星期日）上班。
六、中秋节：9月15日至17日放假调休，共3天。9月18日（星期日）上班。
七、国庆节：10月1日至7日放假调休，共7天。10月8日（星期六）、10月9日（星期日）上班。""",
    2017: """一、元旦：1月1日放假，1月2日（星期一）补休。
二、春节：1月27日至2月2日放假调休，共7天。1月22日（星期日）、2月4日（星期六）上班。
三、清明节：4月2日至4日放假调休，共3天。4月1日（星期六）上班。
四、劳动节：5月1日放假，与周末连休。
五、端午节：5月28日至30日放假调休，共3天。5月27日（星期六）上班。
六、中秋节、国庆节：10月1日至8日放假调休，共8天。9月30日（星期六）上班。""",
    2018: """一、元旦：1月1日放假，与周末连休。
二、春节：2月15日至21日放假调休，共7天。2月11日（星期日）、2月24日（星期六）上班。
三、清明节：4月5日至7日放假调休，共3天。4月8日（星期日）上班。
四、劳动节：4月29日至5月1日放假调休，共3天。4月28日（星期六）上班。
五、端午节：6月18日放假，与周末连休。
六、中秋节：9月24日放假，与周末连休。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期六）、9月30日（星期日）上班。""",
    2019: """一、元旦：2018年12月30日至2019年1月1日放假调休，共3天。2018年12月29日（星期六）上班。
二、春节：2月4日至10日放假调休，共7天。2月2日（星期六）、2月3日（星期日）上班。
三、清明节：4月5日放假，与周末连休。
四、劳动节：5月1日放假。
五、端午节：6月7日放假，与周末连休。
六、中秋节：9月13日放假，与周末连休。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。""",
    2020: """一、元旦：2020年1月1日放假，共1天。
二、春节：1月24日至30日放假调休，共7天。1月19日（星期日）、2月1日（星期六）上班。
三、清明节：4月4日至6日放假调休，共3天。
四、劳动节：5月1日至5日放假调休，共5天。4月26日（星期日）、5月9日（星期六）上班。
五、端午节：6月25日至27日放假调休，共3天。6月28日（星期日）上班。
六、国庆节、中秋节：10月1日至8日放假调休，共8天。9月27日（星期日）、10月10日（星期六）上班。""",
    2021: """一、元旦：2021年1月1日至3日放假，共3天。
二、春节：2月11日至17日放假调休，共7天。2月7日（星期日）、2月20日（星期六）上班。
三、清明节：4月3日至5日放假调休，共3天。
四、劳动节：5月1日至5日放假调休，共5天。4月25日（星期日）、5月8日（星期六）上班。
五、端午节：6月12日至14日放假，共3天。
六、中秋节：9月19日至21日放假调休，共3天。9月18日（星期六）上班。
七、国庆节：10月1日至7日放假调休，共7天。9月26日（星期日）、10月9日（星期六）上班。""",
    2022: """一、元旦：2022年1月1日至3日放假，共3天。
二、春节：1月31日至2月6日放假调休，共7天。1月29日（星期六）、1月30日（星期日）上班。
三、清明节：4月3日至5日放假调休，共3天。4月2日（星期六）上班。
四、劳动节：4月30日至5月4日放假调休，共5天。4月24日（星期日）、5月7日（星期六）上班。
五、端午节：6月3日至5日放假，共3天。
六、中秋节：9月10日至12日放假，共3天。
七、国庆节：10月1日至7日放假调休，共7天。10月8日（星期六）、10月9日（星期日）上班。""",
    2023: """一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。
二、春节：1月21日至27日放假调休，共7天。1月28日（星期六）、1月29日（星期日）上班。
三、清明节：4月5日放假，共1天。
四、劳动节：4月29日至5月3日放假调休，共5天。4月23日（星期日）、5月6日（星期六）上班。
五、端午节：6月22日至24日放假调休，共3天。6月25日（星期日）上班。
六、中秋节、国庆节：9月29日至10月6日放假调休，共8天。10月7日（星期六）、10月8日（星期日）上班。""",
    2024: """一、元旦：1月1日放假，与周末连休。
二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。鼓励各单位安排职工在除夕（2月9日）休息。
三、清明节：4月4日至6日放假调休，共3天。4月7日（星期日）上班。
四、劳动节：5月1日至5日放假调休，共5天。4月28日（星期日）、5月11日（星期六）上班。
五、端午节：6月10日放假，与周末连休。
六、中秋节：9月15日至17日放假调休，共3天。9月14日（星期六）上班。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。""",
    2025: """一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。""",
    2026: """国务院办公厅关于2026年部分节假日安排的通知
现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月
28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要安排好值班。
国务院办公厅
2025年11月4日""",
}
SUPPLEMENTS = {
    2015: "中国人民抗日战争胜利70周年纪念日：9月3日至5日调休放假，共3天。其中9月3日（星期四）放假，9月4日（星期五）"
    "调休，9月6日（星期日）上班。",
    2019: "劳动节：5月1日至4日放假调休，共4天。4月28日（星期日）、5月5日（星期日）上班。",
    2020: "延长2020年春节假期：1月31日至2月2日放假。",
}
"""2015's memorial day, 2019's longer 劳动节 and 2020's longer 春节 came by notices of their own."""
NEXT_NOTICE_REACHES_BACK = {2018: {date(2018, 12, 29), date(2018, 12, 31)}}
"""Days that the following year's notice set."""


def _worked(days: tuple[Day, ...], year: int) -> set[date]:
    known = WorkingDays({day.date: day for day in days})
    return {day for n in range(366) if (day := date(year, 1, 1) + n * WEEK).year == year and known.is_working(day)}


def _expected(year: int) -> set[date]:
    every = (date(year, 1, 1) + n * WEEK for n in range(366))
    return {d for d in every if d.year == year and (d in workdays or (d.weekday() < 5 and d not in holidays))}


@pytest.mark.parametrize("year", NOTICES)
def test_each_years_notice_gives_the_working_days_of_that_year(year: int) -> None:
    read = notice.read(NOTICES[year], year, "通知")
    assert read.findings == ()
    later = notice.read(SUPPLEMENTS[year], year, "补充通知", whole=False).days if year in SUPPLEMENTS else ()
    days = {day.date: day for day in (*read.days, *later)}
    assert _worked((*days.values(),), year) ^ _expected(year) == NEXT_NOTICE_REACHES_BACK.get(year, set())
    makeup = {day.date for day in days.values() if day.kind == "makeup" and day.date.year == year}
    assert makeup == {day for day in workdays if day.year == year} - NEXT_NOTICE_REACHES_BACK.get(year, set())


@pytest.mark.parametrize("year", SUPPLEMENTS)
def test_a_supplement_is_not_asked_for_the_other_holidays(year: int) -> None:
    assert notice.read(SUPPLEMENTS[year], year, "补充通知", whole=False).findings == ()


def test_a_notice_may_set_days_of_the_december_before() -> None:
    days = {day.date: day.kind for day in notice.read(NOTICES[2019], 2019, "通知").days}
    assert days[date(2018, 12, 31)] == "holiday" and days[date(2018, 12, 29)] == "makeup"


def test_a_range_without_years_may_cross_new_year() -> None:
    read = notice.read("元旦：2024年12月30日至1月2日放假，共4天。", 2025, "通知", whole=False)
    assert read.findings == ()
    assert [day.date for day in read.days] == [date(2024, 12, 30) + n * WEEK for n in range(4)]


def test_a_day_that_is_only_encouraged_is_no_holiday_and_that_is_said() -> None:
    read = notice.read(NOTICES[2024], 2024, "通知")
    assert date(2024, 2, 9) not in {day.date for day in read.days}
    assert read.notes == ("“鼓励各单位安排职工在除夕(2月9日)休息”不作为放假安排。",)


def test_every_day_names_its_holiday_and_its_notice() -> None:
    days = {day.date: day for day in notice.read(NOTICES[2025], 2025, "国办发明电〔2024〕12号").days}
    assert days[date(2025, 10, 6)] == Day(date(2025, 10, 6), "holiday", "国庆节、中秋节", "国办发明电〔2024〕12号")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("1月1日（周四）", "1月1日（周五）", "1月1日写的是周五，2026年这一天是周四。"),
        ("1月4日（周日）上班", "1月5日（周一）上班", "1月5日（周一）不是周末，本就上班，却写着调休上班。"),
        ("共9天", "共8天", "春节写的是共8天，读到9天。"),
        ("五、端午节：6月19日（周五）至21日（周日）放假，共3天。\n", "", "没有读到：端午。"),
        ("10月1日（周四）至7日", "10月2日（周五）至7日", "国庆节的10月1日（周四）没有列为放假。"),
        ("5月9日（周六）上班", "5月2日（周六）上班", "5月2日（周六）既写放假又写上班，按放假读入。"),
        ("9月25日（周五）至27日", "9月25日（周五）至31日", "没有“9月31日”这一天。"),
        ("关于2026年部分", "关于2027年部分", "通知写的是2027年，现在登记的是2026年。"),
        ("5月9日（周六）上班", "5月9日（周六）照旧", "没有读懂：“5月9日(周六)照旧”。"),
        ("5月9日（周六）上班", "2028年5月9日上班", "2028年5月9日（周二）不属于2026年的安排。"),
    ],
)
def test_what_does_not_agree_is_said(old: str, new: str, said: str) -> None:
    assert old in NOTICES[2026]
    assert said in notice.read(NOTICES[2026].replace(old, new), 2026, "通知").findings


@pytest.mark.parametrize("text", ["", "放假", "各位同事：\n祝节日愉快。", "日期\t类型\t名称\n"])
def test_a_text_without_days_says_that_none_were_found(text: str) -> None:
    read = notice.read(text, 2027, "通知")
    assert read.days == () and read.findings == ("没有读到任何放假或上班的日期。",)


def read(text: str, year: int = 2027) -> tuple[dict[date, str], tuple[str, ...]]:
    """Day → what is arranged, and what was found wrong with a supplement."""
    found = notice.read(text, year, "通知", whole=False)
    assert found.year == year
    return {day.date: f"{notice.KINDS[day.kind]} {day.name}" for day in found.days}, found.findings


def test_lines_and_blanks_may_fall_anywhere() -> None:
    assert read("元旦：1 月 1 日放\n假，\t共1天。") == ({date(2027, 1, 1): "放假 元旦"}, ())


def test_a_day_without_a_holidays_name_is_called_off() -> None:
    assert read("1月4日放假")[0] == {date(2027, 1, 4): "放假 放假"}
    assert read("2027-01-04,放假")[0] == {date(2027, 1, 4): "放假 放假"}


def test_what_is_said_of_the_holidays_in_general_is_no_arrangement() -> None:
    text = "元旦：按规定安排。1月1日放假。节假日期间，1月3日前报送值班表。\n国务院办公厅\n2026年11月4日"
    assert read(text) == ({date(2027, 1, 1): "放假 元旦"}, ())


def test_days_may_be_parted_by_commas_and_only_days_off_are_counted() -> None:
    days, findings = read("元旦：1月1日放假，1月4日（周一）补休，共2天，1月9日（周六），1月10日（周日）上班。")
    assert findings == ()
    assert [day.day for day, kind in days.items() if kind == "上班 元旦"] == [9, 10]
    assert [day.day for day, kind in days.items() if kind == "放假 元旦"] == [1, 4]


def test_a_day_takes_the_month_before_it_and_one_without_any_is_named() -> None:
    assert list(read("元旦：2月30日、3月1日、2日放假。")[0]) == [date(2027, 3, 1), date(2027, 3, 2)]
    assert read("元旦：28日放假。") == ({}, ("没有“？月28日”这一天。", "没有读到任何放假或上班的日期。"))


def test_a_range_may_run_into_the_next_year() -> None:
    days, findings = read("元旦：12月30日至1月2日放假，共4天。", 2026)
    assert (min(days), max(days), len(days), findings) == (date(2026, 12, 30), date(2027, 1, 2), 4, ())
    days, findings = read("元旦：2025年12月30日至2026年1月2日放假，共4天。", 2026)
    assert (min(days), max(days), findings) == (date(2025, 12, 30), date(2026, 1, 2), ())


def test_the_weekday_at_a_ranges_end_is_checked_too() -> None:
    assert read("元旦：1月1日（周五）至3日（周六）放假。")[1] == ("1月3日写的是周六，2027年这一天是周日。",)
    assert read("元旦：1月3日（星期天）放假。")[1] == ()


def test_a_range_has_a_day_at_least_and_twenty_at_most() -> None:
    assert len(read("春节：2月5日至5日放假，共1天。")[0]) == 1
    days, findings = read("春节：2月5日至24日放假，共20天。")
    assert (len(days), findings) == (20, ())
    for wrong in ("2月5日至25日", "2月5日至4日"):
        assert read(f"春节：{wrong}放假。")[1][0] == f"“{wrong}”首尾不对，没有读入。"


def test_what_is_not_moved_is_no_arrangement() -> None:
    assert read("元旦：1月1日放假，不调休。")[1] == ()
    assert read("元旦：1月2日不调休。")[1][0] == "没有读懂：“1月2日不调休”。"


def test_all_that_a_whole_notice_lacks_is_named_once() -> None:
    lines = NOTICES[2026].splitlines()
    kept = "\n".join(line for line in lines if not line.startswith(("一、", "七、")))
    assert notice.read(kept, 2026, "通知").findings == ("没有读到：元旦、国庆。",)


def test_a_lacking_holiday_hides_no_other_fault() -> None:
    lines = NOTICES[2026].replace("10月1日（周四）至7日", "10月2日（周五）至7日").splitlines()
    kept = "\n".join(line for line in lines if not line.startswith("五、"))
    said = notice.read(kept, 2026, "通知").findings
    assert said == ("国庆节写的是共7天，读到6天。", "没有读到：端午。", "国庆节的10月1日（周四）没有列为放假。")


def test_a_days_own_year_and_weekday_are_taken_from_a_table() -> None:
    assert read("2026-12-31,放假,元旦")[0] == {date(2026, 12, 31): "放假 元旦"}
    assert read("日期,星期,类型\n2027-01-01,周六,放假")[1] == ("1月1日写的是周六，2027年这一天是周五。",)
    assert read("2027-02-30,放假,春节")[1][0] == "没有“2月30日”这一天。"


def test_cells_may_be_quoted_missing_or_too_many() -> None:
    table = '"2027-01-01（周五）","放假","元旦"\n2027-01-04,放假,元旦,备注\n2027-01-05\n'
    days, findings = read(table)
    assert [day.day for day in days] == [1, 4]
    assert findings == ("第3行的类型“”应为放假或上班，没有读入。",)
    assert read("类型,日期\n放假")[1][0] == "第2行的日期“”读不懂，没有读入。"


def test_a_working_day_is_written_as_one() -> None:
    assert "2026-10-05\t周一\t上班\t值班\n" in notice.as_table([Day(date(2026, 10, 5), "working", "值班", "")])


@pytest.mark.parametrize(
    "table",
    [
        "日期\t类型\t名称\n2027-01-01\t放假\t元旦\n2027-01-03\t上班\t元旦\n",
        "2027年1月1日,放假,元旦\n2027/1/3,调休上班,元旦\n",
        "名称,日期,类型\n元旦,1月1日（周五）,休\n元旦,1月3日（周日）,班\n",
        "日期\t星期\t类型\t名称\n2027-01-01 00:00:00\t周五\t放假\t元旦\n2027.1.3\t周日\t补班\t元旦\n",
    ],
)
def test_a_table_is_read_however_its_days_are_written(table: str) -> None:
    read = notice.read(table, 2027, "通知", whole=False)
    assert read.findings == ()
    assert read.days == (
        Day(date(2027, 1, 1), "holiday", "元旦", "通知"),
        Day(date(2027, 1, 3), "makeup", "元旦", "通知"),
    )


def test_a_row_that_cannot_be_read_is_named_and_the_rest_is_read() -> None:
    rows = ("日期\t类型\t名称", "2027-01-01\t放假\t元旦", "后天\t放假\t元旦", "2027-01-03\t照旧\t元旦")
    table = "\n".join((*rows, "2027-01-02（周五）\t休\t元旦"))
    read = notice.read(table, 2027, "通知", whole=False)
    assert [day.date.day for day in read.days] == [1, 2]
    assert read.findings == (
        "第3行的日期“后天”读不懂，没有读入。",
        "第4行的类型“照旧”应为放假或上班，没有读入。",
        "1月2日写的是周五，2027年这一天是周六。",
    )


names = st.sampled_from(["元旦", "春节", "清明节", "国庆节、中秋节", "延长春节假期"])
kinds = st.sampled_from(["holiday", "makeup"])
days_of_2027 = st.dictionaries(st.dates(date(2027, 1, 1), date(2027, 12, 31)), st.tuples(kinds, names), min_size=1)


@given(days_of_2027)
def test_a_table_written_is_read_the_same(chosen: dict[date, tuple[str, str]]) -> None:
    days = tuple(Day(day, kind, name, "通知") for day, (kind, name) in sorted(chosen.items()))  # type: ignore[arg-type]
    assert notice.read(notice.as_table(days), 2027, "通知", whole=False).days == days


@given(st.text(alphabet="0123456789年月日至、，。：（）周一六日放假上班元旦春节共天\n\t,", max_size=120))
def test_whatever_is_pasted_is_answered(text: str) -> None:
    read = notice.read(text, 2027, "通知")
    assert len({day.date for day in read.days}) == len(read.days)
    assert read.days or read.findings


@given(st.sets(st.dates(date(2027, 1, 1), date(2027, 12, 31)), max_size=40))
def test_runs_of_days_cover_the_days_and_no_others(days: set[date]) -> None:
    runs = list(notice.spans(days))
    assert {first + n * WEEK for first, last in runs for n in range((last - first).days + 1)} == days
    assert all(later[0] - earlier[1] > WEEK for earlier, later in pairwise(runs))
