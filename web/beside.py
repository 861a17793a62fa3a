"""What is published beside a programme's months: half-year disclosures, the interpretation of its list, its result."""

from typing import Any

import psycopg

from supervision import disclosures, interpretations, programme_results
from supervision.interpretation import RELEASE

HALVES = {"H1": "上半年公开", "H2": "下半年公开"}


def of(conn: psycopg.Connection[Any], slug: str, year: int) -> list[tuple[str, str]]:
    """Address below the board and words of each."""
    found = []
    if interpretations.versions(conn, slug, year, RELEASE):
        found.append((f"interpretations/{RELEASE}", "清单解读"))
    halves = sorted({each.half for each in disclosures.versions(conn, slug, year)})
    found += [(f"disclosures/{half}", HALVES[half[-2:]]) for half in halves]
    if programme_results.one(conn, slug, year):
        found.append(("result", "全年完成情况"))
    return found
