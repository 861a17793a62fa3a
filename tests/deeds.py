"""A small programme in a ledger, made by the same commands as people's: three projects of 某市 (slug `testcity`), 2026.

with house(database, folder) as it:
    programme = released(it)
    months(it, programme, through="2026-08")
    visitor = client(it, account(it, "office"))
"""

import warnings
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from projects import intake, register, snapshot
from projects.approval import Approval, Review
from projects.filing import Filing
from projects.listing import Listing, PlanRow, ProjectRow, SiteRow, TargetRow
from projects.month import Month, source
from projects.policy import Period, PolicySet
from projects.programme import Programme
from tests import kept_rows
from tests.conftest import copied
from tracker import accounts, clock, rebuild
from tracker.accounts import Account
from tracker.clock import SHANGHAI, FixedClock, using
from tracker.database import APPLICATION, Database, entitle
from tracker.embedded import Server
from tracker.event import SYSTEM
from tracker.ledger import Ledger
from tracker.settings import Settings
from tracker.store import Store
from web.app import create
from web.house import MODELS, House
from web.visitor import COOKIE

with warnings.catch_warnings():
    # Starlette would rather have another client than httpx, which is the one that is pinned.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient as TestClient

SLUG, YEAR = "testcity", 2026
APPROVAL = Approval("市政府秘书长", "2026-01-20", "同意。")
REVIEW = Review("主动公开", "不涉密，可以公开。", "督查室负责人", APPROVAL)


@contextmanager
def house(database: Database, folder: Path) -> Iterator[House]:
    """The product over a test's own database, files in `folder`; the clock stays the test's."""
    ledger = Ledger(database.app, MODELS)
    try:
        with psycopg.connect(database.app, autocommit=True, row_factory=dict_row) as conn:
            rebuild.prepare(ledger, conn)
        yield House(Settings(data_dir=folder), database, ledger, Store(folder / "files"))
    finally:
        ledger.close()


def listing(year: int = YEAR) -> Listing:
    """1: lifts (quantity, three months planned late); 2: eating places for the old, with eight sites; 3: a school."""
    return Listing(
        projects=(
            _project("1", "既有住宅加装电梯300部", "住有宜居", "市住房城乡建设局", year),
            _project("2", "建设社区养老服务点40个", "老有颐养", "市民政局", year),
            _project("3", "新建中学1所", "学有优教", "市教育局", year),
        ),
        targets=(
            _target("1", "加装电梯300部", 300, "部"),
            _target("2", "建设养老服务点40个", 40, "个"),
            _target("3", "建成中学1所", 1, "所"),
        ),
        plans=(
            PlanRow("1", "1", {month: Decimal(25 * month) for month in range(1, 13)}),
            PlanRow("2", "1", {month: Decimal(min(40, 4 * month)) for month in range(1, 13)}),
            PlanRow("3", "1", {month: Decimal(month >= 8) for month in range(1, 13)}),
        ),
        sites=tuple(
            SiteRow("2", f"{name}社区养老服务点", f"{name}路{place}号", None, None, "东湖区政府", Decimal(1), stage)
            for place, (name, stage) in enumerate(SITES, start=1)
        ),
    )


SITES = [
    ("柳荫", "投用"), ("书院", "投用"), ("云锦", "投用"), ("春晖", "投用"), ("望山", "投用"), ("柳河", "完工"),
    ("港东", "投用"), ("科创", "投用"),
]  # fmt: skip


def released(
    house: House,
    slug: str = SLUG,
    *,
    head_releases: bool = False,
    policy: PolicySet | None = None,
    rows: Listing | None = None,
) -> UUID:
    """The programme, of `rows` or of the small list, released and implementing; its id."""
    policy, rows = policy or PolicySet(head_releases=head_releases), rows or listing()
    new = intake.Intake(slug, "某市", YEAR, rows, title="2026年民生实事", hotline="0000-12345", policy=policy)
    house.carry_out(SYSTEM, None, ["intake", slug], lambda: intake.changes(house.ledger, new))
    id = Programme.create_id(slug, YEAR)
    programme = house.ledger.get(Programme, id)
    programme.release("2026-01-20", REVIEW, snapshot.of_list(source(house.ledger, programme)))
    programme.start()
    house.carry_out(SYSTEM, None, ["release", slug], lambda: ([programme], {}))
    return id


