"""The colours of a project, the public words for them (domain.md 4.2, 4.4), and the thresholds a programme froze."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType


class Light(StrEnum):
    RED = "red"
    YELLOW = "yellow"
    GREY = "grey"
    GREEN = "green"
    BLUE = "blue"


class Status(StrEnum):
    """The public wording buckets (domain.md 4.4)."""

    FINISHED = "finished"
    AHEAD = "ahead"
    ON_PACE = "on_pace"
    BEHIND = "behind"
    FAR_BEHIND = "far_behind"
    NOT_REPORTED = "not_reported"


WORST_FIRST = (Light.RED, Light.YELLOW, Light.GREY, Light.GREEN, Light.BLUE)
LIGHT_WORDS: Mapping[Light, str] = MappingProxyType(
    {Light.RED: "红", Light.YELLOW: "黄", Light.GREY: "灰", Light.GREEN: "绿", Light.BLUE: "蓝"}
)
STATUS_WORDS: Mapping[Status, str] = MappingProxyType(
    {
        Status.FINISHED: "已完成",
        Status.AHEAD: "超序时",
        Status.ON_PACE: "按序时",
        Status.BEHIND: "慢于序时",
        Status.FAR_BEHIND: "严重滞后",
        Status.NOT_REPORTED: "未报送",
    }
)
SILENT = "本期未报送"
"""What is said of a period without a report."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The thresholds a programme froze, in percentage points (service: percent); a change is a new version.

    Yellow from `yellow_at` points behind up to and including `red_over`, red beyond; with `yellow_at` 0 any shortfall.
    """

    version: str = "default-2026"
    yellow_at: Decimal = Decimal(10)
    red_over: Decimal = Decimal(30)
    service_yellow_below: Decimal = Decimal(100)
    service_red_below: Decimal = Decimal(90)
    months_in_a_row: int = 3
    source: str = "银川2025"


DEFAULT = Policy()
STRICT = Policy(version="strict-2026", yellow_at=Decimal(0), red_over=Decimal(10), source="从严：低于序时即黄")
POLICIES: Mapping[str, Policy] = MappingProxyType({policy.version: policy for policy in (DEFAULT, STRICT)})


def worst(lights: Iterable[Light | None]) -> Light | None:
    """red > yellow > grey > green > blue; None of none."""
    present = {light for light in lights if light is not None}
    return next((light for light in WORST_FIRST if light in present), None)
