"""Tells whether a file is a paper as it was issued, against the published list: `python verify_document.py FILE LIST`.

It stands alone: nothing but Python's standard library. The list is documents.json of the open data (paper-list/1).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

FORMAT = "paper-list/1"
UNCHANGED, OLDER, CORRECTED, WITHDRAWN, UNKNOWN = "unchanged", "older", "corrected", "withdrawn", "unknown"
WHAT = {"original": "印发的原件", "scan": "盖章签发的扫描件", "archive": "存档的PDF/A"}
PIECE = 1 << 20


def verdict(papers: Iterable[Mapping[str, Any]], sha256: str) -> tuple[str, Mapping[str, Any] | None, str]:
    """What the file of this hash is, of which paper, and what of it (original, scan, archive).

    A file is what it was issued as, whatever came after: OLDER (a later edition is out), CORRECTED and WITHDRAWN say
    what came. UNKNOWN, None and "" where no paper has it.
    """
    for paper in papers:
        for file in paper["files"]:
            if file["sha256"] == sha256.lower():
                return standing(paper), paper, file["what"]
    return UNKNOWN, None, ""


def standing(paper: Mapping[str, Any]) -> str:
    """How the paper stands today."""
    if paper["state"] in (CORRECTED, WITHDRAWN):
        return str(paper["state"])
    return OLDER if paper.get("later") else UNCHANGED


def digest(file: Path) -> str:
    """The SHA-256 in hex, read in pieces."""
    found = sha256()
    with file.open("rb") as stream:
        while piece := stream.read(PIECE):
            found.update(piece)
    return found.hexdigest()


def told(file: Path, papers: Iterable[Mapping[str, Any]], as_of: str) -> tuple[bool, list[str]]:
    """Whether the file is a paper that stands, unchanged, and everything there is to say of it, line by line."""
    try:
        hash = digest(file)
    except OSError:
        return False, [f"没有找到文件 {file}，请核对路径。"]
    found, paper, what = verdict(papers, hash)
    lines = [f"SHA-256　{hash}", f"清单　　 {as_of}"]
    if paper is None:
        more = "改动过一个字、另存过、打印后扫描的文件都会这样；请再用印在文件上的校验码核对。"
        return False, ["不是清单里的文件，或者被改动过。", *lines, more]
    named = [f"标题　　 {paper['title']}", f"文号　　 {paper['number'] or '不编号'}", f"印发　　 {paper['issued_on']}"]
    lines = [*named, f"印发机关 {paper['issuer']}", f"校验码　 {paper['code']}", f"是　　　 {WHAT[what]}", *lines]
    return found == UNCHANGED, [f"没有改动。{_since(found, paper)}", *lines]


def _since(found: str, paper: Mapping[str, Any]) -> str:
    if found == OLDER:
        return f"但这是旧的一版，之后又印发了新的一版（校验码{paper['later']}）。"
    if found in (CORRECTED, WITHDRAWN):
        by = paper["amended"][-1]
        return f"但{by['on']}已由{by['number'] or by['code']}{'更正' if found == CORRECTED else '撤回'}。"
    return "是印发的原件，之后没有更正或者撤回。"


def read(path: Path) -> tuple[list[dict[str, Any]], str] | str:
    """The papers of a list and its moment; a sentence where it is none."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except OSError:
        return f"没有找到清单 {path}，请核对路径。"
    except ValueError:
        return f"{path} 不是JSON文件，可能没有下载完整。"
    if not isinstance(found, dict) or found.get("format") != FORMAT or not isinstance(found.get("papers"), list):
        return f"{path} 不是文书清单（{FORMAT}）。"
    return found["papers"], str(found.get("as_of", ""))


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print("用法：python verify_document.py 文件 documents.json")
        return 2
    found = read(Path(arguments[1]))
    if isinstance(found, str):
        print(found)
        return 1
    good, lines = told(Path(arguments[0]), *found)
    print("\n".join(lines))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
