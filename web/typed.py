"""What a person typed into a form, read field by field; every fault is kept, and all are told at once."""

from decimal import Decimal

from starlette.datastructures import FormData

from projects.approval import Approval, Review
from projects.quantity import Unreadable, day, number
from tracker.refusal import Refused, refuse_all
from web.visitor import text


class Kept(dict[str, str]):
    """What was typed, to be shown again; blank for what was not sent."""

    def __missing__(self, name: str) -> str:
        return ""


def kept(form: FormData | None) -> Kept:
    """The form's texts as they were typed."""
    return Kept({name: text(form, name) for name in form} if form is not None else {})


class Typed:
    """A form being read. A field that cannot be read gives a blank and a fault; `check` raises all of them."""

    def __init__(self, form: FormData) -> None:
        self.form = form
        self.faults: list[Refused] = []

    def text(self, name: str) -> str:
        return text(self.form, name)

    def fault(self, code: str, field: str, **facts: object) -> None:
        self.faults.append(Refused(code, field=field, **facts))

    def required(self, name: str, what: str) -> str:
        """A text that may not be empty; `what` is its label."""
        found = self.text(name)
        if not found:
            self.fault("form.missing", name, what=what)
        return found

    def day(self, name: str, what: str) -> str:
        """A day as ISO text, however it was written (2026-10-09, 2026年10月9日)."""
        found = self.required(name, what)
        try:
            return day(found).isoformat() if found else ""
        except Unreadable:
            self.fault("form.day", name, what=what, found=found)
            return ""

    def number(self, name: str, what: str) -> Decimal | None:
        """A bare number (1,200, 3.5万); None where nothing was written."""
        found = self.text(name)
        try:
            return number(found) if found else None
        except Unreadable:
            self.fault("form.number", name, what=what, found=found)
            return None

    def whole(self, name: str, what: str, least: int, most: int) -> int:
        """A whole number between two bounds, both included."""
        found = self.number(name, what)
        if found is None or found != int(found) or not least <= found <= most:
            if not any(fault.field == name for fault in self.faults):
                self.fault("form.whole", name, what=what, least=least, most=most)
            return least
        return int(found)

    def approval(self, mark: str = "") -> Approval:
        """A 批示 as the office types it in: post, decided_on, words, document, each with `mark` behind its name."""
        return Approval(
            post=self.required(f"post{mark}", "批示人职务"),
            decided_on=self.day(f"decided_on{mark}", "批示日期"),
            words=self.text(f"words{mark}"),
            document=self.text(f"document{mark}") or None,
        )

    def review(self, mark: str = "") -> Review:
        """公开审查: attribute, opinion, opinion_post, and the approval of the one who answers for it, each with `mark`
        behind its name."""
        return Review(
            attribute=self.text(f"attribute{mark}"),
            opinion=self.required(f"opinion{mark}", "保密审查意见"),
            opinion_post=self.required(f"opinion_post{mark}", "审查人职务"),
            approval=self.approval(mark),
        )

    def check(self) -> None:
        """Raises what was found: nothing, one Refused, or SeveralRefused."""
        refuse_all(self.faults)
