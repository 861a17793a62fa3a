"""The government and year a staff page is about, as the page frame names them."""

from typing import Any

from projects.register import ProgrammeRow


def place_of(programme: ProgrammeRow, name: str) -> dict[str, Any] | None:
    """What the frame links to the public pages by; None while nothing of the programme is public."""
    if programme.state == "preparing":
        return None
    return {"slug": programme.jurisdiction, "year": programme.year, "name": name, "imported": programme.published}
