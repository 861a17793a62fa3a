"""The versions of a paper's text, as they were kept, and what changed in words from one to the next."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any
from uuid import UUID

from supervision.document import Document
from tracker.ledger import Ledger

_WORD = re.compile(r"\{\{[^{}\n]*\}\}|[\d.,]+[%\u4e00-\u9fff]?|[A-Za-z]+|.", re.DOTALL)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
MOST = 16_000_000
"""Two texts whose lengths multiply to more are compared by lines: by words it would take too long."""


@dataclass(frozen=True, slots=True)
class Version:
    """One text as it was kept: the `number`-th, when, by whom."""

    number: int
    at: datetime
    post: str
    account: str
    prose: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """A piece of a text: the same in both, `gone` from the older, or `new` in the newer."""

    text: str
    gone: bool = False
    new: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """One part of the text in both versions, piece by piece; `heading` in words."""

    heading: str
    older: tuple[Change, ...]
    newer: tuple[Change, ...]

    @property
    def changed(self) -> bool:
        return any(piece.gone or piece.new for piece in (*self.older, *self.newer))


def versions(ledger: Ledger, id: UUID) -> list[Version]:
    """The drafted text and every one that was kept after it."""
    found: list[Version] = []
    for event in ledger.events.get(id):
        if isinstance(event, Document.Drafted | Document.Edited):
            account = event.drafter if isinstance(event, Document.Drafted) else event.editor
            found.append(Version(len(found) + 1, event.timestamp, event.post, account, event.prose))
    return found


def compared(older: Mapping[str, Any], newer: Mapping[str, Any]) -> list[Pair]:
    """Every part of two texts side by side, in the order of the newer; what only the older had comes last."""
    before, after = _parts(older), _parts(newer)
    headings = dict.fromkeys([*after, *before])
    return [pair for heading in headings if (pair := _pair(heading, before.get(heading, ""), after.get(heading, "")))]


def _parts(prose: Mapping[str, Any]) -> dict[str, str]:
    lines = {"标题": prose["title"], "电头": prose["head"], "联系方式": prose["tail"]}
    lines |= {block["heading"] or "开头": "\n".join(block["paragraphs"]) for block in prose["blocks"]}
    for place, each in enumerate(prose.get("quotations", ()), start=1):
        lines[f"引语{place}"] = f"{each['post']}：{each['words']}（同意引用：{each['agreed_on'] or '未记录'}）"
    lines |= {f"出处：{figure}": said for figure, said in prose.get("sources", {}).items()}
    lines |= {f"图片{at}": each["caption"] for at, each in enumerate(prose.get("pictures", ()), start=1)}
    return lines


def _pair(heading: str, older: str, newer: str) -> Pair | None:
    if not older and not newer:
        return None
    cut = _WORD if len(older) * len(newer) <= MOST else _LINE
    before, after = cut.findall(older), cut.findall(newer)
    left: list[Change] = []
    right: list[Change] = []
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, new = "".join(before[a:b]), "".join(after[c:d])
        if what == "equal":
            left.append(Change(gone))
            right.append(Change(new))
            continue
        left += [Change(gone, gone=True)] if gone else []
        right += [Change(new, new=True)] if new else []
    return Pair(heading, tuple(left), tuple(right))
