"""The demonstration's orders as they stand on the morning of 9 October, and replayed twice without a trace."""

from datetime import date, datetime
from pathlib import Path

import pytest

from projects import intake
from supervision import orders
from supervision.order import Order
from tests import deeds
from tracker.clock import SHANGHAI, FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from web.demonstration import orders as told
from web.demonstration import script

pytestmark = pytest.mark.usefixtures("clock")


def test_one_has_climbed_one_is_closed_and_one_waits_to_be_signed_for(
    database: Database, tmp_path: Path, clock: FixedClock
) -> None:
    with deeds.house(database, tmp_path) as house:
        new = intake.Intake("demo", "示范市", 2026, script.listing(script.read()), shown="simulated")
        house.carry_out(SYSTEM, None, ["list"], lambda: intake.changes(house.ledger, new))
        for _ in range(2):
            for _, moment, deed in sorted(told.steps(), key=lambda step: step[1]):
                clock.set(moment)
                deed(house)
        clock.set(datetime(2026, 10, 9, 9, tzinfo=SHANGHAI))
        with house.reading() as conn:
            rows = {row.number: row for row in orders.of_programme(conn, told.PROGRAMME)}
        closed, climbed, issued = (rows[f"示政办督单〔2026〕{place}号"] for place in (1, 2, 3))
        assert (closed.state, closed.step) == ("closed", "blue")
        assert (climbed.state, climbed.step, climbed.due) == ("signed_for", "orange", date(2026, 10, 8))
        assert climbed.plea is not None and climbed.plea["justified"] is False
        assert (issued.state, issued.step, issued.due) == ("issued", "blue", date(2026, 10, 14))
        order = house.ledger.get(Order, climbed.id)
        order.escalate("red", "到期未反馈。", told._head("10-09", "同意。"), house.days())
        assert order.step == "red"
