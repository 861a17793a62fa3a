"""What a copy says of itself for machines: which moment of the ledger it is of, and the SHA-256 of every file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from projects.published import Board

KIND, FORMAT = "livelihood-tracker-frozen-copy", 1
MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
"""By the manifest a folder is known as a copy of ours, which may be replaced."""


class Unwritten(ValueError):
    """A copy that cannot be written; the message tells the operator why, in Chinese."""


class NotOurs(Unwritten):
    """The folder holds something that is no frozen copy."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The ledger's last event, its seal, and when it was recorded."""

    position: int
    head: str
    at: datetime


def written(moment: Moment, boards: Sequence[Board], live: str | None, sums: Mapping[str, str]) -> bytes:
    """`sums`: file → SHA-256, of all but the manifest and the list of sums."""
    about = {
        "kind": KIND,
        "format": FORMAT,
        "position": moment.position,
        "head": moment.head,
        "recorded_at": moment.at.isoformat(timespec="seconds"),
        "live": live,
        "programmes": [{"jurisdiction": each.slug, "year": each.year, "title": each.title} for each in boards],
        "files": dict(sorted(sums.items())),
    }
    return (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode()


def read(folder: Path) -> dict[str, Any] | None:
    """The manifest of the copy in a folder; None where there is none."""
    try:
        found: Any = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and found.get("kind") == KIND else None


def check(folder: Path) -> None:
    """Raises NotOurs where the folder holds something else."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())) and read(folder) is None:
        raise NotOurs(f"{folder} 里已有别的内容，又不是冻结的副本，没有写入。请给一个空的文件夹。")
