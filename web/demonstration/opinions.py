"""The demonstration's opinions: one of August's open day, adopted and public; one of September's talk, unanswered."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from projects import register
from projects.approval import Approval, Review
from projects.identity import identity
from projects.programme import Programme
from supervision import opinions
from supervision.opinion import Opinion
from tracker import accounts
from tracker.clock import SHANGHAI
from tracker.event import Actor
from web.demonstration.roster import SLUG, office
from web.house import House

YEAR, PROJECT = 2026, "29"
PATHS = "步道可以分段开放，开放到哪一段要在入口立牌写明。"
LAMPS = "石桥镇文体场地晚上八点就关灯，下班的人用不上，建议延到九点半。"
Deed = Callable[[House], None]


def steps() -> list[tuple[str, datetime, Deed]]:
    """Name, moment and act of each, in order, for a replay that sorts them among its own."""
    review = Review(
        "主动公开", "不涉及国家秘密和个人信息，可以公开。", "督查室副主任",
        Approval("市政府办公厅分管督查工作的副主任", "2026-09-02", "同意公开。"),
    )  # fmt: skip
    told: list[tuple[str, Deed]] = [
        ("2026-08-21T15:00", _recorded("走进市办实事", "2026-08-20", "市民代表01", PATHS)),
        (
            "2026-08-28T10:40",
            _answered(PATHS, "adopted", "采纳。8月27日已在两个入口立牌，标明开放路段和全线开放时间。"),
        ),
        ("2026-09-02T09:20", _changed(PATHS, "clear", lambda opinion: opinion.clear(review))),
        ("2026-09-29T16:30", _recorded("座谈点评", "2026-09-29", "政协委员03", LAMPS)),
    ]
    return [
        (f"opinions {moment}", datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI), deed) for moment, deed in told
    ]


def _recorded(occasion: str, on: str, speaker: str, words: str) -> Deed:
    def deed(house: House) -> None:
        with house.reading() as conn:
            row = register.project(conn, SLUG, YEAR, PROJECT)
        assert row

        def act() -> tuple[list[Any], Any]:
            made = Opinion.record(
                (row.programme, SLUG, YEAR), row.id, row.lead_unit or "", occasion=occasion, held_on=on,
                speaker=speaker, words=words,
            )  # fmt: skip
            return [made], {}

        house.carry_out(office(house), identity("demonstration", "opinion", words), ["opinion", words], act)

    return deed


def _answered(words: str, verdict: str, answer: str) -> Deed:
    """By an account of the unit that leads the project, where the demonstration has made it."""

    def who(house: House, unit: str) -> Actor:
        with house.reading() as conn:
            found = [each for each in accounts.of_government(conn, SLUG) if each.role == "filer" and each.unit == unit]
        return Actor(str(found[0].id), found[0].post, unit) if found else office(house)

    return _changed(words, "answer", lambda opinion: opinion.answer(verdict, answer), who)


def _changed(
    words: str, what: str, change: Callable[[Opinion], None], who: Callable[[House, str], Actor] | None = None
) -> Deed:
    def deed(house: House) -> None:
        with house.reading() as conn:
            rows = opinions.of_programme(conn, str(Programme.create_id(SLUG, YEAR)))
        row = next(each for each in rows if each.words == words)

        def act() -> tuple[list[Any], Any]:
            found = house.ledger.get(Opinion, row.id)
            change(found)
            return [found], {}

        actor = who(house, row.unit) if who else office(house)
        house.carry_out(actor, identity("demonstration", "opinion", words, what), ["opinion", what, words], act)

    return deed
