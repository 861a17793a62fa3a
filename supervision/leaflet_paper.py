"""What a 明白纸 says: seven questions of those whom a project serves, answered on one side of A4 in large type."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Leaflet:
    """`answers`: each question with its paragraphs; `read`: the interpretation (政策解读) it was drafted beside."""

    title: str
    programme: str
    answers: tuple[tuple[str, tuple[str, ...]], ...]
    hotline: str
    read: str
    issuer: str
    card: str
    specimen: bool
    day: date | None = None
    check_code: str | None = None
