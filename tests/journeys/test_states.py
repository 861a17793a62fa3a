"""The demonstration has an inspection in every state there is, so that each page can be seen with something on it."""

from io import BytesIO
from typing import Any

from PIL import Image

from projects.programme import Programme
from supervision.findings import STATES as FINDING_STATES
from supervision.findings import of_programme
from supervision.opinion import VERDICTS
from supervision.way import WAYS
from tests.journeys.conftest import Site
from tracker import accounts
from tracker.accounts import Account
from tracker.clock import SHANGHAI
from web.demonstration.records import NAMES
from web.demonstration.unannounced import TITLE

PROGRAMME = Programme.create_id("demo", 2026)
NO_FINDING_STAYS_SO = {"fed_back"}
"""With the feedback its rectification is ordered, and from then on that tells how far it is."""


def _states(site: Site, table: str, column: str = "state") -> set[Any]:
    rows = site.rows(f"SELECT DISTINCT {column} AS state FROM {table} WHERE jurisdiction = 'demo'")
    return {row["state"] for row in rows} - {""}


def _accounts(site: Site) -> list[Account]:
    with site.house.reading() as conn:
        return accounts.of_government(conn, "demo")


def test_every_state_of_plans_and_draws(shared_site: Site) -> None:
    assert _states(shared_site, "supervision_inspection_plans") == {"drafted", "approved", "over", "cancelled"}
    assert _states(shared_site, "supervision_lots") == {"sealing", "opening", "lottery", "drawn", "withdrawn"}


def test_every_state_of_visits_and_one_that_the_public_does_not_know_of(shared_site: Site) -> None:
    assert _states(shared_site, "supervision_visits") == {"planned", "visiting", "closed", "cancelled"}
    assert _states(shared_site, "supervision_visits", "cleared") == {True, False}
    silent = shared_site.rows(
        """SELECT v.number, v.state FROM supervision_visits v JOIN supervision_inspection_plans p ON p.id = v.plan
           WHERE p.outline ->> 'method' = '暗访' AND p.state = 'approved' ORDER BY v.day"""
    )
    assert [(row["number"], row["state"]) for row in silent] == [("9", "closed"), ("4", "planned")]
    outside = shared_site.nobody()
    listed = outside.get("/demo/2026/draws").text
    assert "9月民生服务设施集中查看" in listed and TITLE not in listed
    assert "9月29日" not in outside.get("/demo/2026/projects/9").text


def test_every_state_of_findings_and_objections_decided_both_ways(shared_site: Site) -> None:
    with shared_site.house.reading() as conn:
        found = of_programme(conn, PROGRAMME)
    assert {each.state for each in found} == set(FINDING_STATES) - NO_FINDING_STAYS_SO
    assert {each.ruling["ruling"] for each in found if each.ruling} == {"upheld", "withdrawn"}
    [named] = [each for each in found if each.problem]
    assert (named.state, named.problem_state) == ("closed", "published") and named.named_at and named.told_at
    card = shared_site.nobody().get("/demo/2026/projects/9").text
    assert "预防接种室与发热诊室共用一个候诊区" in card and "8月19日人大代表现场复查通过" in card
    assert "康复室" not in card, "of what was not disclosed nothing is public"


def test_an_acceptance_stands_in_every_state_and_every_step_of_this_year_was_taken(shared_site: Site) -> None:
    taken = shared_site.rows("SELECT DISTINCT topic FROM ledger.events WHERE topic LIKE 'acceptance.%%'")
    assert {row["topic"] for row in taken} >= {
        f"acceptance.{step}"
        for step in ("reported", "self_checked", "requested", "returned", "team_formed", "passed", "failed",
                     "reported_again", "noticed", "objection_recorded", "closed", "revoked")
    }  # fmt: skip
    assert _states(shared_site, "supervision_acceptances") == {
        "reported", "requested", "arranged", "passed", "failed", "noticed", "closed", "revoked",
    }  # fmt: skip
    told = shared_site.nobody().get("/demo/2026/changes/").text
    assert "撤销验收" in told and "12家是同一机构的分院" in told
    card = shared_site.nobody().get("/demo/2026/projects/10").text
    head = card.partition('id="goals"')[0]
    assert '<b class="revoked">验收已撤销</b>' in head and "2026年8月25日通过的验收，2026年9月18日已撤销" in head
    assert "<s>已完成并通过验收。</s>" in head and '#finished"' not in head, "the headline is of today"
    board = shared_site.nobody().get("/demo/2026/").text
    assert "现为5项" in board and "除去它，现为5项、15.2%" in board, "what is counted now, beside what was published"
    before = shared_site.nobody().get("/demo/2026/?as_of=2026-09-17").text
    assert "验收已撤销" not in before and "现为5项" not in before, "of an earlier day only what was known then"
    arranged = shared_site.nobody().get("/demo/2026/projects/6").text
    assert "抽签产生" not in arranged, "a team is public with its notice"


def test_sites_a_register_and_calls_were_looked_into(shared_site: Site) -> None:
    assert _states(shared_site, "supervision_visits", "way") == set(WAYS)
    outside = shared_site.nobody()
    assert "台账抽查" in outside.get("/demo/2026/projects/2").text
    assert "电话回访" in outside.get("/demo/2026/projects/13").text


def test_a_picture_says_when_and_where_and_carries_neither(shared_site: Site) -> None:
    [said] = shared_site.rows("SELECT sha256, made_at, latitude, longitude FROM supervision_visits_photo "
                              "WHERE latitude IS NOT NULL")  # fmt: skip
    assert said["made_at"].astimezone(SHANGHAI).isoformat() == "2026-10-09T08:54:12+08:00"
    assert (said["latitude"], said["longitude"]) == ("35.10511", "122.52783")
    kept = Image.open(BytesIO(shared_site.house.store.get(said["sha256"])))
    assert not kept.getexif() and "exif" not in kept.info


def test_a_file_of_the_record_is_withheld_with_its_reason(shared_site: Site) -> None:
    [row] = shared_site.rows("SELECT sha256, withheld FROM supervision_withholdings WHERE jurisdiction = 'demo'")
    assert row["withheld"] and row["sha256"] in shared_site.house.store, "kept where it is"
    [filer] = [each for each in _accounts(shared_site) if each.post == "市民政局填报人（A角）"]
    own, office = shared_site.signed_in(filer), shared_site.signed_in("demo-office")
    gone = own.get(f"/evidence/{row['sha256']}")
    assert gone.status == 410 and NAMES in gone.text
    assert NAMES in own.get("/demo/2026/filing/2026-09").text and NAMES in office.get("/demo/2026/withheld").text


def test_opinions_wait_are_answered_and_public_whatever_the_answer(shared_site: Site) -> None:
    assert _states(shared_site, "supervision_opinions") == {"recorded", "answered", "public"}
    assert _states(shared_site, "supervision_opinions", "verdict") == set(VERDICTS)
