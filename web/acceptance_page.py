"""The page of one project's acceptance: for whom it may be shown, and one command at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from fastapi import HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from supervision import acceptances, rectifications, self_check, visits
from supervision.acceptance import CHANNELS
from supervision.acceptances import AcceptanceRow
from supervision.accepting import Accepting
from supervision.lots import LotRow
from supervision.member import KINDS
from supervision.members import MemberRow
from tracker import clock
from web.ladder_desk import LadderDesk
from web.templating import date_in_words
from web.visitor import text, texts

OFFICIALS = range(4)
"""Lines for officials in the form of a team."""
STATES = {
    "": "未报告完工",
    "reported": "已报告完工，单位自查",
    "requested": "已申请，待组成验收组",
    "arranged": "验收组已组成，待结论",
    "passed": "通过，待公示",
    "failed": "未通过，整改中",
    "noticed": "公示中",
    "closed": "已销号",
    "revoked": "已撤销",
}

Row = dict[str, Any]
Act = Callable[[Accepting], Any]


class AcceptancePage:
    """404 for another unit's project. `row` is None until completion is reported."""

    def __init__(self, request: Request, slug: str, year: int, number: str) -> None:
        self.desk = LadderDesk(request, slug, year)
        found = next((row for row in self.desk.projects.values() if row.number == number), None)
        if found is None or self.desk.unit not in (None, found.lead_unit):
            raise HTTPException(404, "没有找到这个项目。")
        self.project = found
        self.account = str(self.desk.visitor.account)
        with self.desk.house.reading() as conn:
            self.row: AcceptanceRow | None = acceptances.of_project(conn, found.id)

    @property
    def state(self) -> str:
        return self.row.state if self.row else ""

    @property
    def address(self) -> str:
        return f"{self.desk.root}/acceptances/{self.project.number}"

    def accepting(self) -> Accepting:
        return Accepting(self.desk.house.ledger, UUID(self.desk.programme.id), UUID(self.project.id))

    def attempt(self, form: FormData, what: str, act: Act, done: str | None = None) -> Response:
        """`done` names what the page then says (`what` without it)."""
        return self.desk.attempt(
            form,
            ["acceptance", self.project.id, what],
            lambda: act(self.accepting()),
            f"{self.address}?done={done or what}",
            lambda errors: self.render(errors, form, what),
        )

    # What is typed.

    def papers(self) -> list[str]:
        return self.row.papers if self.row else []

    def checks(self, form: FormData) -> list[Row]:
        met = {"yes": True, "no": False}
        places = range(len(self_check.QUESTIONS))
        return self_check.checked([(met.get(text(form, f"met-{n}")), text(form, f"words-{n}")) for n in places])

    def officials(self, form: FormData) -> list[tuple[str, str]]:
        """Unit and post of each line in which something was written."""
        typed = [(text(form, f"official-unit-{n}"), text(form, f"official-post-{n}")) for n in OFFICIALS]
        return [each for each in typed if any(each)]

    # What is shown.

    def render(
        self, errors: Mapping[str, str] | None = None, form: FormData | None = None, what: str = ""
    ) -> HTMLResponse:
        work = self.accepting()
        return self.desk.render(
            "acceptance.html",
            errors,
            form,
            project=self.project,
            row=self.row,
            state=STATES[self.state],
            here=self.address,
            what=what,
            accepted_on=work.project.accepted_on,
            lacking=work.lacking() if self.state in ("", "reported", "failed", "revoked") else [],
            draft=self._draft(form if what == "check" else None),
            questions=list(enumerate(self_check.QUESTIONS)),
            officials=OFFICIALS,
            channels=list(CHANNELS.items()),
            channel_words=CHANNELS,
            chosen=texts(form, "members") if form is not None else [],
            attended=texts(form, "attended") if form is not None else [],
            **self._office(work),
        )

    def _draft(self, form: FormData | None) -> Row:
        """The self-check as it stands in the form: what was just sent, what was kept, or that of the round before."""
        if form is not None:
            papers = {paper: self.desk.files(form, f"paper-{n}").kept for n, paper in enumerate(self.papers())}
            return {"checks": self.checks(form), "papers": papers, "sent_back": "", "by_office": False}
        blank: Row = {"checks": self_check.checked([]), "papers": {}, "sent_back": "", "by_office": False}
        rounds = self.row.rounds if self.row else ()
        known = [found for each in rounds if (found := each.draft or each.request)]
        return {**blank, **known[-1]} if known else blank

    def _office(self, work: Accepting) -> Row:
        """What only the office is asked for: who may come, visits, clues; and how the rectifications stand."""
        away = work.bounds(clock.today().isoformat()).barred
        with self.desk.house.reading() as conn:
            known = work.roster(conn) if self.desk.office else []
            seen = visits.of_programme(conn, self.desk.slug, self.desk.year) if self.desk.office else []
            wanted = [each.verdict["rectification"] for each in self._failed()]
            ordered = {id: rectifications.rectification(conn, UUID(id)) for id in wanted}
        draws = work.draws() if self.desk.office and self.state in ("requested", "arranged") else []
        clues = work.sent_in(work.acceptance()) if self.desk.office and self.state == "noticed" else []
        return {
            "roster": _by_kind([each for each in known if str(each.id) not in away]),
            "seen": [(str(each.id), f"{each.day.month}月{each.day.day}日{each.method}") for each in seen
                     if each.number == self.project.number],
            "draws": [(str(each.id), _draw_words(each)) for each in draws],
            "ordered": ordered,
            "clues": clues,
            "clue_options": [(each.id, f"{date_in_words(each.received_at, week=False)}收到的反映") for each in clues],
        }  # fmt: skip

    def _failed(self) -> list[Any]:
        return [each for each in (self.row.rounds if self.row else ()) if each.verdict and not each.verdict["passed"]]


def _draw_words(lot: LotRow) -> str:
    """9月集中查看，9月7日抽出：人大代表03、市民代表02."""
    members = [id for pool in lot.drawn for id in pool.chosen if pool.name in KINDS]
    on = date_in_words(lot.drawn_at, week=False)
    return f"{lot.frozen['about']['title']}，{on}抽出：{'、'.join(members)}"


def _by_kind(rows: list[MemberRow]) -> list[tuple[str, list[MemberRow]]]:
    kinds = dict.fromkeys(row.kind for row in rows)
    return [(kind, [row for row in rows if row.kind == kind]) for kind in kinds]
