"""The names of units as governments print them: parted by 、 ; , or a line's end, with their roles or without."""

import re
from collections.abc import Iterator

ROLES = {
    "牵头": "lead",
    "主办": "lead",
    "责任": "lead",
    "主责": "lead",
    "配合": "supporting",
    "协办": "supporting",
    "协同": "supporting",
    "承办": "implementing",
    "实施": "implementing",
    "落实": "implementing",
}
"""What a role is called in print → which of the three lists its units stand in."""

_ROLE = re.compile(rf"(?P<role>{'|'.join(ROLES)})(?:责任)?(?:单位|部门)?\s*[:：]")
_KIND = r"(?:区|县|市|镇|乡|街道|镇街|县区|功能区|开发区)(?:[（(][^（）()]*[）)])?"
_BODY = r"(?:人民政府|政府|管委会|街道办事处|办事处)"
_EVERY = re.compile(rf"各{_KIND}{_BODY}?(?:、各?{_KIND}(?=[、;；,，\n。]|{_BODY}|$){_BODY}?)*")
"""A whole kind of units printed as one: 各区、市政府 is every district and every county-level city."""

_NO_UNIT = ("不再一一列出", "不一一列出")
_MARKS = "、;；,，\n"


def separated(text: str) -> tuple[str, ...]:
    """The names in the order printed, each once.

    Those inside brackets belong to one name, 市委农办(市农业局、市林业局); so does a whole kind of units, 各区、市政府.
    """
    return tuple(dict.fromkeys(_names(text)))


def by_role(text: str) -> dict[str, tuple[str, ...]]:
    """`lead`, `supporting`, `implementing` of a text with roles (牵头：市教育局；配合：市财政局); else empty.

    What stands before the first role belongs to the lead units.
    """
    labels = list(_ROLE.finditer(text))
    if not labels:
        return {}
    found: dict[str, list[str]] = {"lead": [*separated(text[: labels[0].start()])]}
    ends = [label.start() for label in labels[1:]] + [len(text)]
    for label, end in zip(labels, ends, strict=True):
        found.setdefault(ROLES[label["role"]], []).extend(separated(text[label.end() : end]))
    return {role: tuple(dict.fromkeys(names)) for role, names in found.items()}


def _names(text: str) -> Iterator[str]:
    whole = _count(text, "(（") == _count(text, ")）")
    kinds = {match.start(): match.end() for match in _EVERY.finditer(text)}
    depth, name, kept_until = 0, "", 0
    for place, sign in enumerate(text):
        kept_until = max(kept_until, kinds.get(place, 0))
        depth += (sign in "(（") - (sign in ")）") if whole else 0
        if sign in _MARKS and depth <= 0 and place >= kept_until:
            yield from _named(name)
            name = ""
        else:
            name += sign
    yield from _named(name)


def _named(name: str) -> Iterator[str]:
    stripped = name.strip().rstrip("。")
    if stripped and stripped not in _NO_UNIT:
        yield stripped


def _count(text: str, signs: str) -> int:
    return sum(text.count(sign) for sign in signs)
