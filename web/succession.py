"""Who leads a project after a reorganisation, as the public reads it beside what was published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg

from projects import reorganisations
from projects.published import Board
from projects.reorganisations import Move, Support
from web.templating import day_in_words


@dataclass(frozen=True, slots=True)
class Succession:
    """`now`: the change that the publication does not say yet, None where the unit it names still leads; `told`: every
    change of the leading unit in words, as they take effect."""

    now: Move | None
    told: tuple[str, ...]


NOTHING = Succession(None, ())


def of(board: Board, moves: Sequence[Move], today: date) -> Succession:
    """For one project of a published board."""
    if board.published_at is None:
        return NOTHING
    as_of = board.as_of or board.published_at.date()
    now = reorganisations.unpublished(moves, as_of, board.published_at, today)
    return Succession(now, tuple(sentence(move, today) for move in moves))


def of_board(conn: psycopg.Connection[Any], board: Board, today: date) -> Mapping[str, Succession]:
    """Project number → its succession, for those whose leading unit changes."""
    moves = reorganisations.moves(conn, board.slug, board.year)
    return {number: of(board, found, today) for number, found in moves.items()}


def support_sentence(change: Support, today: date) -> str:
    """原协办单位市科协，2026年11月1日起由市科技局协办（某政发〔2026〕9号）。"""
    before = "原协办单位" if change.effective_on <= today else "协办单位"
    after = f"更名为{change.to_name}" if change.kind == "rename" else f"由{change.to_name}协办"
    return f"{before}{change.name}，{day_in_words(change.effective_on)}起{after}（{change.document}）。"


def sentence(move: Move, today: date) -> str:
    """原牵头单位市水务局，2026年11月1日起由市水利局牵头（某政发〔2026〕9号）。

    Without 原 while the day is still to come."""
    before = "原牵头单位" if move.effective_on <= today else "牵头单位"
    after = f"更名为{move.to_name}" if move.kind == "rename" else f"由{move.to_name}牵头"
    return f"{before}{move.name}，{day_in_words(move.effective_on)}起{after}（{move.document}）。"
