"""Golden samples: one stored stream an aggregate, written once, read by every later version of the programme.

`scripts/golden` adds the events that have none yet at the end of their stream. It never writes one anew: what was once
stored must be readable for ever, and a sample that no longer loads says that it is not. Of an event whose shape was
changed, the first sample stays; its later shape has a stream of its own (`inspection.2.json`), begun as the first is.
"""

import importlib
import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from eventsourcing.application import Application
from eventsourcing.persistence import JSONTranscoder, StoredEvent
from eventsourcing.utils import resolve_topic

from projects.approval import Approval, Review
from projects.filing import Filing
from projects.policy import PolicySet
from tests.architecture import source
from tests.architecture.source import EventClass
from tracker.clock import SHANGHAI, FixedClock, using
from tracker.event import Actor, SignedMapper, acting

FOLDER = Path(__file__).parent / "golden"
_SPACE = UUID("7d9b7a52-5b5e-4b0c-8f0e-6a0f5d1c2026")
_OFFICER = Actor("3d0a4b1e-2f61-4f0e-9c77-5b8f2a6d9e10", "督查室主任科员", None, "a1b2c3d4e5f6")
_APPROVAL = Approval("市政府秘书长", "2026-03-10", "同意。", "府办批〔2026〕12号")
_REVIEW = Review("主动公开", "不涉密，可以公开。", "督查室负责人", _APPROVAL)

Stored = dict[str, Any]

