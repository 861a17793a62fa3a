"""明白纸: what a project is, for the people it serves: drafted from the released list beside its interpretation,
worded by hand, reviewed before it goes out.

Made by the office once the list is released and interpreted; refused before (清单解读公布后才能起草), while a
question has no answer (还没有写…), and while it is longer than one side. What was promised and by when is the
list's and stays as it is; who is served and how to go about it is written by hand. domain.md 5.2.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from projects import published, register
from projects.approval import Review
from projects.policy import Period
from projects.programme import Programme
from projects.published import LIST
from supervision import interpretations, project_subject
from supervision.bulletin import letterhead
from supervision.draft import Content, Draft, Occasion, Project, block, clause, named, promised
from supervision.figures import Figure, month_day, number
from supervision.interpretation import RELEASE
from supervision.leaflet_paper import Leaflet
from supervision.paperwork import Changed, Paperwork, Writer
from supervision.project_poster import card
from tracker import clock
from tracker.ledger import Ledger
from tracker.refusal import Refused, refuse_all
from tracker.working_days import WorkingDays

LEAFLET = "leaflet"
LONGEST = 1500
"""Signs that may be written at all: a full side holds about half; by how many lines it is too long is told then."""
QUESTIONS = {
    "what": "什么事", "who": "谁受益", "standard": "标准", "how": "怎么办", "when": "什么时间", "whom": "找谁",
}  # fmt: skip
"""What people ask, in this order; 进度二维码 and 监督电话 stand at its foot."""


class OneProject(Period):
    """A project in the place of a month."""

    __slots__ = ()

    @property
    def label(self) -> str:
        return f"项目{project_subject.number(self.key)}"


class LeafletPaper(Paperwork):
    """The leaflet of one project. Raises Refused("programme.unknown") and ("paper.no_project")."""

    def __init__(self, ledger: Ledger, jurisdiction: str, year: int, subject: str) -> None:
        self.ledger, self.kind = ledger, LEAFLET
        self.programme = ledger.get(Programme, Programme.create_id(jurisdiction, year))
        if self.programme.published:
            raise Refused("document.no_papers")
        self.policy = self.programme.policy_set
        self.project = project_subject.number(subject)
        self.period = OneProject(project_subject.of(self.project), ())
        self.stand_under(self.period.key)
        with ledger.reading() as conn:
            rows = register.projects(conn, str(self.programme.id))
        if self.project not in {row.number for row in rows}:
            raise Refused("paper.no_project", number=self.project)

    def is_published(self) -> bool:
        """Whether the list is released and interpreted."""
        return self._released() is not None and self.interpretation() is not None

    def interpretation(self) -> interpretations.Version | None:
        """What explains the list, the newest version."""
        slug, year = self.programme.jurisdiction, self.programme.year
        with self.ledger.reading() as conn:
            return next(iter(interpretations.versions(conn, slug, year, RELEASE)), None)

    def composed(self, days: WorkingDays) -> Draft:
        released, read = self._released(), self.interpretation()
        if released is None or read is None:
            raise Refused("leaflet.uninterpreted")
        content = json.loads(released["content"])
        with self.ledger.reading() as conn:
            government = register.jurisdiction(conn, self.programme.jurisdiction) or {}
        occasion = Occasion(
            period=self.period,
            log_position=max(released["position"], read.position),
            sha256=released["sha256"],
            published_on=released["published_at"].astimezone(clock.SHANGHAI).date(),
            government=content["name"],
            kind=government.get("kind", "city"),
            simulated=government.get("shown") == "simulated",
            hotline=self.programme.hotline,
            letterhead=self.policy.extra.get("letterhead", {}),
        )
        project = next(each for each in content["projects"] if each["number"] == self.project)
        return compose(content, project, read.told, occasion)

    def edit(self, words: Mapping[str, Any], writer: Writer, text: str, *, confirmed: bool = False) -> Changed:
        """Raises Refused("leaflet.too_many_signs") for what no side could hold."""
        document = self._document()
        given = words.get("blocks", {})
        told = [given.get(each["key"], each["paragraphs"]) for each in document.prose["blocks"]]
        signs = sum(len(line) for lines in told for line in lines)
        if signs > LONGEST:
            raise Refused("leaflet.too_many_signs", field="block.how", signs=signs, most=LONGEST)
        return super().edit(words, writer, text, confirmed=confirmed)

    def review(self, review: Review, text: str) -> Changed:
        """Raises one Refused("leaflet.blank") for each question without an answer."""
        document = self._document()
        refuse_all(
            [
                Refused("leaflet.blank", field=f"block.{each['key']}", heading=each["heading"])
                for each in document.prose["blocks"]
                if not each["paragraphs"]
            ]
        )
        return super().review(review, text)

    def _released(self) -> dict[str, Any] | None:
        with self.ledger.reading() as conn:
            return published.content(conn, self.programme.jurisdiction, self.programme.year, LIST)


def compose(content: Content, project: Project, read: Mapping[str, Any], occasion: Occasion) -> Draft:
    """The leaflet's draft. `read`: the interpretation of the list (supervision/interpretation.py)."""
    answers: dict[str, tuple[str, Sequence[str]]] = {
        "what": ("figures", [f"{project['title']}，是{content['name']}{named(content)}之一。"]),
        "who": ("open", _about(read, project)),
        "standard": ("open", _standard(project)),
        "how": ("open", []),
        "when": ("figures", [_when(project)]),
        "whom": ("open", [_whom(project, occasion)]),
    }
    blocks = [block(key, QUESTIONS[key], rule, said) for key, (rule, said) in answers.items()]
    facts = {
        "source": occasion.source,
        "figures": [figure.as_dict() for figure in _figures(project, occasion)],
        "issuer": letterhead(occasion)["issuer"],
        "programme": f"{content['name']}{named(content)}",
        "card": card(content, project),
        "hotline": occasion.hotline or project["contact"] or "",
        "read": read["title"],
        "subject": occasion.period.key,
        "specimen": occasion.simulated,
    }
    return Draft({"title": project["title"], "head": "", "tail": "", "blocks": blocks}, facts)