@contextmanager
def through(
    month: str, database: Database, folder: Path, policy: PolicySet | None = None, released_at: datetime | None = None
) -> Iterator[House]:
    """The product with January to `month` published now, over a database just made; released now or when it is said."""
    started = FixedClock(released_at or clock.now())

    def deed() -> None:
        with house(database, folder) as made:
            with using(started):
                programme = released(made, policy=policy)
            months(made, programme, month)

    kept_rows.once(database, (month, repr((listing(), policy)), started.now(), clock.now()), deed)
    with house(database, folder) as made:
        yield made


def through_august(database: Database, folder: Path) -> AbstractContextManager[House]:
    """January to August published: project 1 stands at 84 of 175 planned in July."""
    return through(f"{YEAR}-08", database, folder)


@contextmanager
def looked_at(server: Server, template: str, folder: Path) -> Iterator[House]:
    """`through_august` on the demonstration's morning, in a database of its own: for tests that only look."""
    with copied(server, template) as name:
        with psycopg.connect(server.conninfo(name), autocommit=True) as conn:
            entitle(conn)
        database = Database(server.conninfo(name), server.conninfo(name, APPLICATION), server.programs.source)
        standing = FixedClock(datetime(2026, 10, 9, 9, tzinfo=SHANGHAI))
        with using(standing), through_august(database, folder) as made:
            yield made


def months(house: House, programme: UUID, through: str) -> None:
    """Every period up to `through`, one after the other."""
    for period in house.ledger.get(Programme, programme).policy_set.periods(YEAR):
        if period.key <= through:
            month(house, programme, period)


def month(house: House, programme: UUID, period: Period) -> None:
    """One period filed as planned (project 1 at half its plan), accepted, cleared and published."""
    numbers, key = house.ledger.get(Programme, programme).projects, period.key
    values = {"1": 12 * period.month, "2": min(40, 4 * period.month), "3": int(period.month >= 8)}
    for number, id in numbers.items():
        filed(house, programme, key, UUID(id), number, str(values[number]))
    closed(house, programme, key)


def closed(house: House, programme: UUID, period: str) -> None:
    """A period that everybody has filed: accepted, cleared and published."""
    ids = [UUID(id) for id in house.ledger.get(Programme, programme).projects.values()]
    _do(house, lambda: _month(house, programme, period).accept(ids, "office"))
    _do(house, lambda: _month(house, programme, period).clear(REVIEW))
    _do(house, lambda: _month(house, programme, period).publish())


def filed(house: House, programme: UUID, period: str, project: UUID, number: str, value: str) -> None:
    """One project's report of a period, submitted."""
    content = Filing(
        values={"1": value},
        text=f"项目{number}累计{value}。",
        problems="材料供应慢。",
        measures="增加一家供应商。",
        confirmed=["1"],
        evidence=[{"sha256": "0" * 64, "name": "验收单.pdf", "size": 1, "type": "application/pdf"}],
    )
    _do(house, lambda: _month(house, programme, period).submit(project, content, f"filer-{number}"))


def account(house: House, role: str, slug: str = SLUG, unit: str | None = None, login: str | None = None) -> Account:
    """An account of a role; `unit` by name where the role needs one."""
    with house.reading() as conn:
        id = register.unit_called(conn, slug)[unit] if unit else None
        named = login or f"{slug}-{role}{'-' + unit if unit else ''}"
        return accounts.add(conn, named, accounts.ROLES[role], role, slug, id)


def client(house: House, who: Account | None = None) -> TestClient:
    """A browser without script: signed in as `who`, or as nobody. Redirects are not followed."""
    made = TestClient(create(house), follow_redirects=False)
    if who:
        with house.reading() as conn:
            made.cookies.set(COOKIE, accounts.open_session(conn, who.id))
    return made


def _month(house: House, programme: UUID, period: str) -> Month:
    return Month(house.ledger, programme, period)


def _do(house: House, act: object) -> None:
    house.carry_out(SYSTEM, None, ["deed"], act)  # type: ignore[arg-type]


def _project(number: str, title: str, category: str, unit: str, year: int = YEAR) -> ProjectRow:
    return ProjectRow(
        number, "一、民生实事", title, category, unit, (), ("东湖区政府",), "分管副市长", f"{unit}局长", False, None,
        date(year, 1, 1), date(year, 12, 31), "业务处处长", "业务处副处长",
    )  # fmt: skip


def _target(project: str, text: str, quantity: int, unit: str) -> TargetRow:
    return TargetRow(project, "1", text, Decimal(quantity), unit, "=", "quantity", False, None, None, None, None)
