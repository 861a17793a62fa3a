"""Ids from natural keys: what must be unique is unique because the database refuses a second stream of its id."""

from uuid import UUID, uuid5

_OURS = UUID("7b1f7c56-0a5e-5d0a-9d53-6a3a2f0f2026")


def identity(*key: object) -> UUID:
    """The uuid5 of a natural key, e.g. identity("report", project, "2026-03")."""
    return uuid5(_OURS, "/".join(str(part) for part in key))
