import contextlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.quantity import Unreadable, day, exact, figure, number, parted, plain


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("3.5万", "35000"),
        ("1.2亿", "120000000"),
        ("1,200", "1200"),
        ("1，200", "1200"),
        ("１２００", "1200"),
        ("３．５万", "35000"),
        (" 35 万 ", "350000"),
        ("1亿2000万", "120000000"),
        ("1万2000", "12000"),
        ("23.80", "23.8"),
        (".5", "0.5"),
        ("-3.5", "-3.5"),
        ("0", "0"),
        ("12345678901234567890.1234567890123", "12345678901234567890.1234567890123"),
    ],
)
def test_numbers_are_read_as_people_write_them(written: str, value: str) -> None:
    assert number(written) == Decimal(value)


@pytest.mark.parametrize(
    ("written", "value", "unit", "hedges", "comparator"),
    [
        ("70余家", "70", "家", ("余",), None),
        ("3万余人", "30000", "人", ("余",), None),
        ("10多万", "100000", None, ("多",), None),
        ("约95.4%", "95.4", "%", ("约",), "~"),
        ("98％左右", "98", "%", ("左右",), "~"),
        ("35万人以上", "350000", "人", ("以上",), ">="),
        ("不少于2.4万人", "24000", "人", ("不少于",), ">="),
        ("60万平方米", "600000", "平方米", (), None),
        ("超过20处", "20", "处", ("超过",), ">"),
        ("不高于4.3%", "4.3", "%", ("不高于",), "<="),
        ("609元/月", "609", "元/月", (), None),
    ],
)
def test_what_stands_around_a_number_is_kept_apart(
    written: str, value: str, unit: str | None, hedges: tuple[str, ...], comparator: str | None
) -> None:
    read = figure(written)
    assert (read.value, read.unit, read.hedges, read.comparator) == (Decimal(value), unit, hedges, comparator)


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "6-10",
        "6—10个",
        "三十",
        "1,20",
        "1e5",
        "万",
        "-",
        "约",
        "1.2.3",
        "3万5",
        "2万3亿",
        "nan",
        "9" * 41,
        "12-",
    ],
)
def test_what_is_not_one_number_is_refused(written: str) -> None:
    with pytest.raises(Unreadable) as no:
        figure(written)
    assert no.value.args == (written,)


@pytest.mark.parametrize("written", ["70余", "约3", "5家"])
def test_a_bare_number_has_nothing_beside_it(written: str) -> None:
    with pytest.raises(Unreadable, match=rf"^{written}$"):
        number(written)


@pytest.mark.parametrize(
    "written",
    [
        *(
            "2021-07-31",
            "2021年7月31日",
            "2021/7/31",
            "2021.7.31",
            "20210731",
            "2021-07-31 00:00:00",
            "2021-07-31T08:30",
        ),
        *("２０２１年７月３１日", " 2021 年 7 月 31 日 ", "2021年7月底", "2021年7月末"),
    ],
)
def test_days_are_read_as_people_write_them(written: str) -> None:
    assert day(written) == date(2021, 7, 31)


def test_the_end_of_february_knows_leap_years() -> None:
    assert (day("2024年2月底"), day("2023年2月底前")) == (date(2024, 2, 29), date(2023, 2, 28))


@pytest.mark.parametrize(
    "written", ["", "2021-02-30", "2021-13-01", "2021-7", "7月31日", "31/7/2021", "0221-07-31", "2221-07-31", "44408"]
)
def test_what_is_not_one_day_is_refused(written: str) -> None:
    with pytest.raises(Unreadable) as no:
        day(written)
    assert no.value.args == (written,)


def test_a_spreadsheet_number_carries_no_noise_of_its_binary_form() -> None:
    assert exact(0.1) == Decimal("0.1")
    assert exact(1e22) == Decimal("10000000000000000000000")
    assert exact(350000) == Decimal(350000)
    with pytest.raises(Unreadable):
        exact(float("inf"))


@given(st.decimals(min_value=-(10**15), max_value=10**15, places=4))
def test_a_number_written_plainly_reads_back_the_same(value: Decimal) -> None:
    written = plain(value)
    assert "E" not in written
    assert number(written) == value


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_refused(written: str) -> None:
    with contextlib.suppress(Unreadable):
        assert figure(written).value.is_finite()


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("1200", "1200"),
        ("9999.50", "9999.5"),
        ("12345", "12,345"),
        ("1234567.80", "1,234,567.8"),
        ("-20.0", "−20"),
        ("-12345.5", "−12,345.5"),
        ("0", "0"),
        ("-0.0", "0"),
        ("1E+5", "100,000"),
    ],
)
def test_a_figure_is_printed_with_its_thousands_parted_from_five_digits_on(value: str, printed: str) -> None:
    assert parted(Decimal(value)) == printed


@pytest.mark.parametrize("written", ["", "1" * 41, "1万2万", "1亿2000万5", "3万5"])
def test_what_two_people_read_differently_or_is_too_long_is_no_number(written: str) -> None:
    with pytest.raises(Unreadable) as refused:
        figure(written)
    assert str(refused.value) == written


def test_forty_signs_are_still_a_number() -> None:
    assert figure("1" * 40).value == Decimal("1" * 40)


def test_a_scale_after_the_hedge_was_multiplied_out_too() -> None:
    read = figure("1200余万人")
    assert (read.value, read.scaled) == (Decimal(12_000_000), True)
