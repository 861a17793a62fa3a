"""What is published beside a programme's months: half-year disclosures, the interpretation of its list, its result, its
draws."""

from typing import Any

import psycopg

from supervision import disclosures, interpretations, lots, papers, programme_results
from supervision.document import BULLETIN
from supervision.interpretation import RELEASE

HALVES = {"H1": "上半年公开", "H2": "下半年公开"}


def documents(conn: psycopg.Connection[Any], slug: str, year: int) -> list[tuple[str, str]]:
    """What a card leads to of the whole programme's papers: the last bulletin, all of them, and what `of` tells."""
    issued = papers.issued(conn, BULLETIN, slug, year)
    latest = [(f"bulletins/{each.subject}", f"{each.facts['label']}通报") for each in issued[:1]]
    return [*latest, *([("bulletins/", "历次通报")] if issued else []), *of(conn, slug, year)]


def of(conn: psycopg.Connection[Any], slug: str, year: int) -> list[tuple[str, str]]:
    """Address below the board and words of each."""
    found = []
    if interpretations.versions(conn, slug, year, RELEASE):
        found.append((f"interpretations/{RELEASE}", "清单解读"))
    halves = sorted({each.half for each in disclosures.versions(conn, slug, year)})
    found += [(f"disclosures/{half}", HALVES[half[-2:]]) for half in halves]
    if programme_results.one(conn, slug, year):
        found.append(("result", "全年完成情况"))
    if lots.of_programme(conn, slug, year):
        found.append(("draws/", "督查抽签"))
    return found
