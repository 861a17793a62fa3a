"""What two publications say differently of a project: each field once, old and new, and nothing where they agree."""

from typing import Any

from projects import difference
from projects.difference import Difference


def project(id: str = "a", **more: Any) -> dict[str, Any]:
    target = {"no": "1", "text": "加装电梯300部", "quantity": 300, "unit": "部", "stage": None, "plan": {"12": 300}}
    said: dict[str, Any] = {
        "lead_unit": "市住建局",
        "supporting_units": [],
        "due_on": "2026-12-31",
        "item": None,
        "halt": None,
    }
    reached = {"status": "on_pace", "progress": 40, "accepted_on": None}
    return {"id": id, "targets": [{**target, "value": 120}], **said, **reached, **more}


def target(**more: Any) -> dict[str, Any]:
    return {**project()["targets"][0], **more}


def test_the_same_twice_differs_in_nothing() -> None:
    assert difference.between(project(), project()) == []


def test_a_lowered_target_is_told_with_its_plan_and_unit() -> None:
    new = project(targets=[target(quantity=250, plan={"12": 250})])
    assert difference.between(project(), new) == [
        Difference("quantity", 300, 250, "1", "加装电梯300部", "部"),
        Difference("plan", {"12": 300}, {"12": 250}, "1", "加装电梯300部", "部"),
    ]


def test_who_answers_and_by_when_is_promised_and_a_figure_is_not() -> None:
    new = project(lead_unit="市建设局", due_on="2027-06-30", status="behind", progress=50, targets=[target(value=150)])
    found = difference.between(project(), new)
    assert [(each.field, each.old, each.new) for each in found if each.promised] == [
        ("lead_unit", "市住建局", "市建设局"),
        ("due_on", "2026-12-31", "2027-06-30"),
    ]
    assert [each.field for each in found if not each.promised] == ["status", "progress", "value"]
    assert difference.promise(project(), new) == [each for each in found if each.promised]


def test_a_halt_is_told_by_its_words_and_an_item_by_its_title() -> None:
    halt = {"state": "suspended", "since": "2026-07-18", "words": "自2026年7月18日起经批准暂停实施"}
    new = project(halt=halt, item={"number": "一", "title": "住有宜居", "listed": "一"})
    assert [(each.field, each.new) for each in difference.promise(project(), new)] == [
        ("item", "住有宜居"),
        ("halt", "自2026年7月18日起经批准暂停实施"),
    ]


def test_a_target_that_is_new_and_one_that_is_gone() -> None:
    new = project(targets=[target(no="2", text="改造管网")])
    assert difference.promise(project(), new) == [
        Difference("target", None, "改造管网", "2", "改造管网"),
        Difference("target", "加装电梯300部", None, "1", "加装电梯300部"),
    ]


def test_projects_are_paired_by_what_they_are_not_by_their_place() -> None:
    old = [project("a"), project("b"), project("c")]
    new = [project("c"), project("d"), project("b", progress=60)]
    found = difference.pairs(old, new)
    assert [each.now["id"] for each in found] == ["c", "d", "b", "a"]
    assert [[one.field for one in each.differences] for each in found] == [[], [], ["progress"], []]
    assert [(each.old is None, each.new is None) for each in found] == [
        (False, False), (True, False), (False, False), (False, True),
    ]  # fmt: skip


def test_nodes_that_moved_are_told_each_with_its_days_and_nothing_of_the_others() -> None:
    def nodes(*days: str) -> list[dict[str, str]]:
        return [{"text": text, "due": day} for text, day in zip(("封顶", "验收", "验收"), days, strict=False)]

    old = project(milestones=nodes("2026-06-30", "2026-09-30", "2026-11-30"), targets=[target(milestones=nodes())])
    new = project(
        milestones=nodes("2026-06-30", "2026-09-30", "2026-12-10"), targets=[target(milestones=nodes("2026-05-31"))]
    )
    assert difference.between(old, old) == []
    assert difference.between(old, new) == [
        Difference("milestones", {"验收（第3个节点）": "2026-11-30"}, {"验收（第3个节点）": "2026-12-10"}),
        Difference("milestones", {}, {"封顶": "2026-05-31"}, "1", "加装电梯300部", "部"),
    ]
