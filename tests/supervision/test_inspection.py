"""A visit: what may be planned, seen, counted, signed, closed and shown."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, cast
from uuid import uuid4

import pytest

from projects.approval import Approval, Review
from projects.project import Project
from supervision.inspection import Inspection
from supervision.inspection_plan import InspectionPlan
from supervision.party import Seat, called
from supervision.sample import rate, reached, sample_words, whole
from supervision.site import site_list
from tests import visiting
from tests.aggregates import newest
from tracker.clock import SHANGHAI, FixedClock
from tracker.refusal import Refused, SeveralRefused

NINE = datetime(2026, 10, 9, 9, tzinfo=SHANGHAI)
REVIEW = Review("主动公开", "可以公开。", "督查室副主任", Approval("分管副主任", "2026-10-09"))
STAGES = ["投用", "投用", "完工"]

pytestmark = pytest.mark.usefixtures("clock")


def project() -> Project:
    found = Project.register(uuid4(), "testcity", 2026, "12", "建设社区养老服务点40个")
    found.list_sites(
        [
            {
                "name": f"第{n}服务点",
                "address": f"某路{n}号",
                "unit": "东湖区政府",
                "share": "1",
                "stage": stage,
                "latitude": "30",
            }
            for n, stage in enumerate(STAGES, start=1)
        ]
    )
    return found


def planned(**changed: Any) -> Inspection:
    asked: dict[str, Any] = {
        "sites": ["1", "2", "3"],
        "reported": {"as_of": "2026-09-30", "stage": "投用", "done": 2},
    }
    return visiting.planned(project(), **{**asked, **changed})


def visited() -> Inspection:
    """Two of three seen, one as reported."""
    visit = planned()
    visit.see_site("1", "1", "yes", NINE)
    visit.see_site("2", "2", "no", NINE, note="门没有开，设备没有到。")
    return visit


def signed() -> Inspection:
    visit = visited()
    visit.record_sample("1", 2, 1, "第2服务点没有投用")
    visit.sign("1", "confirmed")
    visit.sign("2", "drawn", "a" * 64)
    return visit


@contextmanager
def refused(*codes: str) -> Iterator[list[Refused]]:
    """Within, exactly these refusals are raised, in order."""
    told: list[Refused] = []
    with pytest.raises((Refused, SeveralRefused)) as no:
        yield told
    told += no.value.refusals if isinstance(no.value, SeveralRefused) else [cast(Refused, no.value)]
    assert [each.code for each in told] == list(codes)


def test_a_plan_names_its_sites_and_inspectors_by_key() -> None:
    visit = planned(sites=["3", "1"])
    assert [(site["key"], site["name"], site["stage"]) for site in visit.sites] == [
        ("1", "第1服务点", "投用"),
        ("3", "第3服务点", "完工"),
    ]
    assert [(each["key"], each["kind"], each["number"]) for each in visit.inspectors] == [
        ("1", "市民代表", 1),
        ("2", "人大代表", 1),
    ]
    assert "latitude" not in visit.sites[0]
    assert site_list(project())[2]["key"] == "3"


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"on": "十月九日"}, "inspection.day", "on"),
        ({"on": "2026-10-08"}, "inspection.day_past", "on"),
        ({"sites": []}, "inspection.sites", "sites"),
        ({"sites": ["1", "2", "4"]}, "inspection.sites", "sites"),
        ({"who": ["市民代表01"]}, "inspection.inspectors", "members"),
        ({"who": ["市民代表01", "路人02"]}, "inspection.inspectors", "members"),
        ({"who": ["市民代表01", "市民代表01"]}, "inspection.inspectors", "members"),
        ({"who": [f"市民代表{n:02d}" for n in range(1, 22)]}, "inspection.inspectors", "members"),
        ({"reported": {"stage": "竣工"}}, "inspection.reported_stage", "stage"),
        ({"reported": {"done": 4}}, "inspection.reported_done", "done"),
        ({"reported": {"done": -1}}, "inspection.reported_done", "done"),
        ({"reported": {"as_of": "9月底"}}, "inspection.reported_as_of", "as_of"),
    ],
)
def test_a_plan_that_cannot_stand_is_refused_with_its_field(changed: dict[str, Any], code: str, field: str) -> None:
    with refused(code) as told:
        planned(**changed)
    assert told[0].field == field


def test_all_faults_of_a_plan_are_told_at_once() -> None:
    with refused("inspection.day", "inspection.inspectors", "inspection.sites"):
        planned(on="", who=[], sites=[])


def test_what_was_found_at_a_site_is_kept_with_who_saw_it_and_when() -> None:
    visit = planned()
    visit.see_site(
        "1", "2", "partly", NINE - timedelta(minutes=20), quantity=Decimal("1.50"), note=" 一层开放 ", confirmed=True
    )
    event = visit.pending_events[-1]
    assert isinstance(event, Inspection.SiteSeen)
    assert (event.site, event.seen_by, event.verified, event.quantity, event.note) == (
        "2",
        "1",
        "partly",
        "1.5",
        "一层开放",
    )
    assert event.visited_at == "2026-10-09T08:40:00+08:00"
    assert visit.state == "visiting"


@pytest.mark.parametrize(
    ("site", "finding", "codes"),
    [
        ("9", {"verified": "yes"}, ["inspection.unknown_site"]),
        ("1", {"verified": "perhaps"}, ["inspection.verified"]),
        ("1", {"verified": ""}, ["inspection.verified"]),
        ("1", {"verified": "no"}, ["inspection.note_missing"]),
        ("1", {"verified": "unseen"}, ["inspection.note_missing"]),
        ("1", {"verified": "yes", "quantity": Decimal(-1)}, ["inspection.quantity"]),
        ("1", {"verified": "yes", "note": "字" * 1001}, ["inspection.too_long"]),
        ("1", {"verified": "yes", "visited_at": NINE + timedelta(minutes=1)}, ["inspection.in_future"]),
        ("1", {"verified": "yes", "visited_at": NINE - timedelta(days=1)}, ["inspection.before_day"]),
        ("1", {"verified": "no", "quantity": Decimal(-1)}, ["inspection.note_missing", "inspection.quantity"]),
    ],
)
def test_a_finding_that_cannot_stand_is_refused(site: str, finding: dict[str, Any], codes: list[str]) -> None:
    visit = planned()
    with refused(*codes):
        visit.see_site("1", site, **{"visited_at": NINE, **finding})
    assert visit.seen == {}


def test_nobody_records_before_the_day_of_the_visit() -> None:
    visit = planned(on="2026-10-10")
    with refused("inspection.before_day"):
        visit.see_site("1", "1", "yes", NINE)


def test_a_site_has_one_recorder_who_may_record_it_again() -> None:
    visit = visited()
    visit.see_site("1", "1", "partly", NINE, note="二层没有开")
    assert visit.seen["1"]["verified"] == "partly"
    with refused("inspection.other_recorder") as told:
        visit.see_site("2", "1", "yes", NINE)
    assert told[0].facts["kind"] == "市民代表01"


def test_a_stranger_records_nothing() -> None:
    with refused("inspection.not_inspector"):
        planned().see_site("3", "1", "yes", NINE)


def test_the_sample_is_of_the_sites_really_seen() -> None:
    visit = visited()
    visit.see_site("1", "3", "unseen", NINE, note="路在修")
    visit.record_sample("2", 2, 1, "一处没有投用")
    assert visit.sample == {"checked": 2, "reported_done": 2, "verified": 1}


@pytest.mark.parametrize(
    ("reported", "verified", "note", "code"),
    [
        (3, 1, "注", "inspection.sample_reported"),
        (-1, 0, "注", "inspection.sample_reported"),
        (2, 3, "注", "inspection.sample_verified"),
        (2, -1, "注", "inspection.sample_verified"),
        (2, 1, " ", "inspection.sample_note"),
        (2, 2, "注" * 1001, "inspection.too_long"),
    ],
)
def test_a_sample_that_cannot_be_is_refused(reported: int, verified: int, note: str, code: str) -> None:
    with refused(code):
        visited().record_sample("1", reported, verified, note, confirmed=True)


def test_without_a_site_seen_there_is_no_sample() -> None:
    visit = planned()
    visit.see_site("1", "1", "unseen", NINE, note="没有找到")
    with refused("inspection.nothing_seen"):
        visit.record_sample("1", 0, 0)


def test_a_changed_finding_voids_sample_and_signatures() -> None:
    visit = signed()
    visit.see_site("1", "1", "partly", NINE, note="二层没有开")
    assert visit.sample is None and visit.signatures == {}
    with refused("inspection.sample_missing"):
        visit.sign("1", "confirmed")


def test_a_note_added_to_the_same_finding_voids_the_signatures_only() -> None:
    visit = signed()
    visit.see_site("1", "1", "yes", NINE, note="早餐在供应")
    assert visit.sample is not None and visit.signatures == {}


def test_a_photograph_or_new_figures_void_the_signatures_and_a_remark_does_not() -> None:
    changes: list[Callable[[Inspection], None]] = [
        lambda visit: visit.take_photo("1", "1", "b" * 64),
        lambda visit: visit.record_sample("1", 1, 1, confirmed=True),
    ]
    for change in changes:
        visit = signed()
        change(visit)
        assert visit.signatures == {}
    visit = signed()
    visit.remark("2", "建议延长开放时间")
    assert set(visit.signatures) == {"1", "2"}


def test_the_same_photograph_counts_once_and_their_number_is_limited() -> None:
    visit = visited()
    visit.take_photo("1", "1", "0" * 64)
    visit.take_photo("2", "2", "0" * 64)
    assert visit.photos == {"0" * 64: "1"}
    for n in range(1, 120):
        visit.take_photo("1", "1", f"{n:064d}")
    with refused("inspection.photos_full"):
        visit.take_photo("1", "1", "f" * 64)


def test_a_signature_is_a_tick_or_a_drawing_and_comes_once() -> None:
    visit = signed()
    assert visit.signatures == {"1": "confirmed", "2": "drawn"}
    with refused("inspection.signed_already"):
        visit.sign("1", "confirmed")
    visit = visited()
    visit.record_sample("1", 2, 2, confirmed=True)
    for mark, drawing in (("drawn", None), ("confirmed", "a" * 64), ("", None)):
        with refused("inspection.signature_missing"):
            visit.sign("1", mark, drawing)


def test_the_plan_says_how_many_go_at_least_and_sign() -> None:
    with refused("inspection.inspectors") as told:
        planned(signatures=3)
    assert told[0].facts["needed"] == 3
    visit = planned(signatures=3, who=["市民代表01", "人大代表01", "专家学者01"])
    visit.see_site("1", "1", "yes", NINE)
    visit.record_sample("1", 1, 1)
    for key in ("1", "2"):
        visit.sign(key, "confirmed")
    with refused("inspection.signatures") as told:
        visit.close()
    assert told[0].facts == {"needed": 3, "have": 2}
    visit.sign("3", "confirmed")
    visit.close()


def test_a_picture_is_taken_back_by_whoever_sent_it_and_what_was_signed_is_void() -> None:
    visit = signed()
    visit.take_photo("1", "1", "b" * 64)
    visit.sign("2", "confirmed")
    with refused("inspection.other_photographer"):
        visit.take_back_photo("2", "b" * 64)
    with refused("inspection.not_inspector"):
        visit.take_back_photo("9", "b" * 64)
    assert "b" * 64 in visit.photos and visit.signatures
    visit.take_back_photo("1", "b" * 64)
    assert "b" * 64 not in visit.photos and not visit.signatures
    told = visit.pending_events[-1]
    assert isinstance(told, Inspection.PhotoTakenBack)
    assert (told.sha256, told.site, told.taken_by) == ("b" * 64, "1", "1")
    visit.take_back_photo("1", "b" * 64)
    assert visit.pending_events[-1] is told, "again, and it is nothing"
    visit.take_photo("2", "1", "b" * 64)
    assert visit.photos["b" * 64] == "1", "it may come again, from anybody"
    for key in ("1", "2"):
        visit.sign(key, "confirmed")
    visit.close()
    with refused("inspection.over"):
        visit.take_back_photo("2", "b" * 64)


def test_a_signature_carries_what_was_missing_and_known() -> None:
    visit = signed()
    visit.remark("1", "再看")
    visit.take_photo("1", "1", "c" * 64)
    visit.sign("1", "confirmed", lacking=visit.vouch(sure=True))
    told = visit.pending_events[-1]
    assert isinstance(told, Inspection.Signed)
    assert told.lacking == {"unseen": 1, "unanswered": 2 * len(visit.checklist)}
    for site in ("1", "2"):
        visit.answer("1" if site == "1" else "2", site, [_na(each) for each in visit.checklist])
    visit.see_site("1", "3", "unseen", NINE, note="修路，进不去。")
    visit.record_sample("1", 2, 1, "第2服务点没有投用")
    visit.sign("1", "confirmed", lacking=visit.vouch(sure=False))
    told = visit.pending_events[-1]
    assert isinstance(told, Inspection.Signed) and told.lacking is None


def _na(question: str) -> dict[str, str]:
    return {"question": question, "answer": "na", "remark": ""}


def test_what_is_missing_is_known_to_whoever_vouches_and_ended_with_a_reason() -> None:
    visit = signed()
    questions = len(visit.checklist)
    assert questions and (visit.gap.unseen, visit.gap.unanswered) == (1, 2 * questions)
    with refused("inspection.incomplete") as told:
        visit.vouch(sure=False)
    assert told[0].facts["missing"] == f"1处未看；清单有{2 * questions}问未答"
    with refused("inspection.incomplete", "inspection.conclusion_missing"):
        visit.vouch(sure=False, conclusion=" ")
    with refused("inspection.conclusion_missing"):
        visit.vouch(sure=True, conclusion="")
    visit.vouch(sure=True)
    visit.vouch(sure=True, conclusion="一处修路进不去。")
    visit.see_site("1", "3", "unseen", NINE, note="修路，进不去。")
    visit.answer("2", "2", [{"question": each, "answer": "na", "remark": ""} for each in visit.checklist])
    assert (visit.gap.unseen, visit.gap.unanswered) == (0, questions), "one that could not be seen has its reason"
    visit.see_site("1", "1", "unseen", NINE, note="闭馆。")
    visit.record_sample("1", 1, 0, "第2服务点没有投用")
    visit.vouch(sure=False, conclusion="")
    assert not visit.gap


def test_a_visit_closes_with_two_signatures_and_then_nothing_more_is_recorded() -> None:
    visit = visited()
    with refused("inspection.sample_missing"):
        visit.close()
    visit.record_sample("1", 2, 2, confirmed=True)
    visit.sign("1", "confirmed")
    with refused("inspection.signatures") as told:
        visit.close()
    assert told[0].facts == {"needed": 2, "have": 1}
    visit.sign("2", "confirmed")
    visit.close("一处与报送不一致")
    assert visit.state == "closed"
    acts: list[Callable[[], None]] = [
        lambda: visit.see_site("1", "3", "yes", NINE),
        lambda: visit.take_photo("1", "1", "c" * 64),
        lambda: visit.remark("1", "迟到的意见"),
        lambda: visit.sign("1", "confirmed"),
        lambda: visit.close(),
        lambda: visit.cancel("不去了"),
    ]
    for act in acts:
        with refused("inspection.over"):
            act()


def test_a_visit_is_cancelled_only_before_anything_was_seen() -> None:
    with refused("inspection.begun"):
        visited().cancel("下雨")
    visit = planned()
    with refused("inspection.reason_missing"):
        visit.cancel(" ")
    visit.cancel("下雨，改期")
    assert visit.state == "cancelled"


def test_a_difference_is_ruled_on_after_the_visit_and_a_false_report_on_a_recorded_instruction() -> None:
    visit = signed()
    with refused("inspection.not_closed"):
        visit.rule_difference("late", "台账晚登三天")
    visit.close()
    with refused("inspection.ruling", "inspection.ruling_words"):
        visit.rule_difference("whatever", " ")
    visit.rule_difference("late", " 台账晚登三天 ")
    assert (visit.ruling, newest(visit).words, newest(visit).approval) == ("late", "台账晚登三天", None)
    with refused("approval.incomplete"):
        visit.rule_difference("false", "台账是补造的")
    visit.rule_difference("false", "台账是补造的", Approval("市长", "2026-10-09", "严肃处理。"))
    assert newest(visit).approval["post"] == "市长"
    same = visited()
    same.record_sample("1", 1, 1, confirmed=True)
    same.sign("1", "confirmed")
    same.sign("2", "confirmed")
    same.close()
    with refused("inspection.no_difference"):
        same.rule_difference("late", "没有差异")


@pytest.mark.parametrize(
    ("quantity", "listed", "seen", "value"),
    [
        ("3", ["1", "1", "1"], [("yes", None), ("yes", None), ("no", None)], "2"),
        ("30", ["10", "20"], [("yes", None), ("partly", "12.5")], "22.5"),
        ("30", ["10", "20"], [("yes", None), ("partly", None)], None),
        ("3", ["1", "1", "1"], [("yes", None), ("yes", None)], None),
        ("3", ["1", "1", "1"], [("yes", None), ("yes", None), ("unseen", None)], None),
        ("40", ["1", "1"], [("yes", None), ("yes", None)], None),
        (None, ["1"], [("yes", None)], None),
        ("2", [None, None], [("yes", None), ("no", "0")], "1"),
    ],
)
def test_only_where_all_of_the_target_was_seen_is_there_a_value_of_it(
    quantity: str | None, listed: list[str | None], seen: list[tuple[str, str | None]], value: str | None
) -> None:
    rows = [
        {"share": share, "verified": verified, "quantity": counted}
        for share, (verified, counted) in zip(listed, seen, strict=False)
    ]
    assert whole(quantity, listed, rows) == (None if value is None else Decimal(value))


def test_only_a_closed_visit_is_cleared_and_only_its_own_photographs() -> None:
    visit = visited()
    visit.take_photo("1", "1", "d" * 64)
    visit.record_sample("1", 2, 2, confirmed=True)
    visit.sign("1", "confirmed")
    visit.sign("2", "confirmed")
    with refused("inspection.not_closed"):
        visit.clear(REVIEW)
    visit.close()
    with refused("inspection.unknown_photo"):
        visit.clear(REVIEW, ["e" * 64])
    with refused("review.not_public"):
        visit.clear(Review("不予公开", "意见", "职务", REVIEW.approval))
    visit.clear(REVIEW, ["d" * 64])
    assert visit.public_photos == ["d" * 64]


def test_replaying_the_events_gives_the_same_visit_whatever_the_clock_says(clock: FixedClock) -> None:
    visit = signed()
    events = list(visit.pending_events)
    clock.set(NINE - timedelta(days=300))
    copy: Any = None
    for event in events:
        copy = event.mutate(copy)
    assert (copy.seen, copy.sample, copy.signatures, copy.state) == (
        visit.seen,
        visit.sample,
        visit.signatures,
        visit.state,
    )


@pytest.mark.parametrize(
    ("reported", "verified", "share"),
    [(8, 7, "87.5%"), (8, 8, "100%"), (3, 1, "33.3%"), (3, 2, "66.7%"), (0, 0, None), (5, 0, "0%")],
)
def test_the_rate_is_of_what_was_reported_done(reported: int, verified: int, share: str | None) -> None:
    assert rate(reported, verified) == share


def test_a_sample_prints_as_a_sample() -> None:
    eight = {"checked": 8, "reported_done": 8, "verified": 7}
    assert sample_words(eight) == "抽查8处，报送完工8处，核实7处，核实率87.5%"
    assert sample_words({"checked": 3, "reported_done": 0, "verified": 0}, "投用") == "抽查3处，报送投用0处，核实0处"


def test_a_register_is_sampled_in_records_and_never_a_site_beside_them() -> None:
    found = Project.register(uuid4(), "testcity", 2026, "5", "开展职业技能培训8000人次")
    with refused("inspection.way"):
        visiting.planned(found, sites=["1"])
    with refused("inspection.way"):
        visiting.planned(project(), sites=["1"], way="register")
    visit = visiting.planned(found, sites=["1"], way="register")
    with refused("inspection.nothing_seen"):
        visit.record_sample("1", 30, 27, "三条没有佐证", counted=(30, None))
    visit.see_site("1", "1", "partly", NINE, note="三条没有佐证")
    with refused("inspection.checked"):
        visit.record_sample("1", 0, 0, counted=(0, None))
    with refused("inspection.personal"):
        visit.record_sample("1", 30, 27, "身份证11010519491231002X查无此人", counted=(30, None))
    visit.record_sample("1", 30, 27, "三条没有佐证", counted=(30, 7))
    assert newest(visit).checked == 30 and newest(visit).tried is None, "nobody was called"
    words = sample_words({"checked": 30, "reported_done": 30, "verified": 27, "tried": None}, None, "register")
    assert words == "台账抽查30条，报送完成30条，核实27条，核实率90%"


def test_inspectors_are_called_by_kind_and_number_never_by_name() -> None:
    three = [{"key": "1", "kind": "市民代表"}, {"key": "2", "kind": "专家学者"}, {"key": "3", "kind": "市民代表"}]
    assert called(three) == {"1": "市民代表1", "2": "专家学者", "3": "市民代表2"}
    roster: list[dict[str, Any]] = [
        {"key": "1", "kind": "市民代表", "number": 7},
        {"key": "2", "kind": "督查室", "number": None},
    ]
    assert called(roster) == {"1": "市民代表07", "2": "督查室"}


def test_a_later_stage_has_reached_an_earlier_one() -> None:
    assert reached("投用", "完工") and reached("完工", "完工")
    assert not reached("开工", "完工") and not reached(None, "完工") and not reached("投用", None)


# -- what is recorded, word for word, and at which field a form is at fault


def told(act: Callable[..., object], *args: Any, **named: Any) -> list[tuple[str, str | None, dict[str, object]]]:
    with pytest.raises((Refused, SeveralRefused)) as no:
        act(*args, **named)
    several = no.value.refusals if isinstance(no.value, SeveralRefused) else [cast(Refused, no.value)]
    return [(each.code, each.field, each.facts) for each in several]


def test_a_visit_is_recorded_with_all_that_was_asked_and_what_its_plan_says() -> None:
    of = project()
    plan = visiting.approved(of, "集中查看")
    party = [visiting.seat("市民代表02"), visiting.seat("人大代表11"), Seat("督查室")]
    visit = Inspection.plan(of, plan, on="2026-10-09", sites=["1"], party=party, reported={"done": 1})
    event = newest(visit, jurisdiction="testcity", year=2026, programme=of.programme, project=str(of.id))
    assert (event.number, event.title, event.on, event.method) == ("12", of.title, "2026-10-09", "集中查看")
    site = {"key": "1", "name": "第1服务点", "address": "某路1号", "unit": "东湖区政府", "share": "1", "stage": "投用"}
    assert (event.sites, event.basis, event.plan, event.leader) == ([site], "年度安排", str(plan.id), "督查室主任")
    assert event.checklist == plan.outline["checklist"] and len(event.checklist) == 3
    assert event.reported == {"as_of": None, "stage": None, "done": 1, "note": ""}
    assert visit.kinds == {"1": "市民代表02", "2": "人大代表11", "3": "督查室"}
    assert [each["member"] for each in event.inspectors] == [party[0].member, party[1].member, None]
    assert planned(reported=None).pending_events[-1].reported["done"] is None  # type: ignore[attr-defined]
    assert Inspection.create_id("a", "2026-10-09") != Inspection.create_id("a", "2026-10-09"), "a day may have two"


def test_a_visit_stays_within_an_approved_plan() -> None:
    of, other = project(), project()
    plan = visiting.approved(of, days=("2026-10-09", "2026-10-12"))
    party = [visiting.seat("市民代表01"), visiting.seat("人大代表01")]
    asked: dict[str, Any] = {"sites": ["1"], "party": party}
    assert told(Inspection.plan, other, plan, on="2026-10-10", **asked) == [("inspection.outside_scope", "project", {})]
    assert told(Inspection.plan, of, plan, on="2026-10-13", **asked) == [
        ("inspection.outside_period", "on", {"since": "10月9日", "until": "10月12日"})
    ]
    assert Inspection.plan(of, plan, on="2026-10-12", **asked).on == "2026-10-12"
    plan.end("看完了")
    assert told(Inspection.plan, of, plan, on="2026-10-10", **asked) == [("inspection_plan.over", None, {})]
    drafted = InspectionPlan.draft((of.programme, "testcity", 2026), visiting.outline(str(of.id)))
    assert told(Inspection.plan, of, drafted, on="2026-10-10", **asked) == [("inspection_plan.not_approved", None, {})]


def test_the_next_rank_takes_the_seat_and_the_signatures_are_given_anew() -> None:
    visit = planned(who=["市民代表01", "人大代表01", "专家学者03"])
    visit.see_site("1", "1", "yes", NINE)
    visit.record_sample("1", 1, 1)
    visit.sign("1", "confirmed")
    with refused("inspection.begun"):
        visit.replace("1", "absent", seat=visiting.seat("市民代表04"))
    visit.replace("3", "absent", seat=visiting.seat("专家学者05"))
    assert visit.kinds == {"1": "市民代表01", "2": "人大代表01", "4": "专家学者05"}
    assert visit.signatures == {} and newest(visit).reason_code == "absent"
    visit.sign("4", "confirmed")
    with refused("inspection.not_inspector"):
        visit.remark("3", "我来晚了")


def test_a_place_that_nobody_can_see_gives_way_while_another_is_left() -> None:
    visit = planned(sites=["1", "2"])
    visit.see_site("1", "1", "yes", NINE)
    third = site_list(project())[2]
    with refused("inspection.begun"):
        visit.replace("1", "place", site=third)
    visit.replace("2", "place", site=third)
    assert visit.site_keys == ["1", "3"]
    assert visit.reported["done"] == 1, "of 1 投用 and 3 完工, as the unit listed them"
    visit.replace("3", "place")
    assert visit.site_keys == ["1"] and visit.reported["done"] == 1
    typed = planned(sites=["1", "3"], reported={"as_of": "2026-09-30", "stage": "投用", "done": 2})
    typed.replace("3", "place", site=site_list(project())[1])
    assert typed.reported["done"] == 2, "a number above the list stays within the sites"
    other = planned(sites=["2"], reported=None)
    with refused("inspection.sites"):
        other.replace("2", "place")


@pytest.mark.parametrize(
    ("changed", "code", "field", "facts"),
    [
        ({"on": "2026-10-08"}, "inspection.day_past", "on", {"today": "10月9日"}),
        ({"who": ["市民代表01"]}, "inspection.inspectors", "members", {"needed": 2, "most": 20}),
        ({"sites": ["4"]}, "inspection.sites", "sites", {}),
        ({"sites": ["1", "2"], "reported": {"done": 3}}, "inspection.reported_done", "done", {"sites": 2}),
        ({"reported": {"note": "长" * 1001}}, "inspection.too_long", "reported_note", {"most": 1000}),
    ],
)
def test_a_plan_at_fault_is_told_with_what_would_do(
    changed: dict[str, Any], code: str, field: str, facts: dict[str, Any]
) -> None:
    assert told(planned, **changed) == [(code, field, facts)]


@pytest.mark.parametrize(
    "changed",
    [
        {"who": [f"市民代表{n:02d}" for n in range(1, 21)]},
        {"reported": {"done": 0}},
        {"reported": {"done": 3}},
        {"reported": {"as_of": "", "stage": ""}},
    ],
)
def test_a_plan_at_the_very_edge_stands(changed: dict[str, Any]) -> None:
    assert planned(**changed).state == "planned"


@pytest.mark.parametrize(
    ("finding", "faults"),
    [
        ({"verified": "perhaps"}, [("inspection.verified", "verified", {})]),
        ({"verified": "no", "note": " "}, [("inspection.note_missing", "note", {})]),
        ({"quantity": Decimal("-0.5")}, [("inspection.quantity", "quantity", {"found": "-0.5"})]),
        ({"note": "字" * 1001}, [("inspection.too_long", "note", {"most": 1000})]),
        ({"visited_at": NINE + timedelta(minutes=1)}, [("inspection.in_future", "visited_at", {})]),
        ({"visited_at": NINE - timedelta(days=1)}, [("inspection.before_day", "visited_at", {"on": "10月9日"})]),
    ],
)
def test_a_finding_at_fault_is_told_at_its_field(finding: dict[str, Any], faults: list[Any]) -> None:
    assert told(planned().see_site, "1", "1", **{"verified": "yes", "visited_at": NINE, **finding}) == faults


@pytest.mark.parametrize(
    "finding",
    [
        {"quantity": Decimal(0)},
        {"quantity": Decimal("0.5")},
        {"note": "字" * 1000},
        {"visited_at": NINE},
        {"visited_at": datetime(2026, 10, 9, tzinfo=SHANGHAI)},
        {"visited_at": datetime(2026, 10, 8, 16, 30, tzinfo=UTC)},
    ],
)
def test_a_finding_at_the_very_edge_stands(finding: dict[str, Any]) -> None:
    visit = planned()
    visit.see_site("1", "1", **{"verified": "yes", "visited_at": NINE, "confirmed": True, **finding})
    assert visit.seen["1"] == {"seen_by": "1", "verified": "yes"}


def test_a_site_and_a_photograph_are_of_the_visits_own_sites_and_inspectors() -> None:
    unknown: list[Any] = [("inspection.unknown_site", "site", {})]
    assert told(planned().see_site, "1", "9", "yes", NINE) == unknown
    assert told(planned().take_photo, "1", "9", "a" * 64) == unknown
    acts: list[Callable[[], object]] = [
        lambda: planned().take_photo("3", "1", "a" * 64),
        lambda: visited().record_sample("3", 1, 1, confirmed=True),
        lambda: planned().remark("3", "意见"),
        lambda: signed().sign("3", "confirmed"),
    ]
    for act in acts:
        assert told(act) == [("inspection.not_inspector", None, {})]


def test_a_photograph_is_recorded_with_its_site_and_its_taker() -> None:
    visit = planned()
    visit.take_photo("2", "3", "a" * 64)
    event = newest(visit)
    assert (event.sha256, event.site, event.taken_by) == ("a" * 64, "3", "2")
    for n in range(1, 120):
        visit.take_photo("1", "1", f"{n:064d}")
    assert told(visit.take_photo, "1", "1", "b" * 64) == [("inspection.photos_full", "photos", {"most": 120})]


@pytest.mark.parametrize(
    ("sample", "fault"),
    [
        ((3, 0, ""), ("inspection.sample_reported", "reported_done", {"checked": 2})),
        ((1, 2, ""), ("inspection.sample_verified", "verified", {"reported_done": 1})),
        ((2, 1, " "), ("inspection.sample_note", "note", {})),
        ((2, 2, "注" * 1001), ("inspection.too_long", "note", {"most": 1000})),
    ],
)
def test_a_sample_at_fault_is_told_at_its_field(sample: tuple[int, int, str], fault: Any) -> None:
    assert told(visited().record_sample, "1", *sample, confirmed=True) == [fault]


@pytest.mark.parametrize(("reported", "verified", "note"), [(1, 1, ""), (2, 0, "都没有投用"), (0, 0, ""), (2, 2, "")])
def test_a_sample_unlike_the_records_is_asked_about_once(reported: int, verified: int, note: str) -> None:
    """Two seen that the list has in use, one as reported."""
    visit = visited()
    differs = [("inspection.sample_differs", "confirmed", {"listed": 2, "found": 1})]
    assert told(visit.record_sample, "1", reported, verified, note) == differs
    visit.record_sample("1", reported, verified, note, confirmed=True)
    visit.record_sample("1", 2, 1, "一处没有投用")
    assert (newest(visit).reported_done, newest(visit).verified) == (2, 1), "as the records have it: not asked about"


@pytest.mark.parametrize(
    ("verified", "counted", "fault"),
    [
        ("yes", "2", ("inspection.quantity_differs", "confirmed", {"found": "2", "listed": "1"})),
        ("yes", "0.5", ("inspection.quantity_differs", "confirmed", {"found": "0.5", "listed": "1"})),
        ("no", "1.5", ("inspection.quantity_differs", "confirmed", {"found": "1.5", "listed": "1"})),
        ("yes", "10.5", ("inspection.quantity_beyond", "quantity", {"listed": "1", "most": "10"})),
        ("no", "9" * 20, ("inspection.quantity_beyond", "quantity", {"listed": "1", "most": "10"})),
    ],
)
def test_a_number_at_a_site_is_held_against_the_list(verified: str, counted: str, fault: Any) -> None:
    visit = planned()
    finding: dict[str, Any] = {"visited_at": NINE, "quantity": Decimal(counted), "note": "现场数过。"}
    assert told(visit.see_site, "1", "1", verified, **finding) == [fault]
    if fault[1] == "quantity":
        assert told(visit.see_site, "1", "1", verified, **finding, confirmed=True) == [fault], (
            "no word makes it possible"
        )
    else:
        visit.see_site("1", "1", verified, **finding, confirmed=True)


def test_a_number_that_agrees_or_is_less_where_less_was_found_is_not_asked_about() -> None:
    visit = planned()
    visit.see_site("1", "1", "yes", NINE, quantity=Decimal(1))
    visit.see_site("1", "2", "partly", NINE, quantity=Decimal("0.5"), note="只开了一半")
    assert newest(visit).quantity == "0.5"


@pytest.mark.parametrize(("reported", "verified", "note"), [(0, 0, ""), (2, 2, ""), (2, 0, "都没有投用"), (1, 1, "")])
def test_a_sample_that_can_be_is_recorded_whole(reported: int, verified: int, note: str) -> None:
    visit = visited()
    visit.record_sample("2", reported, verified, f" {note} ", confirmed=True)
    event = newest(visit)
    assert (event.recorded_by, event.checked, event.note) == ("2", 2, note)
    assert (event.reported_done, event.verified) == (reported, verified)
    visit.record_sample("2", 2, 2, confirmed=True)
    assert newest(visit).note == ""


def test_a_remark_has_words_and_its_author() -> None:
    visit = planned()
    assert told(visit.remark, "1", " ") == [("inspection.remark_missing", "text", {})]
    assert told(visit.remark, "1", "字" * 1001) == [("inspection.too_long", "text", {"most": 1000})]
    visit.remark("2", " 建议延长开放时间 ")
    assert (newest(visit).inspector, newest(visit).text) == ("2", "建议延长开放时间")


def test_a_signature_is_recorded_with_its_drawing() -> None:
    visit = visited()
    visit.record_sample("1", 2, 2, confirmed=True)
    assert told(visit.sign, "1", "drawn") == [("inspection.signature_missing", "confirmed", {})]
    assert told(visit.sign, "1", "typed", "a" * 64) == [("inspection.signature_missing", "confirmed", {})]
    visit.sign("2", "drawn", "a" * 64)
    assert (newest(visit).inspector, newest(visit).mark, newest(visit).signature) == ("2", "drawn", "a" * 64)
    visit.sign("1", "confirmed", "")
    assert visit.signatures == {"2": "drawn", "1": "confirmed"}


def test_why_a_visit_was_cancelled_and_what_it_concluded_is_recorded() -> None:
    visit = planned()
    assert told(visit.cancel, " ") == [("inspection.reason_missing", "reason", {})]
    assert told(visit.cancel, "字" * 1001) == [("inspection.too_long", "reason", {"most": 1000})]
    visit.cancel(" 下雨 ")
    assert newest(visit).reason == "下雨"
    visit = signed()
    visit.close()
    assert newest(visit).conclusion == ""
    visit = signed()
    assert told(visit.close, "字" * 1001) == [("inspection.too_long", "conclusion", {"most": 1000})]
    visit.close(" 一处不一致 ")
    assert newest(visit).conclusion == "一处不一致"


def test_a_clearing_names_each_photograph_once_and_none_that_is_not_there() -> None:
    visit = planned()
    visit.take_photo("1", "1", "a" * 64)
    visit.see_site("1", "1", "yes", NINE)
    visit.record_sample("1", 1, 1, confirmed=True)
    visit.sign("1", "confirmed")
    visit.sign("2", "confirmed")
    visit.close()
    assert told(visit.clear, REVIEW, ["a" * 64, "b" * 64, "c" * 64]) == [
        ("inspection.unknown_photo", "photos", {"count": 2}),
    ]  # fmt: skip
    visit.clear(REVIEW, ["a" * 64] * 2)
    assert (newest(visit).photos, newest(visit).review) == (["a" * 64], REVIEW.as_dict())
    assert planned().checked == 0 and visit.checked == 1


def test_half_a_tenth_of_the_rate_is_rounded_up() -> None:
    assert rate(16, 1) == "6.3%"
