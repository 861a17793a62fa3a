"""What the public reads of a project's acceptance: the day, the team as kinds and numbers, the notice, and what came of
it. Of what failed, of the self-check and of who objected it reads nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from projects.published import Board
from supervision.acceptance_team import OFFICIAL, counted
from supervision.acceptances import AcceptanceRow, Round
from web.templating import date_in_words, day_in_words


@dataclass(frozen=True, slots=True)
class Told:
    """One round in words. `running`: whether objections may still be sent in."""

    title: str
    team: str
    objections: str
    ending: str
    running: bool
    revoked: bool


def told(row: AcceptanceRow, today: date) -> list[Told]:
    """The public's rounds, the newest first."""
    return [_round(each, today) for each in reversed(row.rounds)]


def _round(round: Round, today: date) -> Told:
    verdict, until = round.verdict, round.until
    assert verdict is not None
    shown = f"，公示至{day_in_words(until)}" if until else ""
    return Told(
        title=f"{day_in_words(date.fromisoformat(verdict['on']))}通过验收{shown}",
        team=f"{day_in_words(date.fromisoformat(verdict['visited_on']))}到现场的验收组：{team(round.came)}。",
        objections=_objections(round),
        ending=_ending(round),
        running=until is not None and today <= until and round.revoked_at is None,
        revoked=round.revoked_at is not None,
    )


def team(seats: list[dict[str, str]]) -> str:
    """人大代表02、市民代表01，工作人员2名."""
    members = "、".join(
        f"{seat['called']}{'（抽签产生）' if seat.get('lot') else ''}" for seat in seats if seat["member"]
    )
    officials = dict(counted(seats)).get(OFFICIAL, 0)
    return members + (f"，工作人员{officials}名" if officials else "")


def _objections(round: Round) -> str:
    if not round.objections:
        return ""
    upheld = sum(each.upheld is True for each in round.objections)
    result = f"其中{upheld}件成立" if upheld else "经核实均不成立"
    return f"公示期间答复异议{len(round.objections)}件，{result}。"


def _ending(round: Round) -> str:
    closed = f"{date_in_words(round.closed_at, week=False)}销号。" if round.closed_at else ""
    if round.revocation and round.revoked_at:
        by, reason = round.revocation["approval"], round.revocation["reason"].rstrip("。")
        return (
            f"{closed}{date_in_words(round.revoked_at, week=False)}撤销验收：{reason}。"
            f"{by['post']}{day_in_words(date.fromisoformat(by['decided_on']))}决定，项目恢复为实施中。"
        )
    return closed


def line(row: AcceptanceRow) -> str:
    """In few words, for a row of the board."""
    last = row.now
    if last.revoked_at:
        return f"{date_in_words(last.revoked_at, week=False)}撤销验收"
    if last.closed_at:
        return f"验收公示期满，{date_in_words(last.closed_at, week=False)}销号"
    return f"验收公示至{date_in_words(last.until, week=False)}" if last.until else ""


def of(board: Board, known: Mapping[str, AcceptanceRow]) -> Board:
    """The board with each project's acceptance in few words, as `acceptance`."""
    lines = {id: line(row) for id, row in known.items()}
    if not lines:
        return board
    return replace(board, projects=[{**each, "acceptance": lines.get(each["id"])} for each in board.projects])
