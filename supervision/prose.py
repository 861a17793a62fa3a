"""The words of a paper as they are typed over: title, head, tail, and the paragraphs of each part. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from tracker.refusal import Refused
from tracker.unseen import without_unseen

LONGEST_LINE, LONGEST_BLOCK = 200, 20_000


def line(text: str) -> str:
    """Without what no page can carry, on one line."""
    return " ".join(without_unseen(text).split())


def paragraphs(given: Sequence[str]) -> list[str]:
    """Without blanks around, and without empty ones."""
    return [clean for text in given if (clean := line(text))]


def written(prose: Mapping[str, Any], words: Mapping[str, Any]) -> dict[str, Any]:
    """The prose with other words: title, head, tail, and block key → paragraphs; the rest stands."""
    lines = {name: line(words.get(name, prose[name])) for name in ("title", "head", "tail")}
    given = words.get("blocks", {})
    blocks = [
        {**block, "paragraphs": paragraphs(given.get(block["key"], block["paragraphs"]))} for block in prose["blocks"]
    ]
    return {**lines, "blocks": blocks}


def faults(prose: Mapping[str, Any]) -> list[Refused]:
    """What is missing, empty or too long."""
    found = [] if prose["title"] else [Refused("document.title_missing", field="title")]
    if any(len(prose[name]) > LONGEST_LINE for name in ("title", "head", "tail")):
        found.append(Refused("document.line_too_long", field="title"))
    if not any(block["paragraphs"] for block in prose["blocks"]):
        found.append(Refused("document.empty", field=f"block.{prose['blocks'][0]['key']}"))
    for block in prose["blocks"]:
        heading, field = block["heading"] or "开头", f"block.{block['key']}"
        if not block["paragraphs"] and block["rule"] != "open":
            found.append(Refused("document.block_empty", field=field, heading=heading))
        if sum(map(len, block["paragraphs"])) > LONGEST_BLOCK:
            found.append(Refused("document.too_long", field=field, heading=heading, most=LONGEST_BLOCK))
    return found
