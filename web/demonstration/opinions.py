"""The demonstration's opinions: one of August's open day, adopted and public; of September's talk one that waits, one
adopted in part, one declined and public with the reason."""

from collections.abc import Callable
from dataclasses import replace
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
SHADE = "广场健身区没有遮阳，夏天白天没人用，建议每处都加装遮阳棚。"
COURTS = "羽毛球场应当收费预约，免得长期被几个人占着。"
Deed = Callable[[House], None]


def steps() -> list[tuple[str, datetime, Deed]]:
    """Name, moment and act of each, in order, for a replay that sorts them among its own."""
    review = Review(
        "主动公开", "不涉及国家秘密和个人信息，可以公开。", "督查室副主任",
        Approval("市政府办公厅分管督查工作的副主任", "2026-09-02", "同意公开。"),
    )  # fmt: skip
    later = replace(review, approval=replace(review.approval, decided_on="2026-10-08"))
    told: list[tuple[str, Deed]] = [
        ("2026-08-21T15:00", _recorded("走进市办实事", "2026-08-20", "市民代表01", PATHS)),
        (
            "2026-08-28T10:40",
            _answered(PATHS, "adopted", "采纳。8月27日已在两个入口立牌，标明开放路段和全线开放时间。"),
        ),
        ("2026-09-02T09:20", _changed(PATHS, "clear", lambda opinion: opinion.clear(review))),
        ("2026-09-29T16:30", _recorded("座谈点评", "2026-09-29", "政协委员03", LAMPS)),
        ("2026-09-29T16:34", _recorded("座谈点评", "2026-09-29", "人大代表04", SHADE)),
        ("2026-09-29T16:38", _recorded("座谈点评", "2026-09-29", "市民代表04", COURTS)),
        (
            "2026-09-30T15:20",
            _answered(SHADE, "partly", "部分采纳。老年人集中的9处明年安排遮阳，其余场地种树，不再搭棚。"),
        ),
        (
            "2026-09-30T15:40",
            _answered(COURTS, "declined", "不采纳。民生实事建的场地一律免费；已增设每场一小时的轮换牌。"),
        ),
        ("2026-10-08T09:10", _changed(COURTS, "clear", lambda opinion: opinion.clear(later))),
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
