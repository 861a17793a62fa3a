"""The public's search over 60,000 projects of many governments and years, against a bare SELECT by an index."""

import random
import statistics
import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import jinja2
import psycopg
from fastapi import FastAPI, Request

from benchmarks.ground import Line, median_ratio, open_house, seconds
from projects import catalogue
from projects.catalogue import Found
from projects.phrase import pairs, words
from web.app import create
from web.house import House
from web.pages import search

GOVERNMENTS, YEARS, EACH = 60, range(2007, 2027), 50
"""Sixty cities with twenty years of fifty projects each."""
ROUNDS = 25
QUESTIONS = ("柳荫街 食堂", "加装电梯", "社区")
"""Found by few dozens, by hundreds, and by a good part of all."""
BARE = "SELECT jurisdiction, year, number, title, unit FROM projects_catalogue WHERE pairs @> %s::integer[]"
VOCABULARY = {
    "deed": "新建 改造 提升 更新 建设 完善 新增 升级 打通 整治 加装 培训 发放 配备 修缮 治理 开放 扩建 修复 推广",
    "thing": "社区食堂 老旧小区 中小学校 养老服务点 托育园位 断头路 农村公路 供水管网 口袋公园 公共厕所 充电桩 "
    "停车泊位 社区卫生站 文化礼堂 健身步道 电梯 燃气管道 污水管网 公交线路 保障房 就业岗位 雨污分流 农贸市场 儿童乐园",
    "unit": "教育 民政 交通运输 住房城乡建设 卫生健康 水务 城市管理 人力资源 文化旅游 农业农村 生态环境 商务",
    "street": "柳荫 云锦 春晖 望山 港河 科创 书院 东苑 西锦 南荫 北晖 金山 柳河 云创 春院 望苑 港锦 科晖 书山 东河",
    "way": "分三批实施 完善配套设施 建立长效管理机制 惠及周边居民 年底前投入使用 优先安排困难群体 同步开展满意度回访",
    "category": "老有颐养 住有宜居 学有优教 病有良医 行有畅达",
}
WORDS = {kind: words.split() for kind, words in VOCABULARY.items()}
MINIMAL = jinja2.Environment(autoescape=True).from_string("""<!doctype html><title>{{ rows|length }}</title><ol>
{% for row in rows %}<li>{{ row.year }} {{ row.number }} {{ row.title }} {{ row.unit }}</li>
{% endfor %}</ol>""")


def finding(house: House) -> list[Line]:
    """The search, and its page, beside the same rows by the same index, neither ranked nor counted."""
    _fill(house)
    app = create(house)
    lines = []
    for q in QUESTIONS:
        with house.reading() as conn:
            found = catalogue.search(conn, words(q))
        many, bare = (
            f"{found.total:,} of {GOVERNMENTS * len(YEARS) * EACH:,} projects",
            "a bare SELECT by the same index",
        )
        lines += [
            _line(f"search that finds {many}", bare, partial(_searched, house, q), partial(_rows, house, q)),
            _line("its page", f"{bare} and a minimal template", partial(_page, app, q), partial(_minimal, house, q)),
        ]
    return lines


def _line(what: str, against: str, ours: Callable[[], object], bare: Callable[[], object]) -> Line:
    ours(), bare()
    times = [(seconds(ours), seconds(bare)) for _ in range(ROUNDS)]
    mine, theirs = [one for one, _ in times], [other for _, other in times]
    plain = f"{1000 * statistics.median(mine):.1f} ms against {1000 * statistics.median(theirs):.1f} ms"
    return Line(what, against, f"{median_ratio(mine, theirs):.1f}", "at most 5", plain)


def _searched(house: House, q: str) -> Found:
    with house.reading() as conn:
        return catalogue.search(conn, words(q))


def _page(app: FastAPI, q: str) -> bytes:
    scope = {
        "type": "http", "method": "GET", "path": "/search", "query_string": b"", "headers": [], "app": app, "state": {},
    }  # fmt: skip
    return bytes(search.show(Request(scope), q).body)


def _rows(house: House, q: str) -> list[dict[str, Any]]:
    with house.reading() as conn:
        return conn.execute(BARE, (pairs(words(q)),), prepare=True).fetchall()


def _minimal(house: House, q: str) -> str:
    return MINIMAL.render(rows=_rows(house, q)[: catalogue.LEAF])


def _fill(house: House) -> None:
    """Put where publications put them."""
    made = random.Random(5)
    with psycopg.connect(house.database.owner) as conn:
        conn.execute("SET search_path = views, public")
        curs = conn.cursor()
        names = list(next(_projects(made)))
        with curs.copy(f"COPY projects_catalogue ({', '.join(names)}) FROM STDIN") as copy:
            for row in _projects(made):
                copy.write_row(list(row.values()))
        for place in range(GOVERNMENTS):
            conn.execute(
                "INSERT INTO projects_catalogue_government VALUES (gen_random_uuid(), %s, %s, 'real')",
                (f"city{place}", f"第{place}市"),
            )
            conn.cursor().executemany(
                "INSERT INTO projects_catalogue_programme VALUES (gen_random_uuid(), %s, %s, false, '')",
                [(f"city{place}", year) for year in YEARS],
            )
        conn.execute("ANALYZE")


def _projects(made: random.Random) -> Iterator[dict[str, Any]]:
    id = 0
    for place in range(GOVERNMENTS):
        for year in YEARS:
            for number in range(1, EACH + 1):
                id += 1
                yield catalogue.row(id, f"city{place}", year, _project(made, number))


def _project(made: random.Random, number: int) -> dict[str, Any]:
    """As a publication tells it, with what the search reads."""

    def one(kind: str) -> str:
        return made.choice(WORDS[kind])

    thing, street = one("thing"), one("street")
    title = f"{one('deed')}{thing}{made.randrange(10, 900)}处"
    also = f"同步{one('deed')}{one('thing')}{made.randrange(2, 60)}个，{one('way')}"
    return {
        "number": str(number),
        "title": title,
        "lead_unit": f"市{one('unit')}局",
        "supporting_units": [f"市{one('unit')}局", "市财政局"],
        "implementing_units": [f"{one('street')}区政府" for _ in range(3)],
        "targets": [{"text": f"{title}，{one('way')}"}, {"text": also}],
        "sites": [{"name": f"{street}街{thing}", "address": f"{street}路{made.randrange(1, 300)}号"}],
        "item": {"title": one("way")},
        "category": one("category"),
        "status": "on_pace",
        "progress": made.randrange(100),
    }


if __name__ == "__main__":
    with open_house() as own:
        for each in finding(own):
            sys.stdout.write(f"| {each.what} | {each.against} | {each.ratio} | {each.asked} | {each.plain} |\n")
