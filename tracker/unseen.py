"""Signs that no eye sees and that turn or split what is read: zero-width signs, direction marks, control signs."""

import re

_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069"
    r"\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_BREAKS = re.compile("[\u2028\u2029]")


def without_unseen(text: str) -> str:
    """The text without them; tabs and line breaks stay, also those that Unicode writes as signs of their own."""
    return _UNSEEN.sub("", _BREAKS.sub("\n", text))
