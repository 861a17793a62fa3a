"""When what goes out: properties of waiting, quiet hours and the day's digest, against arithmetic of their own."""

from datetime import UTC, date, datetime, timedelta
from datetime import time as hour
from uuid import UUID, uuid5

from hypothesis import given
from hypothesis import strategies as st

from supervision import posting
from supervision.telling import KINDS
from tracker.channels import Channel, Choice
from tracker.clock import SHANGHAI
from tracker.deliveries import Delivery
from tracker.messages import Message, id_of
from tracker.working_days import Day, WorkingDays

NOON = datetime(2026, 10, 9, 12, tzinfo=SHANGHAI)
draws = st.floats(0, 1, exclude_max=True)
times = st.times().map(lambda each: each.replace(second=0, microsecond=0))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda each: each.replace(tzinfo=SHANGHAI))


@given(st.integers(1, 40), draws)
def test_each_wait_is_a_fifth_around_four_times_the_last_and_never_much_over_six_hours(n: int, draw: float) -> None:
    plain = timedelta(seconds=min(30 * 4 ** (n - 1), 6 * 3600))
    assert plain * 0.8 <= posting.wait(n, draw) <= plain * 1.2


@given(draws, draws)
def test_the_next_wait_is_longer_until_it_is_the_longest(a: float, b: float) -> None:
    waits = [posting.wait(n, a if n % 2 else b) for n in range(1, 6)]
    assert waits == sorted(waits)


@given(st.integers(1, 20), st.booleans(), draws)
def test_a_delivery_is_given_up_at_the_eighth_failure_or_where_it_is_of_no_use(n: int, lasting: bool, d: float) -> None:
    at = posting.again(NOON, n, lasting, d)
    assert (at is None) == (lasting or n >= 8)
    assert at is None or at > NOON


@given(st.lists(draws, min_size=7, max_size=7))
def test_all_tries_lie_within_a_day(given: list[float]) -> None:
    whole = sum((posting.wait(n, draw) for n, draw in enumerate(given, start=1)), timedelta())
    seconds = 30 + 120 + 480 + 1920 + 7680 + 21600 + 21600
    assert timedelta(seconds=0.8 * seconds) <= whole <= timedelta(seconds=1.2 * seconds)


@given(moments, times, times)
def test_nobody_is_disturbed_in_the_quiet_hours_and_nothing_waits_longer(
    at: datetime, since: hour, until: hour
) -> None:
    def quiet(moment: datetime) -> bool:
        minute = moment.hour * 60 + moment.minute
        first, last = since.hour * 60 + since.minute, until.hour * 60 + until.minute
        return first <= minute < last if first <= last else not last <= minute < first

    found = posting.undisturbed(at, since, until)
    assert found >= at and found - at < timedelta(days=1)
    assert not quiet(found)
    assert quiet(at) or found == at
    assert found == at or (found.hour, found.minute) == (until.hour, until.minute)


def test_without_quiet_hours_nothing_waits() -> None:
    assert posting.undisturbed(NOON, None, hour(7)) == posting.undisturbed(NOON, hour(22), None) == NOON


def test_a_night_ends_in_the_morning_after() -> None:
    late = datetime(2026, 10, 9, 23, 30, tzinfo=SHANGHAI)
    assert posting.undisturbed(late, hour(22), hour(7)) == datetime(2026, 10, 10, 7, tzinfo=SHANGHAI)
    early = datetime(2026, 10, 10, 5, tzinfo=SHANGHAI)
    assert posting.undisturbed(early, hour(22), hour(7)) == datetime(2026, 10, 10, 7, tzinfo=SHANGHAI)


YEAR = WorkingDays(
    {
        date(2026, 10, 8): Day(date(2026, 10, 8), "working", "", ""),
        date(2026, 10, 7): Day(date(2026, 10, 7), "holiday", "国庆节", ""),
        date(2026, 10, 10): Day(date(2026, 10, 10), "makeup", "", ""),
    },
    {2026: "正式"},
)


