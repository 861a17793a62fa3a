"""The demonstration's bell: every line is whole, leads whoever was told to a page, and nothing has left the machine."""

import pytest

from tests.journeys.conftest import Site
from tracker import accounts, messages
from web import worker


@pytest.fixture(scope="module")
def told(shared_site: Site) -> dict[str, list[messages.Message]]:
    """Login → what that account was told."""
    with shared_site.house.reading() as conn:
        people = accounts.of_government(conn, "demo")
        found = {each.login: messages.of(conn, each.id, limit=200) for each in people}
    return {login: known for login, known in found.items() if known}


def test_the_accounts_of_the_demonstration_were_told_of_their_year(told: dict[str, list[messages.Message]]) -> None:
    assert {"demo-filer", "demo-head-unit", "demo-office", "demo-press", "demo-observer"} <= set(told)
    topics = {each.topic for known in told.values() for each in known}
    assert {"report.returned", "obligation.reminded", "publication.published", "urging.sent"} <= topics


def test_every_line_is_whole(told: dict[str, list[messages.Message]]) -> None:
    odd = {
        each.text
        for known in told.values()
        for each in known
        if "—" in each.text.replace("1—2月", "") or "的的" in each.text or "{" in each.text or "T0" in each.text
    }
    assert not odd


def test_every_line_leads_to_a_page_of_whoever_was_told(
    shared_site: Site, told: dict[str, list[messages.Message]]
) -> None:
    lost = []
    for login, known in told.items():
        browser = shared_site.signed_in(login)
        for href in {each.href.partition("#")[0] for each in known}:
            status = browser.client.get(href).status_code
            if status != 200:
                lost.append((login, href, status))
    assert not lost


def test_only_the_latest_are_unread(told: dict[str, list[messages.Message]]) -> None:
    unread = {login: sum(each.read_at is None for each in known) for login, known in told.items()}
    assert 1 <= unread["demo-filer"] <= 5 and 1 <= unread["demo-office"] <= 12
    assert max(unread.values()) <= 15


def test_nobody_is_told_twice(told: dict[str, list[messages.Message]]) -> None:
    for login, known in told.items():
        lines = [(each.text, each.at) for each in known]
        assert len(lines) == len(set(lines)), login


def test_nothing_leaves_the_machine_and_a_further_round_tells_nothing(site: Site) -> None:
    chores = {chore.name: chore for chore in worker.CHORES}
    worker.perform(site.house, chores["tell"])  # what came after the replay's last round
    before = site.rows("SELECT count(*) AS n FROM message")[0]["n"]
    for name in ("tell", "send_out", "tell"):
        worker.perform(site.house, chores[name])
    assert site.rows("SELECT count(*) AS n FROM message")[0]["n"] == before
    states = {row["state"] for row in site.rows("SELECT DISTINCT state FROM delivery")}
    assert states <= {"withheld", "merged", "seen", "gathered"} and "withheld" in states
    assert site.rows("SELECT name, fault FROM duty WHERE fault IS NOT NULL") == []
