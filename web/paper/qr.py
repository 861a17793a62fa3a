"""The square on a paper that leads to its page of verification: SVG for pages, PNG for Word. Same code, same bytes."""

from io import BytesIO

import segno

_base = ["http://127.0.0.1:8000"]
"""One deployment, one address: every process that opens the house says it (web/house.py)."""


def lead_to(base: str) -> None:
    """`base`: the address people reach this deployment by (Settings.address)."""
    _base[0] = base.rstrip("/")


def site() -> str:
    """The address people reach this deployment by."""
    return _base[0]


def address(code: str) -> str:
    """Where anybody reads what the paper of this check code is."""
    return f"{_base[0]}/verify/{code}"


def words(code: str) -> tuple[str, str]:
    """What stands beside the square, in two lines."""
    return f"扫码，或者打开 {_base[0]}/verify", f"输入校验码 {code}，核对本件。"


def svg(code: str) -> str:
    """Of class `qr`, with its quiet border of four modules; as large as the style sheet says."""
    drawn: str = _made(code).svg_inline(border=4, svgclass="qr", lineclass=None, omitsize=True)
    return drawn


def card(path: str) -> str:
    """A square that leads to a page of the site (`path` begins with /), for a poster or a sign: without a border,
    for it stands on white paper with room around."""
    drawn: str = segno.make(f"{_base[0]}{path}", error="m", micro=False).svg_inline(
        border=0, svgclass="qr", lineclass=None, omitsize=True
    )
    return drawn


def png(code: str) -> bytes:
    """In black and white, ten pixels a module."""
    kept = BytesIO()
    _made(code).save(kept, kind="png", scale=10, border=4)
    return kept.getvalue()


def _made(code: str) -> segno.QRCode:
    return segno.make(address(code), error="m", micro=False)
