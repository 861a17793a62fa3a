"""The demonstration's opinions: one adopted and public, one that waits for its unit; both replay once."""

from pathlib import Path

from projects import intake, register
from supervision import opinions
from tests import deeds
from tracker.clock import FixedClock, using
from tracker.database import Database
from tracker.event import SYSTEM
from web.demonstration import opinions as told
from web.demonstration import script


def test_one_opinion_is_public_with_its_answer_and_one_waits(
    database: Database, tmp_path: Path, clock: FixedClock
) -> None:
    with deeds.house(database, tmp_path) as house:
        new = intake.Intake("demo", "示范市", 2026, script.listing(script.read()), shown="simulated")
        house.carry_out(SYSTEM, None, ["list"], lambda: intake.changes(house.ledger, new))
        for _ in range(2):
            for _, moment, deed in told.steps():
                with using(FixedClock(moment)):
                    deed(house)
        with house.reading() as conn:
            row = register.project(conn, "demo", 2026, "29")
            assert row
            rows = {each.words: each for each in opinions.of_programme(conn, row.programme)}
            waiting, answered = rows[told.LAMPS], rows[told.PATHS]
            assert {each.words for each in opinions.public(conn, row.id)} == {told.PATHS, told.COURTS}
        assert (waiting.state, answered.adopted, answered.speaker) == ("recorded", "采纳", "市民代表01")
        assert [rows[words].adopted for words in (told.SHADE, told.COURTS)] == ["部分采纳", "不采纳"]
        assert waiting.unit == row.lead_unit
