"""What inspectors count on the spot is a sample and prints as one (domain.md 3.4): its figures, what they may be."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from projects.listing import STAGES
from projects.quantity import plain
from supervision.way import SITES, WAYS
from tracker.refusal import Refused

TIMES = 10
"""A figure at one site beyond so many times what the list has there is a slip of the hand (default)."""
Row = Mapping[str, Any]
MOST = 1_000_000
"""The most that one site holds where the list says nothing of it (default)."""


FALSE, INACCURATE = "false", "inaccurate"
RULINGS = {
    "definition": "口径不同",
    "date": "时点不同",
    "late": "登记滞后",
    INACCURATE: "报送不准确",
    FALSE: "弄虚作假",
}
"""What a difference between report and sample may come from, the harmless first; each is a person's ruling."""


def lacking(sample: Mapping[str, Any]) -> int:
    """How many of the sites reported done are not."""
    return int(sample["reported_done"]) - int(sample["verified"])


def whole(quantity: str | Decimal | None, listed: Iterable[str | None], seen: Iterable[Row]) -> Decimal | None:
    """全数核查: what the target's value is by the inspectors, where the listed sites are all of it and each was seen.
    None where it is a sample. `listed`: each site's share of the target (one without); `seen`: share, verified and
    quantity of each site of the visit; a site that is in part as reported counts what was counted there."""
    shares, found = [Decimal(each or 1) for each in listed], list(seen)
    if quantity is None or sum(shares, Decimal()) != Decimal(quantity) or len(found) != len(shares):
        return None
    values = [_value(each) for each in found]
    return None if None in values else sum((each for each in values if each is not None), Decimal())


def _value(seen: Row) -> Decimal | None:
    if seen["verified"] in (None, "unseen"):
        return None
    if seen["quantity"] is not None:
        return Decimal(seen["quantity"])
    return {"yes": Decimal(seen["share"] or 1), "no": Decimal()}.get(seen["verified"])


def reached(site_stage: str | None, stage: str | None) -> bool:
    """Whether a site's stage is the asked one or a later one."""
    if site_stage not in STAGES or stage not in STAGES:
        return False
    return STAGES.index(str(site_stage)) >= STAGES.index(str(stage))


def reported_anew(reported: Mapping[str, Any], before: Sequence[Row], now: Sequence[Row]) -> dict[str, Any]:
    """What the unit reported of the sites that are looked at now: by so many as the list has more or fewer at the stage
    asked, so that a number that was typed by hand keeps its difference from the list."""
    stage, done = reported["stage"], reported["done"]
    if done is None or not stage:
        return dict(reported)
    listed = [sum(reached(site["stage"], stage) for site in sites) for sites in (before, now)]
    return {**reported, "done": min(max(done + listed[1] - listed[0], 0), len(now))}


def suggested(found: Iterable[tuple[str | None, str | None]], stage: str | None) -> tuple[int, int]:
    """Of the sites seen, each its stage in the list and its finding: how many the list has at the stage reported, and
    how many of those are as reported."""
    seen = [(listed, verified) for listed, verified in found if verified not in (None, "unseen")]
    done = [verified for listed, verified in seen if not stage or reached(listed, stage)]
    return len(done), sum(verified == "yes" for verified in done)


def faults(
    checked: int, reported_done: int, verified: int, note: str, found: tuple[int, int], confirmed: bool
) -> list[Refused]:
    """`found`: `suggested` of the records; other figures are kept when whoever typed them says that they are right."""
    if not 0 <= reported_done <= checked:
        return [Refused("inspection.sample_reported", field="reported_done", checked=checked)]
    if not 0 <= verified <= reported_done:
        return [Refused("inspection.sample_verified", field="verified", reported_done=reported_done)]
    if verified < reported_done and not note.strip():
        return [Refused("inspection.sample_note", field="note")]
    if (reported_done, verified) != found and not confirmed:
        told = {"listed": found[0], "found": found[1]}
        return [Refused("inspection.sample_differs", field="confirmed", **told)]
    return []


def count_faults(verified: str, counted: Decimal | None, share: str | None, confirmed: bool) -> list[Refused]:
    """A number at one site, against what the list has there: impossible ones, and odd ones that nobody confirmed."""
    if counted is None:
        return []
    told = plain(counted) if abs(counted) < 10 * MOST else "过长"
    listed = Decimal(share) if share else None
    if counted < 0:
        return [Refused("inspection.quantity", field="quantity", found=told)]
    if counted > (max(listed, Decimal(1)) * TIMES if listed is not None else MOST):
        most = plain(listed * TIMES) if listed else plain(Decimal(MOST))
        return [Refused("inspection.quantity_beyond", field="quantity", listed=share or "无", most=most)]
    odd = listed is not None and (counted > listed or (verified == "yes" and counted < listed))
    if odd and not confirmed:
        return [Refused("inspection.quantity_differs", field="confirmed", found=told, listed=share)]
    return []


def rate(reported_done: int, verified: int) -> str | None:
    """核实率: of what was reported done in the sample, the share that is; None where nothing was reported."""
    if not reported_done:
        return None
    share = (Decimal(100) * verified / reported_done).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{plain(share)}%"


def sample_words(sample: Mapping[str, Any], stage: str | None = None, way: str = SITES) -> str:
    """抽查8处，报送完工8处，核实7处，核实率87.5% (domain.md 3.4); `stage` is the word after 报送, 完工 by default.
    In a register and by calls it says so, and how many were called."""
    share, said_by = rate(sample["reported_done"], sample["verified"]), WAYS[way]
    unit = said_by.unit
    head = "抽查" if way == SITES else said_by.title
    head += f"拨打{sample['tried']}个，接通" if sample.get("tried") is not None else ""
    said = f"{head}{sample['checked']}{unit}，报送{stage or said_by.done}{sample['reported_done']}{unit}"
    said += f"，核实{sample['verified']}{unit}"
    return said + (f"，核实率{share}" if share else "")
