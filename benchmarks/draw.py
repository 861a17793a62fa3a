"""A draw from 10,000 members, against hashing each of them once."""

from functools import partial
from hashlib import sha256
from statistics import median

from benchmarks.ground import Line, median_ratio, seconds
from supervision import draw
from supervision.draw import Stratum

MEMBERS, QUOTA, ROUNDS = 10_000, 20, 25
VALUE = "1:48213905:K7QM2P9X4RTB;2:7712:ZZ23456789AB;3:660033"


def drawing() -> list[Line]:
    """Each round hashes the members and draws from them, in turns."""
    members = [f"市民代表{number:05d}" for number in range(MEMBERS)]
    pool = Stratum("市民代表", QUOTA, members)
    text = draw.commitment([pool], [], {"kind": draw.NUMBERS}, salt="5a" * 32, about={"title": "抽查"})
    commit_hash = draw.hashed(text)
    alone, drawn = [], []
    for _ in range(ROUNDS):
        alone.append(seconds(partial(_hash, commit_hash, members)))
        drawn.append(seconds(partial(draw.drawn, text, commit_hash, VALUE)))
    plain = f"{median(drawn) * 1000:.1f} ms against {median(alone) * 1000:.1f} ms"
    what = f"a draw of {QUOTA} from {MEMBERS:,} members, all of them ranked"
    return [Line(what, "hashing each of them once", f"{median_ratio(alone, drawn):.2f}", "0.50", plain)]


def _hash(commit_hash: str, members: list[str]) -> list[str]:
    return [sha256(f'["{commit_hash}","{VALUE}","{id}"]'.encode()).hexdigest() for id in members]


if __name__ == "__main__":
    for line in drawing():
        print(f"{line.what}: {line.plain}, ratio {line.ratio} (at least {line.asked})")
