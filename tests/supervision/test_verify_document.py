"""A file held against the published list, by the programme that stands alone: in a process of its own, without ours."""

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from supervision import verify_document

ORIGINAL, SCAN = "关于8月进展的通报".encode(), b"%PDF-1.7 sealed"


def listed(**more: Any) -> dict[str, Any]:
    paper = {
        "code": "7KMQ9XDP", "title": "关于8月进展的通报", "number": "示政办督〔2026〕3号", "issued_on": "2026-09-10",
        "issuer": "示范市人民政府办公室", "state": "issued", "amended": [], "later": None,
        "files": [
            {"what": "original", "sha256": sha256(ORIGINAL).hexdigest()},
            {"what": "scan", "sha256": sha256(SCAN).hexdigest()},
        ],
    }  # fmt: skip
    return {"format": "paper-list/1", "as_of": "2026-10-09", "papers": [paper | more]}


def alone(folder: Path, content: bytes, known: Any) -> tuple[int, str]:
    """Run by Python without any package of ours or of others."""
    (folder / "文件.pdf").write_bytes(content)
    (folder / "documents.json").write_text(json.dumps(known), "utf-8")
    command = [sys.executable, "-I", "-S", verify_document.__file__, "文件.pdf", "documents.json"]
    ran = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8")
    return ran.returncode, ran.stdout


BY = [{"what": "correction", "code": "AAAABBBB", "number": "示政办督〔2026〕9号", "on": "2026-10-08"}]


@pytest.mark.parametrize(
    ("content", "more", "code", "said"),
    [
        (ORIGINAL, {}, 0, "没有改动。是印发的原件，之后没有更正或者撤回。"),
        (SCAN, {}, 0, "盖章签发的扫描件"),
        (ORIGINAL + b" ", {}, 1, "不是清单里的文件，或者被改动过。"),
        (ORIGINAL, {"later": "CCCCDDDD"}, 1, "没有改动。但这是旧的一版，之后又印发了新的一版（校验码CCCCDDDD）。"),
        (ORIGINAL, {"state": "corrected", "amended": BY}, 1, "但2026-10-08已由示政办督〔2026〕9号更正。"),
        (ORIGINAL, {"state": "withdrawn", "amended": BY}, 1, "但2026-10-08已由示政办督〔2026〕9号撤回。"),
    ],
)
def test_a_file_is_told_what_it_is(tmp_path: Path, content: bytes, more: Any, code: int, said: str) -> None:
    found, lines = alone(tmp_path, content, listed(**more))
    assert (found, said in lines) == (code, True), lines
    if "不是清单" not in said:
        assert "关于8月进展的通报" in lines and "示政办督〔2026〕3号" in lines and "7KMQ9XDP" in lines


def test_what_is_no_list_is_named(tmp_path: Path) -> None:
    code, said = alone(tmp_path, ORIGINAL, {"format": "other"})
    assert code == 1 and "不是文书清单" in said
    assert "没有找到清单" in str(verify_document.read(tmp_path / "none.json"))
