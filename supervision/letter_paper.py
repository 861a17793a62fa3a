"""A letter (信函) of the office to a unit about one matter: under which name it goes out, and what it says."""

from collections.abc import Sequence
from dataclasses import dataclass

from supervision import written
from supervision.paper import OfficialPaper, Section


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends it: the office's full name, the telephone to ask at ("" where none is known), and whether all it tells
    is made up."""

    issuer: str
    telephone: str
    specimen: bool


def letter(
    sender: Sender, title: str, addressee: str, opening: Sequence[str], told: Sequence[tuple[str, Sequence[str]]]
) -> OfficialPaper:
    """`told`: headings without their numbers, with their paragraphs; what has nothing to say is left out. It bears no
    document number: its kind has none."""
    said = [(heading, tuple(paragraphs)) for heading, paragraphs in told if paragraphs]
    sections = (Section(f"{written.numeral(n)}、{each[0]}", each[1]) for n, each in enumerate(said, 1))
    return OfficialPaper(
        issuer=sender.issuer,
        mark=sender.issuer,
        number="",
        title=title,
        addressee=addressee,
        opening=tuple(opening),
        sections=tuple(sections),
        attachments=(),
        signer=sender.issuer,
        date=None,
        copy_to=None,
        printed_by=sender.issuer,
        contact=f"联系电话：{sender.telephone}" if sender.telephone else None,
        specimen=sender.specimen,
        letter=True,
    )
