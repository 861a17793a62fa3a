"""Judges a copy for the archive by tools that are not ours."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path


def pages_of_pdf_a(content: bytes, folder: Path) -> int:
    """Asserts what qpdf, pdfinfo and pdffonts say of it: sound, not locked, nothing that runs, every font embedded, a
    colour profile, no picture left to the reader's taste, and it says itself that it is PDF/A-2b. How many pages."""
    path = folder / "archive.pdf"
    path.write_bytes(content)
    assert "No syntax or stream encoding errors" in _said("qpdf", "--check", path)
    lines = dict(line.split(":", 1) for line in _said("pdfinfo", path).splitlines() if ":" in line)
    assert (lines["Encrypted"].strip(), lines["JavaScript"].strip()) == ("no", "no")
    meta = _said("pdfinfo", "-meta", path)
    assert re.search(r"pdfaid:part(=\"|>)2", meta) and re.search(r"pdfaid:conformance(=\"|>)B", meta)
    fonts = [line.split() for line in _said("pdffonts", path).splitlines()[2:]]
    assert fonts and all(row[-5] == "yes" for row in fonts)
    inner = subprocess.run(["qpdf", "--qdf", path, "-"], check=True, capture_output=True).stdout
    assert b"/OutputIntents" in inner
    assert b"/Interpolate true" not in inner, "ISO 19005-2, 6.2.8.2"
    return int(lines["Pages"])


def _said(*command: str | Path) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
