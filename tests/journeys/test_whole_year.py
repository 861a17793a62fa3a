"""The demonstration's year by weeks, months and quarters: nothing that was owed is unaccounted for."""

from collections import Counter
from datetime import date, datetime
from itertools import groupby

from projects import register
from supervision import obligations
from supervision.obligations import ObligationRow
from tests.journeys.conftest import Site
from tests.supervision import calculator
from tests.supervision.calculator import Owed
from tracker.clock import SHANGHAI

NOW = datetime(2026, 10, 9, 9, tzinfo=SHANGHAI)
RELEASED = date(2026, 1, 21)
DIFFICULT = ["16", "20", "24"]
"""重点难点 from the release on."""
Found = dict[tuple[str, str, str], ObligationRow]


def _expected(projects: list[str]) -> Owed:
    """Everything that returns; what is asked for once has tests of its own (tests/supervision/test_calculator.py)."""
    owed = calculator.owed(RELEASED, projects, DIFFICULT, [])
    return {key: due for key, due in owed.items() if key[2]}


def _recorded(site: Site) -> tuple[Found, list[str]]:
    with site.house.reading() as conn:
        programme = register.programme(conn, "demo", 2026)
        assert programme
        numbers = {project.id: project.number for project in register.projects(conn, programme.id)}
        rows = obligations.of_programme(conn, programme.id)
    kinds = {kind for kind, *_ in _expected([])} | {"monthly_report"}
    own = [row for row in rows if row.kind in kinds]
    found = {(row.kind, numbers.get(row.subject, ""), row.period): row for row in own}
    assert len(found) == len(own)
    return found, list(numbers.values())


def test_every_week_month_and_quarter_is_accounted_for(shared_site: Site) -> None:
    """What was due is there with its day; what lapsed, when the next of its kind was due, has come to one end."""
    found, projects = _recorded(shared_site)
    expected = _expected(projects)
    assert set(found) <= set(expected), "nothing is asked for that the rules do not ask for"
    for (_, _), of_one in groupby(sorted(expected), key=lambda key: key[:2]):
        keys = list(of_one)
        for key, following in zip(keys, [*keys[1:], None], strict=True):
            if expected[key] < NOW:
                assert found[key].due == expected[key], key
            if following and expected[following] <= NOW:
                assert not found[key].is_open, key
    ended = Counter((kind, period) for (kind, _, period), row in found.items() if not row.is_open)
    assert all(ended["weekly_dispatch", f"2026-W{week:02d}"] == len(DIFFICULT) for week in range(5, 40))
    assert all(ended["monthly_report", f"2026-{month:02d}"] == len(projects) for month in range(2, 9))
    for kind in ("monthly_publication", "monthly_bulletin"):
        assert all(ended[kind, f"2026-{month:02d}"] == 1 for month in range(2, 9))
    assert (ended["quarterly_review", "2026-Q1"], ended["quarterly_review", "2026-Q2"]) == (1, 1)
    assert (ended["half_year_disclosure", "2026-H1"], ended["third_party_round", "2026-H1"]) == (1, 1)


def test_each_has_one_opening_and_one_end_on_the_ledger(shared_site: Site) -> None:
    topics = shared_site.rows(
        """SELECT originator_id AS id, count(*) FILTER (WHERE topic = 'obligation.opened') AS opened,
             count(*) FILTER (WHERE topic IN ('obligation.met', 'obligation.met_late', 'obligation.missed',
                                              'obligation.waived')) AS ended
           FROM ledger.events WHERE topic LIKE 'obligation.%%' GROUP BY originator_id"""
    )
    states = {row["id"]: row["state"] for row in shared_site.rows("SELECT id, state FROM supervision_obligations")}
    assert len(topics) == len(states) > 500
    for row in topics:
        over = states[row["id"]] not in ("scheduled", "due_soon")
        assert (row["opened"], row["ended"]) == (1, int(over)), row


def test_a_matter_climbed_step_by_step_and_came_down_again(shared_site: Site) -> None:
    steps = shared_site.rows(
        """SELECT o.number, convert_from(e.state, 'UTF8')::jsonb ->> 'step' AS step
           FROM ledger.events e JOIN supervision_orders o ON o.id = e.originator_id
           WHERE e.topic IN ('order.escalated', 'order.lowered') ORDER BY e.notification_id"""
    )
    told: dict[str, list[str]] = {}
    for row in steps:
        told.setdefault(row["number"], []).append(row["step"])
    assert told["示政办督单〔2026〕2号"] == ["orange", "red", "talk", "blue"]
    assert told["示政办督单〔2026〕3号"] == ["orange"]
