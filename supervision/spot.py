"""What is told on the spot: what was found, answers to the plan's questions, where one stood, what the unit said."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from tracker.refusal import Refused

ANSWERS = {"yes": "是", "no": "否", "na": "不适用"}
VERIFIED = ("yes", "partly", "no", "unseen")
"""Whether a site is as reported: it is, in part, it is not, or it could not be seen."""
LONGEST_REMARK = 500
LONGEST_POST = 60
FURTHEST = 20_000
"""Metres by which a telephone may be wrong and still say something."""


def seen_faults(verified: str, note: str) -> list[Refused]:
    """Anything but 与报送一致 needs its facts (政府督查工作条例 art. 16)."""
    faults = []
    if verified not in VERIFIED:
        faults.append(Refused("inspection.verified", field="verified"))
    elif verified != "yes" and not note.strip():
        faults.append(Refused("inspection.note_missing", field="note"))
    return faults


def answer_faults(answers: Sequence[Mapping[str, str]], questions: Sequence[str]) -> list[Refused]:
    """`answers`: question, answer (a key of ANSWERS), remark; each question of the visit's checklist, once."""
    asked = [each["question"] for each in answers]
    if not asked or len(set(asked)) < len(asked) or not set(asked) <= set(questions):
        return [Refused("inspection.unknown_question", field="answer")]
    if any(each["answer"] not in ANSWERS for each in answers):
        return [Refused("inspection.answer", field="answer")]
    if any(len(each["remark"]) > LONGEST_REMARK for each in answers):
        return [Refused("inspection.too_long", field="remark", most=LONGEST_REMARK)]
    return []


def position_faults(latitude: str, longitude: str, accuracy: str) -> list[Refused]:
    """Degrees and metres, as decimals in text."""
    try:
        north, east, wide = Decimal(latitude), Decimal(longitude), Decimal(accuracy)
        good = abs(north) <= 90 and abs(east) <= 180 and 0 <= wide <= FURTHEST
    except InvalidOperation:
        good = False
    return [] if good else [Refused("inspection.position", field="place")]


def stood_faults(
    stood: Mapping[str, Any] | None, findings: Mapping[str, str], sample: Mapping[str, Any]
) -> list[Refused]:
    """Whoever signs on a phone signs what it showed: `stood` is that (site → finding; the sample's two figures), or
    None for a form that the server drew a moment ago."""
    if stood is None:
        return []
    same = stood.get("sites") == dict(findings)
    same = same and stood.get("sample") == [sample["reported_done"], sample["verified"]]
    return [] if same else [Refused("inspection.changed_since", field="confirmed")]
