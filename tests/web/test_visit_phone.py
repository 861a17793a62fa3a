"""What a phone sends of a visit, over HTTP: each piece once, the same answer again, a clear no that lasts."""

import json
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from supervision import findings, spots, visit_link
from supervision.checklist import EVERYWHERE
from supervision.spots import Spot
from tests import deeds
from tests.conftest import copied
from tests.web.test_visit import Trip, drawing, jpeg
from tracker.clock import SHANGHAI, FixedClock, using
from tracker.database import APPLICATION, Database, entitle
from tracker.embedded import Server
from web import photograph
from web.house import House

NINE = "2026-10-09T09:00:00+08:00"
SEEN = {"site": "1", "verified": "yes", "quantity": "", "note": "", "confirmed": "", "visited_at": NINE}
SAMPLE = {"reported_done": "1", "verified": "1", "note": "", "confirmed": ""}
STOOD = {"sites": {"1": "yes"}, "sample": [1, 1]}


@pytest.fixture(scope="module")
def house(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One programme for all of these; each test makes a visit of its own."""
    with copied(server, template) as name:
        with psycopg.connect(server.conninfo(name), autocommit=True) as conn:
            entitle(conn)
        database = Database(server.conninfo(name), server.conninfo(name, APPLICATION), server.programs.source)
        morning = FixedClock(datetime(2026, 10, 9, 9, tzinfo=SHANGHAI))
        with using(morning), deeds.house(database, tmp_path_factory.mktemp("phone")) as made:
            deeds.released(made)
            yield made


@pytest.fixture
def trip(house: House) -> Trip:
    return Trip(house)


def send(trip: Trip, kind: str, data: Any, key: object = None, who: str = "1", file: bytes | None = None) -> Any:
    form = {"key": str(key or uuid4()), "kind": kind, "data": data if isinstance(data, str) else json.dumps(data)}
    files = {"file": ("photo.jpg", file, "image/jpeg")} if file is not None else None
    return trip.browser.post(trip.at("/items", who), data=form, files=files, headers={"Accept": "application/json"})


def events(trip: Trip) -> int:
    return len(list(trip.house.ledger.events.get(trip.id)))


def spot(trip: Trip) -> Spot:
    with trip.house.reading() as conn:
        return spots.of_visit(conn, trip.id)


def test_every_piece_counts_once_and_gets_its_first_answer_again(trip: Trip) -> None:
    answer = {"question": EVERYWHERE[1], "answer": "no", "remark": "还没有人用"}
    pieces: list[tuple[str, Any, bytes | None]] = [
        ("photo", {"site": "1", "taken_at": NINE}, jpeg()),
        ("site", SEEN, None),
        ("answers", {"site": "1", "answers": [answer]}, None),
        ("place", {"site": "1", "latitude": "28.20811", "longitude": "112.93", "accuracy": "12", "at": NINE}, None),
        ("remark", {"text": "建议增加晚餐"}, None),
        ("heard", {"post": "服务点负责人", "text": "月底前装好", "at": NINE}, None),
        ("sample", SAMPLE, None),
        ("sign", {"confirmed": "1", "drawn": drawing(), "sure": "1", "stood": STOOD}, None),
    ]
    keys = [uuid4() for _ in pieces]
    first = [send(trip, kind, data, key, file=file) for key, (kind, data, file) in zip(keys, pieces, strict=True)]
    assert [each.status_code for each in first] == [200] * 8, [each.text for each in first]
    stood, count = trip.visit(), events(trip)
    again = [send(trip, kind, data, key, file=file) for key, (kind, data, file) in zip(keys, pieces, strict=True)]
    assert [each.json() for each in again] == [each.json() for each in first]
    assert (trip.visit(), events(trip)) == (stood, count) and count == 9

    told = spot(trip)
    assert (told.answers["1"][EVERYWHERE[1]].answer, told.positions["1"][0].latitude) == ("no", "28.20811")
    assert [(each.post, each.words) for each in told.heard] == [("服务点负责人", "月底前装好")]
    assert first[0].json()["sha256"] == stood.photos[0].sha256 and stood.inspectors[0].mark == "drawn"


def test_a_piece_that_came_before_the_end_is_told_so_after_it_and_another_is_refused_for_good(trip: Trip) -> None:
    key, late = uuid4(), uuid4()
    assert send(trip, "site", SEEN, key).status_code == 200
    trip.command("record_sample", "1", 1, 1)
    trip.command("sign", "1", "confirmed")
    trip.command("sign", "2", "confirmed")
    trip.command("close")
    assert send(trip, "site", SEEN, key).json()["at"].startswith("2026-10-09T09:00")
    for _ in range(2):
        no = send(trip, "remark", {"text": "迟到"}, late)
        assert (no.status_code, no.json()["errors"][0][1]) == (422, "这次走访已经结束，不能再记录。")
    picture = send(trip, "photo", {"site": "1"}, file=jpeg("blue"))
    assert picture.status_code == 422
    assert sha256(photograph.clean(jpeg("blue"))).hexdigest() not in trip.house.store, "kept for nothing"
    state = trip.browser.get(trip.at("/state"), headers={"Accept": "application/json"})
    assert state.status_code == 410 and "已经结束" in state.json()["message"]


def test_a_revoked_link_says_so_and_still_knows_what_came(trip: Trip, house: House) -> None:
    key = uuid4()
    assert send(trip, "remark", {"text": "先到的"}, key).status_code == 200
    with house.reading() as conn:
        visit_link.revoke(conn, trip.id, "1")
    assert send(trip, "remark", {"text": "先到的"}, key).status_code == 200
    no = send(trip, "remark", {"text": "后到的"})
    assert no.status_code == 422 and "已被收回" in no.text
    assert [each.words for each in trip.visit().remarks] == ["先到的"]
    assert trip.browser.get(trip.at("/state")).status_code == 410
    assert trip.browser.get("/visit/nobody/state").status_code == 404
    assert trip.browser.post("/visit/nobody/items", data={"key": str(key)}).status_code == 404


def test_a_problem_names_pictures_by_the_keys_under_which_the_phone_sent_them(trip: Trip) -> None:
    """Sent twice it is one; one whose picture did not arrive, or that another sent of this site, is refused."""
    picture, key = uuid4(), uuid4()
    data = {"site": "1", "severity": "major", "fact": "北侧扶手没有装", "photos": [str(picture)]}
    assert send(trip, "site", SEEN).status_code == 200
    early = send(trip, "finding", data)
    assert early.status_code == 422 and "照片" in early.text
    sha = send(trip, "photo", {"site": "1", "taken_at": NINE}, picture, file=jpeg()).json()["sha256"]
    first, again = send(trip, "finding", data, key), send(trip, "finding", data, key)
    assert first.status_code == 200 and again.json() == first.json()
    assert send(trip, "finding", {**data, "photos": [sha]}).status_code == 200, "or by what it is kept under"
    other = send(trip, "finding", data, who="2")
    assert other.status_code == 422 and "由市民代表01记录" in other.text
    for broken in ({**data, "photos": "x"}, {**data, "photos": ["no key"]}, {**data, "photos": [1]}):
        assert send(trip, "finding", broken).status_code == 422
    with trip.house.reading() as conn:
        rows = findings.of_visit(conn, trip.id)
    assert [(row.severity, row.photos, row.found_by) for row in rows] == [("major", [sha], "1")] * 2
    told = trip.browser.get(trip.at("/state")).json()["findings"]
    assert [(each["fact"], each["called"], each["site"]) for each in told] == [
        ("北侧扶手没有装", "市民代表01", "1")
    ] * 2


def test_a_picture_that_arrived_is_taken_back_unless_a_problem_rests_on_it(trip: Trip) -> None:
    """By its hash, or by the key of the piece that brought it; of a picture that did not arrive there is nothing."""
    assert send(trip, "site", SEEN).status_code == 200
    first, second = uuid4(), uuid4()
    one = send(trip, "photo", {"site": "1", "taken_at": NINE}, first, file=jpeg()).json()["sha256"]
    two = send(trip, "photo", {"site": "1", "taken_at": NINE}, second, file=jpeg("red")).json()["sha256"]
    data = {"site": "1", "severity": "major", "fact": "扶手没有装", "photos": [two]}
    assert send(trip, "finding", data).status_code == 200
    [site] = [each for each in trip.browser.get(trip.at("/state")).json()["sites"] if each["key"] == "1"]
    assert (set(site["photos"]), site["back"]) == ({one, two}, [one])
    [theirs] = [each for each in trip.browser.get(trip.at("/state", "2")).json()["sites"] if each["key"] == "1"]
    assert theirs["back"] == []
    kept = send(trip, "back", {"site": "1", "photo": two})
    assert kept.status_code == 422 and "是已记录问题的证据" in kept.text
    assert send(trip, "back", {"site": "1", "photo": one}, who="2").status_code == 422
    key = uuid4()
    for _ in range(2):  # sent twice
        assert send(trip, "back", {"site": "1", "photo": str(first)}, key).status_code == 200
    assert [photo.sha256 for photo in trip.visit().photos] == [two]
    before = events(trip)
    assert send(trip, "back", {"site": "1", "photo": str(uuid4())}).status_code == 200
    assert send(trip, "back", {"site": "1", "photo": "x"}).status_code == 422
    assert events(trip) == before


def test_a_key_is_for_one_piece_of_one_inspector(trip: Trip) -> None:
    key = uuid4()
    assert send(trip, "remark", {"text": "一"}, key).status_code == 200
    for no in (send(trip, "remark", {"text": "二"}, key), send(trip, "remark", {"text": "一"}, key, who="2")):
        assert no.status_code == 422 and "已经用于另一次操作" in no.text


def test_whoever_signs_signs_what_the_phone_showed(trip: Trip) -> None:
    assert send(trip, "site", SEEN).status_code == 200
    assert send(trip, "sample", SAMPLE).status_code == 200
    for stood in ({"sites": {"1": "no"}, "sample": [1, 1]}, {"sites": {"1": "yes"}, "sample": [1, 0]}, {}, None, "x"):
        no = send(trip, "sign", {"confirmed": "1", "drawn": "", "sure": "1", "stood": stood}, who="2")
        assert no.status_code == 422 and "后来有了改动" in no.text
    blind = send(trip, "sign", {"confirmed": "1", "drawn": "", "stood": STOOD}, who="2")
    assert blind.status_code == 422 and blind.json()["errors"][0][0] == "sure" and "2处未看；清单有" in blind.text
    assert send(trip, "sign", {"confirmed": "1", "drawn": "", "sure": "1", "stood": STOOD}, who="2").status_code == 200
    assert trip.visit().signed_knowing.startswith("2处未看；清单有")


def test_answers_are_the_recorders_and_void_the_signatures(trip: Trip) -> None:
    answers = {"site": "1", "answers": [{"question": EVERYWHERE[0], "answer": "yes", "remark": ""}]}
    assert send(trip, "site", SEEN).status_code == 200
    assert send(trip, "sample", SAMPLE).status_code == 200
    assert send(trip, "sign", {"confirmed": "1", "drawn": "", "sure": "1", "stood": STOOD}).status_code == 200
    other = send(trip, "answers", answers, who="2")
    assert other.status_code == 422 and "由市民代表01记录" in other.text
    assert send(trip, "answers", answers).status_code == 200
    assert trip.visit().signed == 0
    for wrong in ({"question": "编的一问"}, {"answer": "maybe"}, {"remark": "长" * 501}):
        bad = {"site": "1", "answers": [{"question": EVERYWHERE[0], "answer": "yes", "remark": "", **wrong}]}
        assert send(trip, "answers", bad).status_code == 422


@pytest.mark.parametrize(
    ("at", "status"),
    [("2026-10-09T08:12:00+08:00", 200), ("2026-10-09T09:04:00+08:00", 200), ("2026-10-09T09:06:00+08:00", 422),
     ("2026-10-08T23:59:00+08:00", 422), ("2026-10-09T00:30:00Z", 200), ("yesterday", 422), ("", 422)],
)  # fmt: skip
def test_a_phones_moment_is_checked(trip: Trip, at: str, status: int) -> None:
    assert send(trip, "site", {**SEEN, "visited_at": at}).status_code == status
    if status == 200:
        site = trip.visit().site("1")
        assert site is not None and site.visited_at is not None and site.saved_at is not None
        assert site.visited_at <= site.saved_at


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("site", "not json"), ("site", "[]"), ("site", {}), ("site", {**SEEN, "note": ["x"]}), ("orders", {}),
        ("site", {**SEEN, "site": "99"}), ("photo", {"site": "1"}), ("answers", {"site": "1", "answers": "all"}),
        ("place", {"site": "1", "latitude": "NaN", "longitude": "1", "accuracy": "1", "at": NINE}),
        ("place", {"site": "1", "latitude": "91", "longitude": "1", "accuracy": "1", "at": NINE}),
        ("sample", {"reported_done": {}, "verified": None}), ("heard", {"post": "", "text": "x", "at": NINE}),
        ("sign", {"confirmed": "1", "drawn": "data:image/png;base64,AAAA"}), ("sign", {"confirmed": ""}),
    ],
)  # fmt: skip
def test_nonsense_gets_a_clear_no_and_changes_nothing(trip: Trip, kind: str, data: Any) -> None:
    before = events(trip)
    no = send(trip, kind, data, file=b"<svg/>" if kind == "photo" else None)
    assert no.status_code == 422 and no.json()["errors"][0][1].endswith("。")
    assert events(trip) == before


def test_the_state_is_the_visit_as_it_stands(trip: Trip) -> None:
    send(trip, "site", {**SEEN, "verified": "no", "note": "没有开门"}, who="2")
    answer = trip.browser.get(trip.at("/state"))
    told = answer.json()
    assert answer.headers["cache-control"] == "no-store"
    assert told["questions"] == list(EVERYWHERE) and told["me"]["called"] == "市民代表01"
    first, second, third = told["sites"]
    assert (first["verified"], first["called"], first["counts"]) == ("no", "人大代表01", True)
    assert (second["verified"], third["counts"]) == (None, False)  # 柳河 is only 完工 in the list
    assert told["about"].endswith("单位报送（截至9月30日）：投用。")


def test_what_a_phone_keeps_names_no_link_and_no_visit(trip: Trip) -> None:
    trip.get()
    frame, worker = trip.browser.get("/visit-phone"), trip.browser.get("/visit-worker.js")
    assert worker.headers["service-worker-allowed"] == "/visit/"
    assert worker.headers["content-type"].startswith("text/javascript")
    for each in (frame, worker):
        assert each.status_code == 200 and each.headers["cache-control"] == "no-cache"
        assert not any(token in each.text for token in trip.tokens.values())
    assert trip.visit().title not in frame.text and "default-src 'self'" in frame.headers["content-security-policy"]
    for path in ("", "/state", "/sites/1"):
        assert trip.browser.get(trip.at(path)).headers["cache-control"] == "no-store"