def test_the_digest_is_due_on_working_days_from_half_past_eight() -> None:
    def due(day: int, hour: int, minute: int) -> bool:
        return posting.digest_due(datetime(2026, 10, day, hour, minute, tzinfo=SHANGHAI), YEAR)

    assert [due(9, 8, 29), due(9, 8, 30), due(9, 17, 0)] == [False, True, True]
    assert not due(7, 9, 0), "a holiday on a Wednesday"
    assert due(10, 9, 0), "a Saturday that is worked"
    assert not due(11, 9, 0), "a Sunday"


_SPACE = UUID(int=9)
PEOPLE = [uuid5(_SPACE, str(n)) for n in range(3)]
kinds = st.sets(st.sampled_from(sorted(KINDS))).map(tuple)
messages_ = st.builds(
    lambda event, account, kind, urgent: Message(
        id_of(event, account), event, "t", account, "demo", kind, urgent, f"事由{kind}", "/demo/2026/", NOON
    ),
    st.sampled_from(["e:1", "e:2"]), st.sampled_from(PEOPLE), st.sampled_from(sorted(KINDS)), st.booleans(),
)  # fmt: skip
choices_ = st.builds(
    Choice, st.none(), st.sampled_from([None, "a@b.cn"]), st.sampled_from([None, "13800000000"]), kinds, kinds
)
channels_ = st.lists(
    st.builds(
        lambda kind, wanted: Channel(uuid5(_SPACE, kind), "demo", kind, kind, {}, None, wanted),
        st.sampled_from(["mail", "phone", "webhook", "wecom", "dingtalk"]), kinds,
    ),
    unique_by=lambda each: each.id,
)  # fmt: skip


@given(st.lists(messages_, unique_by=lambda each: each.id), st.lists(choices_, min_size=3, max_size=3), channels_)
def test_each_goes_where_it_was_chosen_to_and_under_one_id(
    told: list[Message], chosen: list[Choice], ways: list[Channel]
) -> None:
    of = dict(zip(PEOPLE, chosen, strict=True))
    found = list(posting.personal(told, of, ways, NOON))
    there = {way.kind: way.id for way in ways}
    wanted = {
        (message.id, there[way])
        for message in told
        for way, address, by in (
            ("mail", of[message.account].mail, of[message.account].by_mail),
            ("phone", of[message.account].phone, of[message.account].by_phone),
        )
        if way in there and address and message.kind in by
    }
    assert {(each.message, each.channel) for each in found} == wanted
    assert len({each.id for each in found}) == len(found), "no two of one id"
    assert [each.id for each in posting.personal(told, of, ways, NOON)] == [each.id for each in found]
    assert all((each.state == "gathered") == (each.channel == there.get("mail") and not each.urgent) for each in found)


@given(st.lists(messages_.filter(lambda each: each.event == "e:1"), unique_by=lambda each: each.id), channels_)
def test_a_group_hears_an_event_once_however_many_people_it_concerns(told: list[Message], ways: list[Channel]) -> None:
    found = list(posting.to_groups(told, ways, NOON))
    groups = {way.id: way.kinds for way in ways if way.kind not in ("mail", "phone")}
    said: set[tuple[UUID, str]] = {(way, each.text) for way, by in groups.items() for each in told if each.kind in by}
    assert {(each.channel, each.text) for each in found} == said
    assert len(found) == len(said) == len({each.id for each in found})
    assert all(each.account is None and each.state == "queued" for each in found)


def test_the_time_of_quiet_hours_is_the_persons_own_not_the_servers() -> None:
    night = datetime(2026, 10, 9, 15, 30, tzinfo=UTC).astimezone(SHANGHAI)
    chosen = Choice(PEOPLE[0], "a@b.cn", None, ("order",), (), hour(22), hour(7))
    told = Message(id_of("e:1", PEOPLE[0]), "e:1", "t", PEOPLE[0], "demo", "order", True, "督办单", "/", night)
    mail = Channel(UUID(int=1), "demo", "mail", "", {}, None, ())
    [made] = posting.personal([told], {PEOPLE[0]: chosen}, [mail], night)
    assert isinstance(made, Delivery) and made.next_at == datetime(2026, 10, 10, 7, tzinfo=SHANGHAI)
