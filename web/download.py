"""What a file is called on the computer of whoever saves it: the official name, in Chinese."""

import re
from urllib.parse import quote

LONGEST = 80
"""Characters; with the ending, far below what file systems take."""


def called(name: str) -> str:
    """A title as a file's name: without what file systems refuse, on one line."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]+', "", name).strip(" .")[:LONGEST]


def headers(name: str, *, shown: bool = False, private: bool = True) -> dict[str, str]:
    """Content-Disposition by RFC 6266 and 5987, with a name in ASCII for old clients; `shown`: in the browser, not
    saved."""
    ascii_name = re.sub(r"[^\w.-]+", "", name, flags=re.ASCII).lstrip(".-_")
    plain = ascii_name if "." in ascii_name else f"file{name[name.rfind('.') :] if '.' in name else ''}"
    said = f"{'inline' if shown else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    return {"content-disposition": said, **({"cache-control": "private, no-store"} if private else {})}
