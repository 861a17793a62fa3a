"""The demonstration's findings: by their real commands, at their hours, each in another state at the end.

The first term ends on the twentieth working day after 25 August: 20 September, a Sunday, is a make-up day.
"""

from pathlib import Path

import pytest

from projects import intake
from projects.programme import Programme
from supervision import findings, rectifications
from tests import deeds
from tracker.clock import FixedClock, using
from tracker.database import Database
from tracker.event import SYSTEM
from web.demonstration import findings as told
from web.demonstration import roster, script, visits

pytestmark = pytest.mark.usefixtures("clock")


def test_one_is_in_its_second_term_one_was_withdrawn_and_one_waits_for_its_feedback(
    database: Database, tmp_path: Path
) -> None:
    with deeds.house(database, tmp_path) as house:
        new = intake.Intake("demo", "示范市", 2026, script.listing(script.read()), shown="simulated")
        house.carry_out(SYSTEM, None, ["list"], lambda: intake.changes(house.ledger, new))
        steps = [*roster.steps(), *visits.steps(), *told.steps()]
        for _, at, deed in sorted(steps, key=lambda step: step[1]):
            with using(FixedClock(at)):
                deed(house)
        with house.reading() as conn:
            rows = {row.fact: row for row in findings.of_programme(conn, Programme.create_id("demo", 2026))}
            mending = rectifications.of_finding(conn, rows[told.FENCED].id)
        assert [(rows[fact].state, rows[fact].severity) for fact in (told.FENCED, told.CODE, told.DRY)] == [
            ("mending", "serious"), ("withdrawn", "minor"), ("recorded", "minor"),
        ]  # fmt: skip
        assert mending is not None and [str(each.due) for each in mending.rounds] == ["2026-09-21", "2026-10-20"]
        assert mending.plan is not None and mending.plan["finish_on"] == "2026-09-18"
        assert len(rows[told.DRY].photos) == 1