def paper(
    facts: Mapping[str, Any], prose: Mapping[str, Any], *, day: date | None = None, check_code: str | None = None
) -> Leaflet:
    """The leaflet these words and facts make."""
    return Leaflet(
        title=prose["title"],
        programme=facts["programme"],
        answers=tuple((each["heading"], tuple(each["paragraphs"])) for each in prose["blocks"]),
        hotline=facts["hotline"],
        read=facts["read"],
        issuer=facts["issuer"],
        card=facts["card"],
        specimen=facts["specimen"],
        day=day,
        check_code=check_code,
    )


def _about(read: Mapping[str, Any], project: Project) -> list[str]:
    """The paragraphs of the interpretation that speak of the project or its item, to begin with."""
    names = [project["title"], *([project["item"]["title"]] if project["item"] else [])]
    return [line for line in read["paragraphs"] if any(name in line for name in names)]


def _standard(project: Project) -> list[str]:
    return [
        f"{promised(target)}，以{target['stage']}计。" if target["stage"] else f"{promised(target)}。"
        for target in project["targets"]
    ]


def _when(project: Project) -> str:
    if not project["due_on"]:
        return "年底前办成。"
    due = date.fromisoformat(project["due_on"])
    return f"{due.year}年{month_day(due)}前办成。"


def _whom(project: Project, occasion: Occasion) -> str:
    unit = clause(project["lead_unit"]) or occasion.government
    return f"{unit}，电话{project['contact']}。" if project["contact"] else f"{unit}。"


def _figures(project: Project, occasion: Occasion) -> list[Figure]:
    on = occasion.published_on.isoformat()
    return [
        Figure(f"{number(each['quantity'])}{each['unit'] or ''}", each["text"], project["number"], on, project["title"])
        for each in project["targets"]
        if each["quantity"] is not None
    ]
