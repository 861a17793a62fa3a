"""Whoever may sit in a team: at least one of the roster, nobody of the units whose work it is, nobody who is barred."""

from hypothesis import given
from hypothesis import strategies as st

from supervision.acceptance_team import OFFICIAL, Bounds, Seat, counted, faults
from supervision.member import KINDS

OWN = ("lead", "builder")
BOUNDS = Bounds(frozenset(OWN), frozenset({"市教育局"}), frozenset({"bound"}))
UNITS = (*OWN, "finance", "audit")
MEMBERS = ("bound", "free-1", "free-2")

members = st.builds(
    lambda kind, member: Seat(kind, f"{kind}-{member}", member=member), st.sampled_from(KINDS), st.sampled_from(MEMBERS)
)
officials = st.builds(
    lambda unit, post, place: Seat(OFFICIAL, f"{post}{place}", unit=unit),
    st.sampled_from((*UNITS, None, "")),
    st.sampled_from(("科长", "市教育局副局长", "")),
    st.integers(0, 20),
)
posing = st.builds(lambda kind: Seat(kind, f"{kind}99", unit="audit"), st.sampled_from(KINDS))


def _right(seats: list[Seat]) -> bool:
    """The rule said once more, seat by seat."""
    roster = [seat for seat in seats if seat.member]
    others = [seat for seat in seats if not seat.member]
    free = all(seat.member != "bound" for seat in roster)
    elsewhere = all(
        seat.unit in ("finance", "audit") and seat.called and "市教育局" not in seat.called for seat in others
    )
    names = [seat.called for seat in seats]
    return bool(roster) and free and elsewhere and len(set(names)) == len(names) and len(names) <= 15


@given(st.lists(st.one_of(members, officials, posing), max_size=17))
def test_no_team_without_a_third_party_or_with_one_of_the_units_whose_work_it_is(seats: list[Seat]) -> None:
    assert (not faults(seats, BOUNDS)) == _right(seats)


def test_each_fault_names_who_it_is_about() -> None:
    seats = [
        Seat("人大代表", "人大代表07", member="bound"),
        Seat(OFFICIAL, "科长", unit="lead"),
        Seat(OFFICIAL, "市教育局副局长", unit="audit"),
        Seat(OFFICIAL, "处长"),
        Seat(OFFICIAL, " ", unit="audit"),
    ]
    assert [(each.code, each.field, each.facts.get("called")) for each in faults(seats, BOUNDS)] == [
        ("acceptance.barred", "members", "人大代表07"),
        ("acceptance.own_unit", "officials", "科长"),
        ("acceptance.own_unit", "officials", "市教育局副局长"),
        ("acceptance.seat_unit", "officials", "处长"),
        ("acceptance.post", "officials", None),
    ]
    assert [each.code for each in faults(seats[1:2], BOUNDS)] == ["acceptance.own_unit", "acceptance.third_party"]


def test_a_team_has_at_most_fifteen_and_nobody_twice() -> None:
    seats = [Seat("市民代表", f"市民代表{n:02d}", member=str(n)) for n in range(1, 17)]
    assert faults(seats[:15], BOUNDS) == []
    for wrong in (seats, [seats[0], seats[0]]):
        assert [(no.code, no.field, no.facts) for no in faults(wrong, BOUNDS)] == [
            ("acceptance.team", "members", {"most": 15})
        ]


def test_the_public_reads_a_team_as_kinds_and_numbers() -> None:
    seats = [
        Seat(OFFICIAL, "处长", unit="audit"), Seat("市民代表", "市民代表02", member="a"),
        Seat("人大代表", "人大代表07", member="b"), Seat("市民代表", "市民代表03", member="c"),
    ]  # fmt: skip
    assert counted([seat.as_dict() for seat in seats]) == [("人大代表", 1), ("市民代表", 2), (OFFICIAL, 1)]
