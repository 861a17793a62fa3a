"""What a tick of the watch did, or would do, in words: one line a deed, for the command line."""

from collections.abc import Iterator

from supervision.claim import OWNERS
from supervision.watch import Tick
from tracker.clock import SHANGHAI

WORDS = {
    "open": "开始",
    "remind": "将到期",
    "hand_over": "转由他人承担",
    "pause": "停止计时",
    "resume": "恢复计时",
    "meet": "办结",
    "miss": "逾期未办",
    "waive": "免办",
}
"""The watch's deeds in officials' words."""


def lines(tick: Tick) -> Iterator[str]:
    """`2026-10-08 17:00 demo/2026 逾期未办 项目3 9月进展报送（市教育局）`, in the order of business time."""
    for programme, claim, deed in tick.deeds:
        at = deed.at.astimezone(SHANGHAI)
        owner = deed.facts.get("owner", claim.owner)
        where = f"{programme.jurisdiction}/{programme.year}"
        yield f"{at:%Y-%m-%d %H:%M} {where} {WORDS[deed.name]} {claim.what}（{OWNERS.get(owner, owner)}）"
