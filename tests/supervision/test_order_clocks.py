"""What is owed of an order, told from its history: by whom, since when, until which day, and what met it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from supervision.order_clocks import of_order
from supervision.orders import Deed, OrderRow
from tracker.clock import SHANGHAI

ID = UUID(int=1)
ROW = OrderRow(
    id=ID, jurisdiction="testcity", year=2026, programme=ID, project=UUID(int=2), unit="u", matter={}, cause={},
    number="示政办督单〔2026〕1号", state="issued", step="blue", issued_on=None, begun=None, due=None, signed_on=None,
    extension=None, plea=None, reply=None, answer=None, papers=1, conclusion=None, position=1,
    changed_at=datetime(2026, 9, 21, tzinfo=UTC),
)  # fmt: skip


def at(day: int, hour: int = 10, month: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


def deed(moment: datetime, what: str, **told: Any) -> Deed:
    return Deed(ID, 1, moment, f"order.{what}", "account", "督查室", None, told)


def due(day: int, month: int = 9) -> datetime:
    return datetime(2026, month, day, 23, 59, 59, tzinfo=SHANGHAI)


def told(*deeds: Deed) -> dict[str, Any]:
    """kind and period → owner, since, due, when met or void."""
    found = {}
    for claim in of_order(ROW, deeds, "市住建局"):
        end = claim.met_at or (claim.void.at if claim.void else None)
        found[f"{claim.kind}:{claim.period}"] = (claim.owner, claim.since, claim.due, end)
    return found


ISSUED = deed(at(21), "issued", due="2026-09-28")
SIGNED = deed(at(22), "signed_for", step="blue")
REPLIED = deed(at(24), "replied")


def test_an_issued_order_is_to_be_signed_for_and_answered_by_the_day_printed_on_it() -> None:
    assert told(ISSUED) == {
        "order_sign:1": ("市住建局", at(21), None, None),
        "order_reply:1": ("市住建局", at(21), due(28), None),
    }
    (sign, reply) = of_order(ROW, [ISSUED], "市住建局")
    assert (sign.what, sign.href, sign.project) == ("示政办督单〔2026〕1号签收", f"/orders/{ID}", str(UUID(int=2)))
    assert reply.what == "示政办督单〔2026〕1号反馈"


def test_each_is_met_by_its_own_event_and_the_reply_is_for_the_office_to_verify() -> None:
    verified = deed(at(28), "verified")
    found = told(ISSUED, SIGNED, REPLIED, verified, deed(at(29), "closed", conclusion="办结"))
    assert found == {
        "order_sign:1": ("市住建局", at(21), None, at(22)),
        "order_reply:1": ("市住建局", at(21), due(28), at(24)),
        "order_verify:1": ("office", at(24), None, at(28)),
    }
    met = {claim.kind: claim.met_by for claim in of_order(ROW, [ISSUED, SIGNED, REPLIED, verified], "市住建局")}
    assert met == {
        "order_sign": "order.signed_for", "order_reply": "order.replied", "order_verify": "order.verified",
    }  # fmt: skip


def test_a_return_stops_the_clock_of_the_verification_until_the_supplement_comes() -> None:
    returned = deed(at(25), "returned", reason="缺明细", due="2026-09-29")
    waiting = of_order(ROW, [ISSUED, SIGNED, REPLIED, returned], "市住建局")
    (verify,) = [claim for claim in waiting if claim.kind == "order_verify"]
    assert [(pause.since, pause.until, pause.reason) for pause in verify.pauses] == [(at(25), None, "缺明细")]
    again = [ISSUED, SIGNED, REPLIED, returned, deed(at(29), "replied")]
    found = told(*again)
    assert found["order_supplement:1"] == ("市住建局", at(25), due(29), at(29))
    (verify,) = [claim for claim in of_order(ROW, again, "市住建局") if claim.kind == "order_verify"]
    assert [(pause.since, pause.until) for pause in verify.pauses] == [(at(25), at(29))]
    assert [claim.period for claim in of_order(ROW, again, "市住建局") if claim.kind == "order_verify"] == ["1"]


def test_a_step_up_asks_anew_and_leaves_what_lapsed_as_it_was() -> None:
    raised = deed(at(29), "escalated", step="orange", due="2026-10-09")
    found = told(ISSUED, raised, deed(at(30), "signed_for", step="orange"))
    assert found["order_sign:1"][3] is None
    assert found["order_reply:1"] == ("市住建局", at(21), due(28), None)
    assert found["order_sign:2"] == ("市住建局", at(29), None, at(30))
    assert found["order_reply:2"] == ("市住建局", at(29), due(9, 10), None)
    talked = told(ISSUED, deed(at(29), "escalated", step="talk", due="2026-10-09"), deed(at(30), "replied"))
    assert set(talked) == {"order_sign:1", "order_reply:1", "order_verify:1"}
    assert talked["order_reply:1"][3] is None


def test_the_office_owes_a_decision_and_a_granted_day_is_owed_anew() -> None:
    asked = deed(at(24), "extension_asked", until="2026-09-30")
    refused = told(ISSUED, SIGNED, asked, deed(at(25), "extension_refused", due="2026-09-28"))
    assert refused["order_extension:1"] == ("office", at(24), None, at(25))
    assert set(refused) == {"order_sign:1", "order_reply:1", "order_extension:1"}
    granted = told(ISSUED, SIGNED, asked, deed(at(25), "extension_granted", due="2026-09-30"))
    assert granted["order_reply:1"] == ("市住建局", at(21), due(28), at(25))
    assert granted["order_reply:2"] == ("市住建局", at(25), due(30), None)


def test_a_plea_is_for_the_office_to_rule_and_a_justified_one_sets_a_new_day() -> None:
    pleaded = deed(at(28), "pleaded", reason="停电")
    held = told(ISSUED, SIGNED, pleaded, deed(at(29), "plea_ruled", justified=False, due=None))
    assert held["order_plea:1"] == ("office", at(28), None, at(29))
    assert "order_reply:2" not in held
    freed = told(ISSUED, SIGNED, pleaded, deed(at(29), "plea_ruled", justified=True, due="2026-10-09"))
    assert freed["order_reply:2"] == ("市住建局", at(29), due(9, 10), None)


def test_nothing_is_asked_of_an_order_that_is_over() -> None:
    found = of_order(ROW, [ISSUED, deed(at(22), "withdrawn", reason="误发")], "市住建局")
    assert {claim.void.reason for claim in found if claim.void} == {"督办单撤回：误发"}
    assert len(found) == 2
    lowered = told(ISSUED, SIGNED, REPLIED, deed(at(25), "verified"), deed(at(28), "lowered", due="2026-10-08"))
    assert lowered["order_reply:2"] == ("市住建局", at(28), due(8, 10), None)
