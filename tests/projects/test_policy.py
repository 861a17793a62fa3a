"""A programme's rules: which periods its year has and when their reports and publications are due (domain.md 3.6)."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from projects import light
from projects.policy import Period, PolicySet, version_words
from projects.rules import DEFAULTS
from tracker.clock import SHANGHAI
from tracker.working_days import Day, WorkingDays

JANUARY_AND_FEBRUARY = Period("2026-02", (1, 2))
SEPTEMBER = Period("2026-09", (9,))
DECEMBER = Period("2026-12", (12,))
WEEKS = WorkingDays()
NATIONAL_DAY = WorkingDays(
    {date(2026, 10, n): Day(date(2026, 10, n), "holiday", "国庆节", "通知") for n in range(1, 8)}
)


def test_january_and_february_are_one_period_and_the_other_months_one_each() -> None:
    periods = PolicySet().periods(2026)
    assert [period.key for period in periods] == [f"2026-{month:02d}" for month in range(2, 13)]
    assert [period.months for period in periods] == [(1, 2), *((month,) for month in range(3, 13))]


def test_other_months_may_be_merged_or_none() -> None:
    quarterly = PolicySet(merged=((1, 2, 3), (4, 5, 6), (7, 8, 9), (10, 11, 12)))
    assert [period.key for period in quarterly.periods(2027)] == ["2027-03", "2027-06", "2027-09", "2027-12"]
    assert [period.month for period in PolicySet(merged=()).periods(2026)] == list(range(1, 13))


def test_a_period_says_its_months_and_its_first_and_last_day() -> None:
    assert (JANUARY_AND_FEBRUARY.label, SEPTEMBER.label) == ("1—2月", "9月")
    assert (JANUARY_AND_FEBRUARY.year, JANUARY_AND_FEBRUARY.month) == (2026, 2)
    assert (JANUARY_AND_FEBRUARY.starts_on, JANUARY_AND_FEBRUARY.ends_on) == (date(2026, 1, 1), date(2026, 2, 28))
    assert Period("2028-02", (1, 2)).ends_on == date(2028, 2, 29)


def test_a_policy_sets_version_is_told_in_words() -> None:
    assert version_words("default-2026") == "2026年默认规则"
    assert version_words("strict-2026") == "2026年从严规则"
    assert [version_words(other) for other in ("示范市一号", "own-2026", "default-x", "2026-default")] == [
        "示范市一号", "own-2026", "default-x", "2026-default",
    ]  # fmt: skip


def test_a_period_is_found_by_the_last_of_its_months_only() -> None:
    policy = PolicySet()
    assert policy.period("2026-02") == JANUARY_AND_FEBRUARY
    assert policy.period("2026-12") == DECEMBER
    for key in ("2026-01", "2026-13", "2026", "", "九月", "0000-03"):
        assert policy.period(key) is None


@pytest.mark.parametrize(
    ("period", "days", "due"),
    [
        (Period("2026-10", (10,)), WEEKS, (2026, 11, 5)),  # a Thursday
        (SEPTEMBER, WEEKS, (2026, 10, 5)),  # a Monday, for who knows no holidays
        (SEPTEMBER, NATIONAL_DAY, (2026, 10, 8)),
        (JANUARY_AND_FEBRUARY, WEEKS, (2026, 3, 5)),
        (Period("2026-11", (11,)), WEEKS, (2026, 12, 7)),  # the 5th is a Saturday
        (DECEMBER, WEEKS, (2027, 1, 5)),
    ],
)
def test_reports_are_due_on_the_fifth_at_five_or_the_next_working_day(
    period: Period, days: WorkingDays, due: tuple[int, int, int]
) -> None:
    assert PolicySet().report_due(period, days) == datetime(*due, 17, 0, tzinfo=SHANGHAI)


def test_a_programme_may_set_its_own_day_and_time() -> None:
    due = PolicySet(report_day=8, report_time="11:30").report_due(DECEMBER, WEEKS)
    assert due == datetime(2027, 1, 8, 11, 30, tzinfo=SHANGHAI)
    assert due.utcoffset() == datetime(2027, 1, 8, tzinfo=SHANGHAI).utcoffset()


def test_publications_are_due_on_the_tenth_or_the_next_working_day() -> None:
    assert PolicySet().publication_due(SEPTEMBER, WEEKS) == date(2026, 10, 12), "the 10th is a Saturday"
    assert PolicySet(publication_day=20).publication_due(DECEMBER, WEEKS) == date(2027, 1, 20)


def test_bulletins_are_due_on_the_tenth_or_the_next_working_day_too() -> None:
    assert PolicySet().bulletin_due(SEPTEMBER, WEEKS) == date(2026, 10, 12)
    assert PolicySet(bulletin_day=15, publication_day=20).bulletin_due(DECEMBER, WEEKS) == date(2027, 1, 15)


def test_the_lights_say_whose_thresholds_they_follow() -> None:
    ours = PolicySet().pace
    assert (ours.version, ours.yellow_at, ours.red_over, ours.source) == (
        "default-2026", Decimal(10), Decimal(30), "银川2025",
    )  # fmt: skip
    for own in (PolicySet(version="own", red_over="20"), PolicySet(version="own", yellow_at="5")):
        assert (own.pace.version, own.pace.source) == ("own", "本清单规定")
    assert PolicySet(yellow_at="10.0", red_over="30.00").pace.source == light.DEFAULT.source


def test_a_frozen_set_comes_back_from_the_ledger_as_it_went_in() -> None:
    own = PolicySet(version="own", merged=((1, 2), (7, 8)), yellow_at="5", extra={"档位": ["一"]})
    stored = own.as_dict()
    assert stored["merged"] == [[1, 2], [7, 8]], "JSON has no tuples"
    assert PolicySet.from_dict(stored) == own


def test_a_set_of_an_older_or_newer_version_is_read_as_far_as_it_goes() -> None:
    assert PolicySet.from_dict({"version": "old", "merged": [[1, 2]], "forgotten": 1}) == PolicySet(version="old")
    assert PolicySet.from_dict({"version": "old"}).merged == (), "a list that named no merged months has none"


def test_a_kind_that_a_set_does_not_know_goes_by_the_default_and_none_is_made_up() -> None:
    bare = PolicySet(rules={}, merged=())
    assert bare.rule("quarterly_review") == DEFAULTS["quarterly_review"]
    with pytest.raises(KeyError):
        bare.rule("made_up")
    own = replace(DEFAULTS["monthly_report"], kind="own", n=9)
    cadence = PolicySet(rules={"own": own.as_dict()}, merged=((7, 8),)).cadence()
    assert set(cadence) == {*DEFAULTS, "own"} and cadence["own"] == replace(own, merged=((7, 8),))


def test_the_days_and_the_merged_months_of_a_set_are_those_of_its_monthly_rules_alone() -> None:
    policy = PolicySet(report_day=7, report_time="09:00", publication_day=11, bulletin_day=13, merged=((7, 8),))
    told = {kind: policy.rule(f"monthly_{kind}") for kind in ("report", "publication", "bulletin")}
    assert [(each.n, each.at, each.merged) for each in told.values()] == [
        (7, "09:00", ((7, 8),)), (11, "24:00", ((7, 8),)), (13, "24:00", ((7, 8),)),
    ]  # fmt: skip
    for kind in ("weekly_dispatch", "quarterly_review", "half_year_disclosure", "interpretation"):
        assert policy.rule(kind) == DEFAULTS[kind], "nothing said of it"