SAMPLES: dict[str, Any] = {
    "project": str(uuid5(_SPACE, "project")),
    "programme": str(uuid5(_SPACE, "programme")),
    "publication": str(uuid5(_SPACE, "publication")),
    "document": str(uuid5(_SPACE, "document")),
    "unit": str(uuid5(_SPACE, "unit")),
    "lead_unit": str(uuid5(_SPACE, "unit")),
    "supporting_units": [str(uuid5(_SPACE, "supporting"))],
    "implementing_units": [str(uuid5(_SPACE, "implementing"))],
    "jurisdiction": "demo",
    "year": 2026,
    "period": "2026-03",
    "no": "1",
    "field": "quantity",
    "old": "300",
    "new": "280",
    "value": "24",
    "filed": "25",
    "quantity": "24",
    "on": "2026-03-12",
    "as_of": "2026-03-31",
    "visited_at": "2026-03-12T10:20:00+08:00",
    "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "approval": _APPROVAL.as_dict(),
    "review": _REVIEW.as_dict(),
    "policy": PolicySet().as_dict(),
    "plan": {"1": "0", "2": "8", "3": "24"},
    "target": {
        "text": "既有住宅加装电梯300部", "quantity": "300", "unit": "部", "comparator": "=", "kind": "quantity",
        "stage": "投用", "baseline": None, "parent": None, "weight": None,
    },
    "milestones": [{"due": "2026-06-30", "text": "主体封顶", "value": None, "weight": "40", "done_on": None}],
    "sites": [{"name": "柳荫社区", "address": "柳荫路1号", "longitude": None, "latitude": None, "unit": "东湖区政府",
               "share": "1", "stage": "完工"}],
    "regions": [{"no": "1", "region": "东湖区", "quantity": "120"}],
    "region_values": [{"no": "1", "region": "东湖区", "as_of": "2026-03-31", "value": "9", "percent": None}],
    "milestones_done": {"1:0": "2026-03-20"},
    "light": "yellow",
    "reasons": ["累计数与点位台账不符。"],
    "projects": [str(uuid5(_SPACE, "project"))],
    "judgement": {"light": "yellow", "status": "behind", "arithmetic": "计划8.0%，实际3.0%，落后5.0个百分点"},
    "inspectors": [{"id": "i1", "post": "市人大代表", "kind": "人大代表"}],
    "signature": None,
    "fonts": {"仿宋": "FandolFang R"},
    "number": 3,
    "facts": {"source": {"log_position": 812}, "figures": [{"figure": "33项"}]},
    "prose": {"title": "关于2026年3月进展情况的通报", "head": "", "tail": "",
              "blocks": [{"key": "overall", "heading": "总体情况", "rule": "open", "names": [],
                          "paragraphs": ["33项。"]}]},
    "files": [{"name": "bulletin.pdf", "media_type": "application/pdf", "size": 48213,
               "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}],
}  # fmt: skip
"""A value of every field whose name alone says what it holds; the others are made by their type."""

OWN: dict[str, dict[str, Any]] = {
    "report": {
        "content": Filing({"1": "24"}, text="新增投用12部。", problems="材料慢。", measures="增加供应商。").as_dict(),
        "old": Filing({"1": "24"}, text="新增投用12部。").as_dict(),
        "new": Filing({"1": "23"}, text="新增投用11部。").as_dict(),
        "number": 1,
    },
    "project": {
        "number": "2-1",
        "values": {"1": "24"},
    },
    "project.history_imported": {
        "values": [{"no": "1", "as_of": "2026-03-31", "value": "24", "percent": None, "text": "已投用24部",
                    "stage": None, "source": "市政府门户网站", "problems": None, "measures": None, "unit": "部"}],
    },
    "clue": {
        "letter": str(uuid5(_SPACE, "letter")),
        "digest": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "photos": 2, "matter": "核实柳荫路3号电梯停用的原因，何时恢复。", "words": "9月20日已恢复运行。",
        "into": str(uuid5(_SPACE, "clue")), "reason_code": "elsewhere",
    },
    "correction_wish": {
        "values": {"1": "24"},
        "reason_code": "clerical",
        "evidence": [{"sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "name": "台账.pdf",
                      "size": 48213, "type": "application/pdf"}],
        "number": 1,
    },
    "project.course_altered": {"kind": "suspension", "old": None, "new": None},
    "programme": {"number": "2-1", "content": '{"projects":[]}'},
    "programme.public_lights_switched": {"old": "lamps", "new": "words", "reason": "市民反映颜色看不清。"},
    "programme.hotlines_set": {"hotline": "0000-12340000", "projects": {"16": "0000-12340016"}},
    "programme.item_listed": {"number": "一"},
    "programme.head_release_switched": {"on": True},
    "programme.ranking_switched": {"on": True, "reason": "经市政府常务会议同意，按季通报。"},
    "publication": {"content": '{"projects":[]}'},
    "calendar": {
        "source": "国务院办公厅关于2026年部分节假日安排的通知",
        "state": "正式",
        "date": "2026-10-10",
        "kind": "makeup",
        "name": "国庆节",
        "days": [{"date": "2026-10-10", "kind": "makeup", "name": "国庆节"}],
        "moved": [{"jurisdiction": "demo", "year": 2026, "kind": "publication", "subject": "2026-09",
                   "what": "9月进展公布", "old": "2026-10-12", "new": "2026-10-10"}],
    },
    "obligation": {
        "kind": "monthly_report", "subject": str(uuid5(_SPACE, "project")), "period": "2026-09",
        "at": "2026-10-01T00:00:00+08:00", "since": "2026-10-01T00:00:00+08:00", "owner": "市住房城乡建设局",
        "what": "项目1—1 9月进展报送", "href": "/report/2026-09", "former": "2026-10-05T17:00:00+08:00",
        "due": "2026-10-08T17:00:00+08:00", "cutoff": "2026-11-05T17:00:00+08:00",
        "reminders": ["2026-10-08T09:00:00+08:00"], "until": "2026-10-12T17:00:00+08:00",
        "reason": "台账正在逐户核对。", "progress": "已核对八成。", "by_event": "report.submitted",
        "post": "市政府办公厅督查室",
        "arithmetic": {
            "rule": "次月5日17时前，遇非工作日顺延至其后第一个工作日", "source": "默认", "event": "2026-10-01",
            "days": [{"day": "2026-10-08", "kind": "working", "counts": None}],
            "roll": {"from": "2026-10-05", "to": "2026-10-08", "how": "顺延至其后第一个工作日"},
            "pauses": [], "calendar": 0, "estimated": False,
        },
    },
    "obligation.handed_over": {"former": "市住房城乡建设局", "owner": "市城市更新局"},
    "notice": {
        "kind": "correction", "subject": f"{uuid5(_SPACE, 'report')}:1", "content": '{"kind":"correction"}',
    },
    "coordination": {
        "kind": "approval", "matter": "规划许可未批。", "wanted": "5个工作日内办结。", "contact": "审批处副处长",
        "helper": str(uuid5(_SPACE, "helper")), "words": "已受理，走绿色通道。",
    },
    "risk": {"level": "high", "who": "office"},
    "dispatch": {
        "week": "2026-W11",
        "log": {"situation": "两个小区开挖基坑。", "blockers": "管线迁改未批。", "next_steps": "进场。",
                "nothing_new": False},
    },
    "urging": {
        "rhythm": "weekly_dispatch", "sent_on": "2026-03-12", "href": "/dispatches",
        "owed": [{"project": str(uuid5(_SPACE, "project")), "number": "16", "title": "加装电梯300部",
                  "period": "2026-W11", "overdue": True}],
    },
    "order": {
        "matter": {
            "matter": "加装电梯进度严重滞后", "facts": "8月底计划200部，实际118部。", "requirement": "查明原因。",
            "unit": str(uuid5(_SPACE, "unit")), "supporting": [], "due": None, "contact": "督查室 0000-1234",
        },
        "cause": {"kind": "red_light", "ref": "2026-08", "words": "8月亮红灯", "instruction": None},
        "drafter": "3d0a4b1e-2f61-4f0e-9c77-5b8f2a6d9e10",
        "step": "orange", "previous": "blue", "due": "2026-03-17", "until": "2026-03-20", "on": "2026-03-12",
        "text": "示政督办〔2026〕3号",
        "evidence": [{"sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                      "name": "台账.pdf", "size": 48213, "type": "application/pdf"}],
        "how": "papers", "scan": None,
    },
    "order.lowered": {"step": "blue", "previous": "orange"},
    "talk": {
        "no": "1",
        "arrangement": {"talker": "市政府副秘书长", "talked": ["市水务局局长"], "reason": "逾期未办",
                        "basis": "督查工作条例", "at": "2026-03-16T15:00", "place": "市政府会议室"},
        "held_at": "2026-03-16T15:00",
        "promises": [{"no": "1", "text": "月底前完工", "unit": str(uuid5(_SPACE, "unit")), "post": "市水务局局长",
                      "due": "2026-03-31"}],
        "scan": {"sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "name": "签字件.pdf",
                 "size": 48213, "type": "application/pdf"},
        "due": "2026-04-15",
        "until": "2026-03-19",
    },
    "review_meeting": {
        "no": 1, "quarter": "2026-Q1", "text": "增加一家供货商。", "due": "2026-05-31", "into": "2026-Q2",
        "arrangement": {"on": "2026-04-20", "time": "14:30", "place": "市政府第三会议室", "chair": "市政府秘书长",
                        "attendees": [{"post": "市教育局局长", "state": "出席"}], "agenda": ["通报总体进展"]},
        "attendance": [{"post": "市教育局局长", "state": "请假"}], "carried_from": None, "content": '{"projects":[]}',
    },
    "disclosure": {
        "half": "2026-H1", "number": 1, "reason_code": "clerical", "content": '{"half":"2026-H1"}',
        "facts": {"title": "2026年上半年市办实事进展情况公开", "overall": {"figures": {}},
                  "projects": [{"number": "1", "status": "behind"}]},
        "words": {"overall": {"progress": "各项按计划实施。"}, "projects": {"1": {"progress": "开工12处。"}}},
    },
    "interpretation": {"subject": "release", "number": 1, "content": '{"subject":"release"}'},
    "department_plan": {
        "plan": {"title": "市教育局实施方案", "adopted_on": "2026-02-20", "summary": "分三步实施。", "number": "",
                 "link": "https://jyj.example/fangan", "files": []},
    },
    "third_party_round": {"members": {"人大代表": 2}, "methods": ["随机抽查"], "period": "2026-H1"},
    "programme_result": {"briefing_on": "2026-12-28", "content": '{"projects":[]}'},
    "inspection": {"sites": [{"id": "s1", "name": "柳荫社区"}], "number": "2", "verified": "partly"},
    "inspection.sample_recorded": {"verified": 3},
    "opinion": {"occasion": "座谈点评", "held_on": "2026-03-12", "speaker": "人大代表07", "verdict": "adopted"},
    "member": {
        "kind": "人大代表", "number": 7, "term_from": "2026-01-01", "term_until": "2026-12-31",
        "expertise": ["建筑工程"], "districts": ["东湖区"], "employer": str(uuid5(_SPACE, "unit")),
        "former": str(uuid5(_SPACE, "unit")), "tie": "亲属任职", "declarer": "member", "on": "2026-03-12",
    },
    "inspection_plan": {
        "outline": {"title": "3月电梯加装抽查", "method": "随机抽查", "basis": "年度督查计划",
                    "projects": [str(uuid5(_SPACE, "project"))], "starts_on": "2026-03-16",
                    "ends_on": "2026-03-20", "checklist": ["设施能否正常运行"], "leader": "督查室主任",
                    "occasion": ""},
        "on": "2026-03-20",
    },
    "lot": {
        "plan": str(uuid5(_SPACE, "inspection_plan")), "number": 1, "silent": True,
        "content": '{"algorithm":"sha256-rank/1"}', "witnesses": ["人大代表07", "市民代表02"],
        "lottery": "中国体育彩票排列5", "place": 1, "value": "48213905", "code": "K7QM2P9X4RTB", "how": "phone",
        "seal": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "until": "2026-03-12T09:32:00+08:00", "places": [2], "drawn": {"人大代表": ["人大代表07"]},
        "announced": {"issue": "26123", "numbers": "04719", "drawn_on": "2026-03-13"},
        "out": "人大代表07", "successor": "人大代表02", "reason_code": "absent",
    },
    "inspection.planned": {
        "plan": str(uuid5(_SPACE, "inspection_plan")), "checklist": ["设施能否正常运行"], "leader": "督查室主任",
        "method": "集中查看", "basis": "年度督查计划第4项",
        "sites": [{"key": "1", "name": "柳荫社区", "address": "", "unit": "东湖区政府", "share": "1", "stage": "投用"}],
        "inspectors": [{"key": "1", "kind": "人大代表", "number": 7, "member": str(uuid5(_SPACE, "member"))},
                       {"key": "2", "kind": "督查室", "number": None, "member": None}],
        "reported": {"as_of": "2026-02-28", "stage": "投用", "done": 1, "note": ""},
    },
    "inspection.site_seen": {"site": "s1"},
    "acceptance": {
        "round": 2, "objection": 1, "channel": "letter", "due": "2026-03-31", "visit_on": "2026-03-16",
        "since": "2026-03-12", "until": "2026-03-19", "clue": str(uuid5(_SPACE, "clue")),
        "rectification": str(uuid5(_SPACE, "rectification")), "papers": ["完成数量明细台账"],
        "checks": [{"question": "质量是否达到标准", "met": True, "words": "检测合格。"}],
        "seats": [{"kind": "人大代表", "called": "人大代表07", "member": str(uuid5(_SPACE, "member")), "unit": None},
                  {"kind": "工作人员", "called": "市财政局副处长", "member": None, "unit": str(uuid5(_SPACE, "unit"))}],
        "verdict": {"visited_on": "2026-03-12", "attended": ["人大代表07"], "on": "2026-03-12", "opinion": "合格。",
                    "visit": None},
    },
    **{
        topic: {"papers": {"完成数量明细台账": [
            {"sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "name": "台账.pdf",
             "size": 48213, "type": "application/pdf"}]}}
        for topic in ("acceptance.self_checked", "acceptance.requested")
    },
}  # fmt: skip
"""What a field holds in one aggregate's events, or in one event alone."""

_BY_TYPE: dict[str, Any] = {"str": "文字", "int": 1, "bool": True, "list[str]": ["一项"], "Any": "1"}


def path(aggregate: str) -> Path:
    return FOLDER / f"{aggregate}.json"


def stream(aggregate: str) -> list[Stored]:
    """The stored events of one golden stream, in order; none where it was never written."""
    return list(json.loads(path(aggregate).read_text("utf-8"))) if path(aggregate).exists() else []


def mapper() -> SignedMapper:
    """The ledger's own mapper, with the transcodings the ledger's application registers."""
    transcoder = JSONTranscoder()
    Application.register_transcodings(Application.__new__(Application), transcoder)
    return SignedMapper(transcoder)


def stored_event(stored: Stored) -> StoredEvent:
    """The sample as the recorder would give it."""
    return StoredEvent(
        UUID(stored["originator_id"]), stored["originator_version"], stored["topic"], stored["state"].encode()
    )


def loaded(stored: Stored) -> Any:
    """The event as the programme reads it."""
    return mapper().to_domain_event(stored_event(stored))


def missing() -> Iterator[tuple[str, list[EventClass]]]:
    """Aggregate → its events without a sample, what creates it first."""
    for aggregate in source.aggregates():
        own = [event for event in source.events() if event.topic and event.topic.split(".")[0] == aggregate]
        there = {stored["topic"] for stored in stream(aggregate)}
        new = sorted((event for event in own if event.topic not in there), key=lambda event: not event.created)
        if new:
            yield aggregate, new


def streams() -> list[str]:
    """Every stream by the name of its file, an aggregate's first one before its later shapes."""
    return sorted(file.name.removesuffix(".json") for file in FOLDER.glob("*.json"))


def shape(stored: Stored) -> int:
    """The class version in which an event was stored."""
    return int(json.loads(stored["state"]).get("class_version", 1))


def reshaped() -> Iterator[tuple[str, list[EventClass]]]:
    """Stream → what is to be written there: events whose shape of today has no sample, after what creates them."""
    for event in source.events():
        topic = str(event.topic)
        version, aggregate = getattr(resolve_topic(topic), "class_version", 1), topic.split(".")[0]
        known = stream(f"{aggregate}.{version}")
        if version == 1 or any((each["topic"], shape(each)) == (event.topic, version) for each in known):
            continue
        created = next(each for each in source.events() if each.created and str(each.topic).startswith(f"{aggregate}."))
        yield f"{aggregate}.{version}", [event] if known or event.created else [created, event]


def _value(aggregate: str, event: EventClass, field: str, kind: str) -> Any:
    for values in (OWN.get(str(event.topic), {}), OWN.get(aggregate, {}), SAMPLES):
        if field in values:
            return values[field]
    if field.endswith("_on"):
        return "2026-03-12"
    plain = kind.removesuffix(" | None")
    if plain.startswith("list"):
        return ["一项"] if plain == "list[str]" else [{"甲": "1"}]
    return _BY_TYPE.get(plain, {"甲": "1"})


def _sample(aggregate: str, event: EventClass, version: int) -> Stored:
    fields = {field: _value(aggregate, event, field, kind) for field, kind in event.fields}
    if event.created:
        fields["originator_topic"] = aggregate
    made = resolve_topic(str(event.topic))(
        originator_id=uuid5(_SPACE, aggregate),
        originator_version=version,
        timestamp=datetime(2026, 3, 12, 9, 30, tzinfo=SHANGHAI),
        **fields,
    )
    with using(FixedClock(datetime(2026, 3, 12, 9, 30, tzinfo=SHANGHAI))), acting(_OFFICER):
        stored = mapper().to_stored_event(made)
    return {
        "topic": stored.topic,
        "originator_id": str(stored.originator_id),
        "originator_version": stored.originator_version,
        "state": stored.state.decode(),
    }


def write() -> int:
    """Adds what is missing and says so; what is there stays. Returns how many were added."""
    for package in source.WITH_EVENTS:
        for module in source.modules(package):
            importlib.import_module(module)
    FOLDER.mkdir(exist_ok=True)
    added = 0
    for aggregate, new in missing():
        known = stream(aggregate)
        known += [_sample(aggregate, event, len(known) + place) for place, event in enumerate(new, start=1)]
        path(aggregate).write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", "utf-8")
        added += len(new)
        print(f"{aggregate}: {', '.join(str(event.topic) for event in new)}")
    for name, new in reshaped():
        known, aggregate = stream(name), name.split(".")[0]
        known += [_sample(aggregate, event, len(known) + place) for place, event in enumerate(new, start=1)]
        path(name).write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", "utf-8")
        added += len(new)
        print(f"{name}: {', '.join(str(event.topic) for event in new)}")
    return added


if __name__ == "__main__":
    if not write():
        sys.exit("每个事件都已有样本；样本一经写下不再改写。")
