"""更正 or 撤回 of an issued paper, by a paper of its own that names it: why, and for a correction what is put right.

It passes 公开审查, approval and number like any other; in the save that issues it the paper it names stands as
corrected or taken back. Made by the office, of any paper that is out; refused of one that was taken back already.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from projects import register
from projects.approval import PUBLIC
from projects.programme import Programme
from supervision import bulletin, document_kind
from supervision.document import OUT, Document, IssuedFile
from supervision.draft import Draft, Occasion, block
from supervision.figures import month_day
from supervision.paper import OfficialPaper
from supervision.paperwork import Changed, Paperwork, Writer, check_code
from tracker import clock
from tracker.ledger import Ledger
from tracker.refusal import Refused, refuse_all

CORRECTION, WITHDRAWAL = "paper_correction", "paper_withdrawal"
KINDS = {"correction": CORRECTION, "withdrawal": WITHDRAWAL}
"""What the address of its desk says → the kind."""
LONGEST_REASON, MOST_CHANGES = 1000, 20
SHOWN = 30
"""Characters by which a refusal names the words that it did not find."""


@dataclass(frozen=True, slots=True)
class Change:
    """A place of the old paper: how it read, how it is to read; `line` is where it stands on the form."""

    was: str
    now: str
    line: int = 1


class AmendmentPaper(Paperwork):
    """The paper that corrects or takes back `replaced`; the next correction of a paper stands beside the earlier ones.

    Raises Refused("document.not_out") while `replaced` is still at work.
    """

    def __init__(self, ledger: Ledger, what: str, replaced: Document) -> None:
        if replaced.state not in OUT:
            raise Refused("document.not_out")
        self.ledger, self.kind, self.replaced = ledger, KINDS[what], replaced
        self.programme = ledger.get(Programme, Programme.create_id(replaced.jurisdiction, replaced.year))
        self.policy = self.programme.policy_set
        place = 1
        while (found := ledger.find(Document, self._id(place))) is not None and found.state in OUT:
            place += 1
        self.place, self.id = place, self._id(place)

    def _id(self, place: int) -> Any:
        return Document.create_id(self.kind, self.replaced.jurisdiction, self.replaced.year, self._key(place))

    def _key(self, place: int) -> str:
        return f"{self.replaced.check_code}/{place}"

    def earlier(self) -> list[Document]:
        """The corrections, or the withdrawal, that went out already, in their order."""
        return [self.ledger.get(Document, self._id(place)) for place in range(1, self.place)]

    def is_published(self) -> bool:
        return True

    def begin(self, reason: str, changes: Sequence[Change], writer: Writer, told: str = "") -> Changed:
        """Drafts it; `told`: all that the paper it corrects says. Raises all faults: no reason, a correction without
        what it puts right or of words that the paper does not have; and Refused("document.drafted_already")."""
        if self.document() is not None:
            raise Refused("document.drafted_already", period=self.replaced.prose["title"])
        if self.replaced.state == "withdrawn":
            raise Refused("document.withdrawn_already")
        refuse_all(_faults(self.kind, reason, changes, told))
        draft = self._worded(reason, changes)
        document = Document.draft(
            self.kind,
            self.replaced.jurisdiction,
            self.replaced.year,
            self._key(self.place),
            facts=draft.facts,
            prose=draft.prose,
            check_code=check_code(),
            drafter=writer.account,
            post=writer.post,
            attribute=self.replaced.attribute,
            series=self.series_name,
        )
        return [document], {"document": str(document.id)}

    def issue(
        self,
        number: str | None,
        text: str,
        files: Sequence[IssuedFile],
        fonts: Mapping[str, str | None],
        template: str | None = None,
    ) -> Changed:
        """Goes out, and the paper it names stands as corrected or taken back, in one save."""
        changed, answer = super().issue(number, text, files, fonts, template)
        document = next(each for each in changed if isinstance(each, Document))
        replaced = self.ledger.get(Document, self.replaced.id)
        deed = replaced.correct if self.kind == CORRECTION else replaced.withdraw
        deed(document.id, document.check_code, document.number_text, clock.today().isoformat())
        return [*changed, replaced], answer

    def _worded(self, reason: str, changes: Sequence[Change]) -> Draft:
        slug, replaced = self.replaced.jurisdiction, self.replaced
        with self.ledger.reading() as conn:
            government = register.jurisdiction(conn, slug) or {}
            units = register.units(conn, slug)
        occasion = Occasion(
            period=self.policy.periods(replaced.year)[0],
            log_position=replaced.facts["source"]["log_position"],
            sha256="",
            published_on=clock.today(),
            government=str(government.get("name", "")),
            kind=str(government.get("kind", "city")),
            simulated=government.get("shown") == "simulated",
            letterhead=self.policy.extra.get("letterhead", {}),
        )
        facts = {
            "source": {"log_position": replaced.facts["source"]["log_position"]},
            "amends": {
                "code": replaced.check_code,
                "title": replaced.prose["title"],
                "kind": replaced.kind,
                "number": replaced.number_text,
                "on": replaced.issued_on,
                "sha256": [file["sha256"] for file in replaced.files],
            },
            "figures": [],
            "attribute": replaced.attribute,
            "letterhead": bulletin.letterhead(occasion) | _to(replaced, units),
            "hotline": self.programme.hotline,
            "specimen": government.get("shown") == "simulated",
            "units": replaced.facts.get("units", []),
        }
        return Draft(_prose(self.kind, replaced, reason, changes), facts)


def paper(
    facts: Mapping[str, Any],
    prose: Mapping[str, Any],
    *,
    number: str | None = None,
    day: date | None = None,
    check_code: str | None = None,
) -> OfficialPaper:
    """The paper these words and facts make."""
    said = [paragraph for part in prose["blocks"] for paragraph in part["paragraphs"]]
    made = bulletin.headed(facts, prose["title"], said, number=number, day=day, check_code=check_code)
    return made if facts["attribute"] == PUBLIC else replace(made, note=None)


def named(replaced: Document) -> str:
    """《关于……的通报》（示政办督〔2026〕3号，校验码7KMQ9XDP）."""
    number = f"{replaced.number_text}，" if replaced.number_text else ""
    return f"《{replaced.prose['title']}》（{number}校验码{replaced.check_code}）"


def _to(replaced: Document, units: Mapping[str, str]) -> dict[str, Any]:
    """A paper that went to some units alone is amended before them alone; one for everybody before everybody."""
    if replaced.attribute == PUBLIC:
        return {}
    known = [units[key] for key in replaced.facts.get("units", []) if key in units]
    return {"addressee": "、".join(known), "copy_to": None}


def _prose(kind: str, replaced: Document, reason: str, changes: Sequence[Change]) -> dict[str, Any]:
    verb = "更正" if kind == CORRECTION else "撤回"
    out = date.fromisoformat(str(replaced.issued_on))
    issued = f"{out.year}年{month_day(out)}印发的{named(replaced)}"
    why = reason.strip().rstrip("。；; ")
    if kind == CORRECTION:
        said = [
            f"经核对，{issued}有误，现更正如下：",
            *(f"“{each.was.strip()}”更正为“{each.now.strip()}”。" for each in changes),
            f"更正原因：{why}。",
            "原件保持原样存档，不作改动。引用原件的，以本更正为准。",
        ]
    else:
        said = [
            f"经研究，决定撤回{issued}，自本通知印发之日起停止使用。",
            f"撤回原因：{why}。",
            "原件存档，不再对外提供；已经引用的，请予更正。",
        ]
    called = document_kind.of(replaced.kind).called
    title = f"关于{verb}《{replaced.prose['title']}》的通知"
    if len(title) > 60:
        title = f"关于{verb}{replaced.number_text or called}的通知"
    return {"title": title, "head": "", "tail": "", "blocks": [block("opening", None, "open", said)]}


def _faults(kind: str, reason: str, changes: Sequence[Change], told: str) -> list[Refused]:
    found = []
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        found.append(Refused("document.reason", field="reason", most=LONGEST_REASON))
    if kind == CORRECTION and not changes:
        found.append(Refused("document.changes_missing", field="was-1"))
    if len(changes) > MOST_CHANGES:
        found.append(Refused("document.changes_half", field="was-1", most=MOST_CHANGES))
    text = _close(told)
    for each in changes:
        if not each.was.strip() or not each.now.strip():
            found.append(Refused("document.changes_half", field=f"was-{each.line}", most=MOST_CHANGES))
        elif _close(each.was) not in text:
            found.append(Refused("document.changes_elsewhere", field=f"was-{each.line}", was=_cut(each.was)))
    return found


def _close(text: str) -> str:
    """Without white space: lines break elsewhere on the page than where somebody copied them."""
    return "".join(text.split())


def _cut(text: str) -> str:
    return text.strip() if len(text.strip()) <= SHOWN else f"{text.strip()[:SHOWN]}…"
