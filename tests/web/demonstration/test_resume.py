"""A load of the demonstration that is cut short, in a step or between two, goes on where it stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import copied
from tests.journeys.conftest import opened
from tracker.embedded import Server
from tracker.ledger import Ledger
from web.demonstration import replay
from web.house import House

CUTS = (1, 2, 31, 14, 3)
"""After how many commands that wrote something the process ended, each time that it was started."""
THROUGH = 80
"""Steps of the year that are looked at."""


class CutShort(BaseException):
    """What ends a process: nobody catches it."""


def load(house: House, through: int) -> None:
    """Up to a step."""

    def progress(done: int, total: int) -> None:
        if done == through:
            raise CutShort

    with pytest.raises(CutShort):
        replay.load(house, progress)


def recorded(house: House) -> list[tuple[str, str]]:
    """What people did, and when: the ids of units and accounts are drawn by lot. What the watch saw is written down at
    its next look, and a load that starts anew looks more often (web/demonstration/watching.py)."""
    with house.reading() as conn:
        rows = conn.execute(
            "SELECT topic, convert_from(state, 'UTF8')::jsonb #>> '{timestamp,_data_}' AS at FROM ledger.events "
            "WHERE topic NOT LIKE 'obligation.%'"
        ).fetchall()
    return sorted((row["at"], row["topic"]) for row in rows)


def test_what_was_cut_short_again_and_again_is_what_an_unbroken_load_leaves(
    server: Server, template: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with copied(server, template) as broken, copied(server, template) as whole:
        for cut in CUTS:
            with monkeypatch.context() as patched, opened(server, broken, tmp_path / "broken") as house:
                patched.setattr(Ledger, "save", _cutting(cut))
                with pytest.raises(CutShort):
                    replay.load(house)
        found = _loaded(server, broken, tmp_path / "broken")
        expected = _loaded(server, whole, tmp_path / "whole")
    assert found == expected and len(found) > 300


def _loaded(server: Server, name: str, folder: Path) -> list[tuple[str, str]]:
    with opened(server, name, folder) as house:
        load(house, THROUGH)
        return recorded(house)


def _cutting(after: int) -> Any:
    keep, kept = Ledger.save, iter(range(1, after + 1))

    def save(ledger: Ledger, *changed: Any, **named: Any) -> Any:
        keep(ledger, *changed, **named)
        if next(kept) == after:
            raise CutShort

    return save
