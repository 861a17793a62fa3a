"""A target's districts as a table with a small drawing each: figures by day, lengths, and whether they add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from projects.region_split import Split, Sum, splits, value_on
from web.templating import date_in_words, day_in_words
from web.wording import NOT_PUBLISHED, number, printed_percent


@dataclass(frozen=True, slots=True)
class Bar:
    """One figure as a length: 0 to 100 of the longest figure of the table."""

    length: float
    words: str
    newest: bool


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A district: its target, its figures by day (None where it gave none), and its drawing."""

    name: str
    quantity: Any
    values: tuple[Mapping[str, Any] | None, ...]
    bars: tuple[Bar, ...]
    tick: float | None

    @property
    def description(self) -> str:
        """What the drawing shows, in words."""
        told = "；".join(bar.words for bar in self.bars)
        return f"{self.name}：{told}" if told else f"{self.name}{NOT_PUBLISHED}"


@dataclass(frozen=True, slots=True)
class RegionTable:
    """A target's districts, with a sentence a day on whether they add up. `heads`: the days as columns name them."""

    target: Mapping[str, Any]
    days: tuple[str | None, ...]
    heads: tuple[str, ...]
    aims: bool
    figures: bool
    percents: bool
    rows: tuple[RegionRow, ...]
    notes: tuple[str, ...]


def tables(project: Mapping[str, Any], latest: int | None = None) -> list[RegionTable]:
    """One for each target that has districts, in the targets' order; with `latest` only of that many days."""
    return [_region_table(split, short=latest is not None) for split in splits(project, latest)]


def _region_table(split: Split, *, short: bool) -> RegionTable:
    """`short`: of a programme run here, whose year is the card's."""
    every = [value for region in split.regions for value in region["values"] if value["as_of"] in split.days]
    figures = any(value["value"] is not None for value in every)
    name = "value" if figures else "published_percent"
    aims = [region["quantity"] for region in split.regions if region["quantity"] is not None]
    drawn = [value[name] for value in every if value[name] is not None]
    longest = max((abs(Decimal(str(each))) for each in [*drawn, *(aims if figures else [])]), default=Decimal(0))
    return RegionTable(
        target=split.target,
        days=split.days,
        heads=tuple(_head(day, short) for day in split.days),
        aims=bool(aims),
        figures=figures,
        percents=any(value["published_percent"] is not None for value in every),
        rows=tuple(_row(region, split, name, longest) for region in split.regions),
        notes=tuple(note for each in split.sums for note in _sum_words(each, split)) + _aims_words(split),
    )


def _head(day: str | None, short: bool) -> str:
    if day is None:
        return "日期未见公布"
    return date_in_words(day, week=False) if short else day_in_words(day)


def _row(region: Mapping[str, Any], split: Split, name: str, longest: Decimal) -> RegionRow:
    values = tuple(value_on(region, day) for day in split.days)
    newest = next((value for value in reversed(values) if value), None)
    bars = tuple(
        Bar(_length(value[name], longest), _bar_words(value, name, split, len(split.days) > 1), value is newest)
        for value in values
        if value and value[name] is not None
    )
    tick = _length(region["quantity"], longest) if name == "value" and region["quantity"] is not None else None
    return RegionRow(region["region"], region["quantity"], values, bars, tick)


def _length(amount: Any, longest: Decimal) -> float:
    return round(float(abs(Decimal(str(amount))) / longest * 100), 2) if longest else 0.0


def _bar_words(value: Mapping[str, Any], name: str, split: Split, dated: bool) -> str:
    unit = value.get("unit") or split.target["unit"] or ""
    said = f"{number(value['value'])}{unit}" if name == "value" else printed_percent(value["published_percent"])
    return f"{value['as_of']}{said}" if dated and value["as_of"] else said


def _sum_words(each: Sum, split: Split) -> list[str]:
    day, unit = _day(each.as_of) if len(split.days) > 1 else "", split.target["unit"] or ""
    said = []
    if each.added is not None and each.total is not None:
        together = f"{day}各区域合计{number(each.added)}{unit}"
        apart = each.added - each.total
        more = "多" if apart > 0 else "少"
        told = f"公布总数为{number(each.total)}{unit}，合计{more}{number(abs(apart))}{unit}，照原文"
        said.append(f"{together}，与公布总数一致" if not apart else f"{together}，{told}")
    elif each.added is not None:
        said.append(f"{day}各区域合计{number(each.added)}{unit}，当日总数{NOT_PUBLISHED}")
    if each.silent:
        said.append(f"{day}{'、'.join(each.silent)}{NOT_PUBLISHED}")
    return said


def _aims_words(split: Split) -> tuple[str, ...]:
    if not split.additive:
        return ("各区域为比率，不相加",)
    if split.aims is None or split.target["quantity"] is None:
        return ()
    unit, whole = split.target["unit"] or "", Decimal(str(split.target["quantity"]))
    told = f"各区域目标合计{number(split.aims)}{unit}"
    return (f"{told}，与年度目标一致" if split.aims == whole else f"{told}，年度目标为{number(whole)}{unit}，照原文",)


def _day(as_of: str | None) -> str:
    if as_of is None:
        return "日期未见公布的，"
    year, month, day = as_of.split("-")
    return f"{year}年{int(month)}月{int(day)}日"
