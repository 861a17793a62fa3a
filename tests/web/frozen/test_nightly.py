"""The worker writes the copy once a day where it is told to, tries again, and the operations page says how it went."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from projects.jurisdiction import Jurisdiction
from tests import deeds
from tests.web.forms import words
from tracker import duty
from tracker.clock import FixedClock
from tracker.database import Database
from tracker.event import SYSTEM
from web import worker
from web.frozen import manifest
from web.house import House

PAGE = "/office/operations"


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FixedClock) -> Iterator[House]:
    with deeds.house(database, tmp_path / "data") as made:
        deeds.released(made)
        made.settings = made.settings.model_copy(update={"freeze_dir": tmp_path / "site"})
        yield made


def _night(house: House) -> duty.Duty:
    worker.perform(house, next(each for each in worker.CHORES if each.name == duty.FREEZE))
    with house.reading() as conn:
        return duty.known(conn)[duty.FREEZE]


def _yesterday(folder: Path) -> None:
    stood = (folder / "manifest.json").stat().st_mtime - 86400
    os.utime(folder / "manifest.json", (stood, stood))


def test_it_is_written_once_a_day_and_only_when_the_ledger_went_on(house: House, tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert _night(house).fault is None
    first = manifest.read(site)
    assert first is not None and first["position"] == house.ledger.recorder.max_notification_id()
    (site / "mark").write_text("")
    house.carry_out(SYSTEM, None, ["more"], lambda: ([_renamed(house)], {}))
    assert _night(house).fault is None and (site / "mark").exists(), "today's is written"
    _yesterday(site)
    assert _night(house).fault is None and not (site / "mark").exists()
    second = manifest.read(site)
    assert second is not None and second["position"] > first["position"]
    (site / "mark").write_text("")
    _yesterday(site)
    assert _night(house).fault is None and (site / "mark").exists(), "nothing was recorded since"


def _renamed(house: House) -> Jurisdiction:
    found = house.ledger.get(Jurisdiction, Jurisdiction.create_id("testcity"))
    found.rename("某市人民政府")
    return found


def test_what_went_wrong_is_shown_and_tried_again(house: House, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/账.txt").write_text("别的")
    assert "已有别的内容" in (_night(house).fault or "")
    office = deeds.client(house, deeds.account(house, "office"))
    assert "写出公开网站的冻结副本" in words(office.get(PAGE)) and "已有别的内容" in words(office.get(PAGE))
    (tmp_path / "site/账.txt").unlink()
    assert _night(house).fault is None and "已有别的内容" not in words(office.get(PAGE))


def test_it_is_off_unless_the_operator_says_where(house: House, tmp_path: Path) -> None:
    house.settings = house.settings.model_copy(update={"freeze_dir": None})
    assert duty.FREEZE not in [each.name for each in worker.wanted(house.settings)]
    office = deeds.client(house, deeds.account(house, "office"))
    assert "冻结副本" not in words(office.get(PAGE))
    assert not (tmp_path / "site").exists()
