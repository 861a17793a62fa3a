"""公开事项: everything that was made public, in sentences, with day, post and document."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from projects.policy import PUBLIC_LIGHTS
from web import chronicle
from web.chronicle import Entry, Shown, Sources
from web.open_data.columns import HEAD, PUBLICATION, TAIL
from web.open_data.facts import Facts
from web.open_data.records import PAPERS, papers
from web.open_data.table import Column, Row, Table

EVENTS = Table(
    "events",
    "公开事项",
    "每件公布过的事一行，按时间排列；项目编号空着的说的是整个年度。账本只增不改，公布过的事不会消失。",
    (
        *HEAD,
        Column("number", "string", "项目编号", "说的是哪个项目；空着的说的是整个年度", PUBLICATION, "2"),
        Column("title", "string", "项目名称", "项目最近一次公布的名称", PUBLICATION, "既有住宅加装电梯300部"),
        Column("lead_unit", "string", "牵头单位", "项目最近一次公布的牵头单位", PUBLICATION, "市住房城乡建设局"),
        Column("what", "string", "事项", "是一件什么事", PUBLICATION, "8月进展公布", required=True),
        Column("sentence", "string", "内容", "这件事的一句话", PUBLICATION, "加装电梯累计123部。", required=True),
        Column("post", "string", "职务", "批准、发现或者核查的职务，不是姓名", PUBLICATION, None),
        Column("document", "string", "依据", "依据的文件", PUBLICATION, None),
        Column(
            "address", "string", "地址", "在本站哪一页", PUBLICATION, "/demo/2026/projects/2/history", required=True
        ),
        Column("sha256", "string", "SHA-256", "公布的原文的摘要", PUBLICATION, "0" * 64),
        *TAIL,
    ),
    key=("log_position", "number", "what"),
    filters=("number", "lead_unit", "what"),
)

POSTED = ("poster", "site_sign")
"""One of each for every project: they repeat what was published, for one place."""


def events(facts: Facts) -> list[Row]:
    return EVENTS.ordered([*_of_the_year(facts), *(row for number in facts.numbers for row in _of(facts, number))])


def _of(facts: Facts, number: str) -> Iterator[Row]:
    shown = [Shown(issue.edition, _told(issue.projects, number)) for issue in facts.issues]
    shown = shown[next(place for place, each in enumerate(shown) if each.project) :]
    last = next(each.project for each in reversed(shown) if each.project)
    sources = Sources(
        shown=shown,
        notices=[each for each in facts.notices if each.content["number"] == number],
        visits=facts.visits.get(number, []),
        problems=[each for each in facts.problems if each.project and str(each.project) == last["id"]],
        opinions=facts.opinions.get(last["id"], []),
        moves=facts.moves.get(number, []),
        supports=facts.supports.get(number, []),
        merged=facts.board.merged,
    )
    about = {"number": number, "title": last["title"], "lead_unit": last["lead_unit"]}
    for entry in chronicle.of(sources):
        yield _row(facts, about, entry, f"{facts.root}projects/{number}/history")


def _told(projects: list[dict[str, Any]], number: str) -> dict[str, Any] | None:
    return next((each for each in projects if each["number"] == number), None)


def _of_the_year(facts: Facts) -> Iterator[Row]:
    nobody = dict.fromkeys(("number", "title", "lead_unit"))
    seen = set()
    for each in papers(facts):
        if each.kind in ("notice", *POSTED) or (each.page, each.at, each.title) in seen:
            continue  # a notice is told of its project; a paper in two formats is told once
        seen.add((each.page, each.at, each.title))
        entry = Entry(each.at, f"{PAPERS[each.kind]}公布", f"{each.title}。", document=each.number, sha256=each.sha256)
        yield _row(facts, nobody, entry, each.page)
    for change in facts.board.light_changes:
        old, new = PUBLIC_LIGHTS[change["old"]], PUBLIC_LIGHTS[change["new"]]
        words = f"公布方式由{old}改为{new}：{change['reason'].rstrip('。')}。"
        at = datetime.fromisoformat(change["at"])
        entry = Entry(at, "公布方式调整", words, post=change["post"], document=change["document"])
        yield _row(facts, nobody, entry, f"{facts.root}changes/")
    of_none = [row for row in facts.problems if row.project is None]
    for entry in (entry for row in of_none for entry in chronicle.of_problem(row)):
        yield _row(facts, nobody, entry, f"{facts.root}problems/")


def _row(facts: Facts, about: Row, entry: Entry, address: str) -> Row:
    told = {"what": entry.what, "sentence": entry.sentence, "post": entry.post, "document": entry.document}
    return {
        **facts.head,
        **about,
        **told,
        "address": address,
        "sha256": entry.sha256,
        **facts.stamp(entry.at, entry.sha256),
    }
