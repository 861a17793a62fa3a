"""Who issues the papers of a government: its own office, by the name that its policy set gives it."""

from collections.abc import Mapping


def issuer_of(letterhead: Mapping[str, str], government: str) -> str:
    """`letterhead`: of the policy set (extra.letterhead). Where it does not say, 办公室 (default)."""
    return letterhead.get("issuer") or f"{government}人民政府办公室"
