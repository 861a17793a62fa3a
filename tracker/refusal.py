"""How a command says no: a rule refuses it, somebody was faster, or it was carried out before."""


class Refused(Exception):
    """A rule says no. `code` is looked up for its Chinese sentence where it is shown; `field` names the input at fault.

    `facts` fill the sentence's blanks (`Refused("report.value_fell", field="value.1", last="120")`).
    """

    def __init__(self, code: str, *, field: str | None = None, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.facts = facts
        self.about = ""
        """What the sentence begins with where several things are refused at once (项目15：)."""


class SeveralRefused(Exception):
    """More than one rule says no; all of them are told at once."""

    def __init__(self, refusals: list[Refused]) -> None:
        super().__init__(", ".join(refusal.code for refusal in refusals))
        self.refusals = refusals


class Stale(Exception):
    """Somebody has written to this stream since it was read, or it exists already."""


class OutOfDate(Exception):
    """This process runs with other read models than the live ones: it must not write. Restart it."""


def refuse_all(refusals: list[Refused]) -> None:
    """Raises what was collected: nothing, one Refused, or SeveralRefused."""
    if len(refusals) == 1:
        raise refusals[0]
    if refusals:
        raise SeveralRefused(refusals)
