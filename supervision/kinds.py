"""Every kind of thing that is owed, and who tells what is owed of it: one line a kind. All else is written once."""

from collections.abc import Callable, Iterable
from typing import Any

import psycopg

from projects.register import ProgrammeRow
from supervision import (
    acceptance_clocks,
    clues,
    department_plans,
    difficulty,
    disclosures,
    extension,
    finding_clocks,
    interpretations,
    opinions,
    order_clocks,
    programme_results,
    reporting,
    reviewing,
    third_party_rounds,
    undertakings,
)
from supervision.claim import Claim

Claims = Callable[[psycopg.Connection[Any], ProgrammeRow], Iterable[Claim]]

KINDS: dict[str, Claims] = {
    "monthly_report": reporting.reports,
    "report_supplement": reporting.supplements,
    "monthly_publication": reporting.publications,
    "monthly_bulletin": reporting.bulletins,
    "notice": reporting.told,
    "quarterly_review": reviewing.claims,
    "half_year_disclosure": disclosures.claims,
    "interpretation": interpretations.claims,
    "department_plan": department_plans.claims,
    "third_party_round": third_party_rounds.claims,
    "year_end_announcement": programme_results.claims,
    "extension_decision": extension.claims,
    "weekly_dispatch": difficulty.weekly,
    "dispatch_review": difficulty.reviews,
    "supervision_plan": difficulty.plans,
    "coordination": difficulty.coordinated,
    "clue_reply": clues.claims,
    "order": order_clocks.claims,
    "talk_hold": undertakings.of_talks,
    "rectification_due": undertakings.of_rectifications,
    "opinion_answer": opinions.claims,
    "finding_feedback": finding_clocks.claims,
    "acceptance": acceptance_clocks.claims,
}
"""A slice's read-model file exports `claims(conn, programme)` and gets a line here. Each kind that a claim names has a
rule in projects/rules.py; one line may tell of several kinds."""
