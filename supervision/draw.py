"""Drawing members and places by lot so that anybody can draw them again (domain.md A17, 3.4). Pure.

1. Commit. What is drawn from, who is left out, how many of each and the name of this rule are written as one text in
   canonical form, and hashed with SHA-256. From then on not a byte of it can change unnoticed.
2. Reveal. A value is found that nobody could choose: numbers of witnesses who sealed them before any was opened, or
   the result of a public lottery that was drawn after the commit.
3. Rank. A candidate's score is SHA-256 of the canonical form of [commit hash, value, candidate's id]. Within each
   stratum the candidates are ranked by score, the lowest first. Those who must stay out are skipped, the first as many
   as asked are drawn, and whoever cannot come is followed by the next rank.

Canonical form is RFC 8785 (JCS) of what this rule writes: objects, lists, texts and whole numbers. Names are sorted by
their UTF-16 code units, nothing stands between the signs, only what JSON must escape is escaped, the bytes are UTF-8.
Hashes are written in small hexadecimal letters.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from itertools import islice
from json.encoder import encode_basestring
from typing import Any, Literal, NamedTuple

from tracker.refusal import Refused, refuse_all

ALGORITHM = "sha256-rank/1"
RECORD = "draw-record/1"
NUMBERS = "witnesses"
LOTTERY = "lottery"
LARGEST = 2**53 - 1
LEAST_WITNESSES, MOST_WITNESSES = 2, 12
SHORTEST, LONGEST = 4, 12
"""Digits of a witness's number."""
CODE_SIGNS, CODE_LENGTH = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 12
"""A sealed number's code: 60 bits made on the witness's phone, so that the seal tells nothing; no signs look alike."""

Outcome = Literal["drawn", "skipped", "replaced", "reserve"]


@dataclass(frozen=True, slots=True)
class Stratum:
    """A pool drawn from for itself, and how many are drawn. `candidates`: a member as kind and number (人大代表07), a
    project or a site by its number; `names`: what the public reads beside an id."""

    name: str
    quota: int
    candidates: Sequence[str]
    names: Mapping[str, str] = field(default_factory=dict)


class Place(NamedTuple):
    """A candidate's rank within the stratum, from 1, and what came of it."""

    rank: int
    id: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Drawn:
    """A stratum after the draw: every candidate in order of rank, those drawn, skipped and replaced."""

    name: str
    quota: int
    order: Sequence[str]
    chosen: Sequence[str]
    skipped: Set[str]
    replaced: Sequence[str]

    @property
    def places(self) -> Iterator[Place]:
        """Every candidate in order of rank, with what came of it."""
        for rank, id in enumerate(self.order, start=1):
            yield Place(rank, id, self._outcome(id))

    def _outcome(self, id: str) -> Outcome:
        if id in self.skipped:
            return "skipped"
        if id in self.replaced:
            return "replaced"
        return "drawn" if id in self.chosen else "reserve"


@dataclass(frozen=True, slots=True)
class Opening:
    """A witness's number. `place` from 1; `code` and `seal` are blank for a number that came on paper."""

    place: int
    number: str
    code: str = ""
    seal: str = ""

    @property
    def part(self) -> str:
        return f"{self.place}:{self.number}" + (f":{self.code}" if self.code else "")


def canonical(content: Any) -> str:
    """The one text of a content. Raises ValueError for what has no canonical form here: fractions, numbers beyond
    2^53-1, half characters, names that are no text."""
    return json.dumps(_ordered(content), ensure_ascii=False, separators=(",", ":"))


def _ordered(content: Any) -> Any:
    if isinstance(content, Mapping):
        names = sorted((_text(name) for name in content), key=lambda name: name.encode("utf-16-be"))
        return {name: _ordered(content[name]) for name in names}
    if isinstance(content, (list, tuple)):
        return [_ordered(each) for each in content]
    if isinstance(content, str):
        return _text(content)
    if content is None or isinstance(content, bool) or (isinstance(content, int) and abs(content) <= LARGEST):
        return content
    raise ValueError(f"no canonical form: {type(content).__name__}")


def _text(found: Any) -> str:
    if not isinstance(found, str):
        raise ValueError("no canonical form: a name that is no text")
    found.encode()  # a half character has no UTF-8
    return found


def hashed(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def commitment(
    strata: Sequence[Stratum], recused: Iterable[str], value: Mapping[str, Any], *, salt: str, about: Mapping[str, Any]
) -> str:
    """The canonical text that is frozen. `recused`: candidates who must not be drawn, without their reasons; `value`:
    how the value will be found; `salt`: 64 hexadecimal signs of chance, so that nobody guesses small pools from the
    hash; `about`: what is drawn for (plan, title, method).

    Raises everything that is wrong at once.
    """
    out = sorted(set(recused))
    known = {each for stratum in strata for each in stratum.candidates}
    # Whoever is recused and not in a pool needs no skipping, and would only be shown.
    out = [each for each in out if each in known]
    refuse_all([*_pool_faults(strata), *_quota_faults(strata, set(out))])
    return canonical(
        {
            "algorithm": ALGORITHM,
            "about": dict(about),
            "strata": [
                {
                    "name": stratum.name,
                    "quota": stratum.quota,
                    "candidates": sorted(stratum.candidates),
                    "names": dict(stratum.names),
                }
                for stratum in strata
            ],
            "recused": out,
            "value": dict(value),
            "salt": salt,
        }
    )


def _pool_faults(strata: Sequence[Stratum]) -> list[Refused]:
    ids = [each for stratum in strata for each in stratum.candidates]
    faults = []
    if not strata:
        faults.append(Refused("draw.nothing"))
    if len({stratum.name for stratum in strata}) < len(strata) or len(set(ids)) < len(ids) or "" in ids:
        faults.append(Refused("draw.twice"))
    return faults


def _quota_faults(strata: Sequence[Stratum], out: set[str]) -> list[Refused]:
    faults = []
    for at, stratum in enumerate(strata):
        left = sum(each not in out for each in stratum.candidates)
        if not 1 <= stratum.quota <= left:
            faults.append(Refused("draw.quota", field=f"quota-{at}", pool=stratum.name, quota=stratum.quota, left=left))
    return faults


def frozen(text: str, commit_hash: str) -> dict[str, Any]:
    """What was committed, once its text is proved to be the one that was hashed. Raises Refused("draw.changed")."""
    if hashed(text) != commit_hash:
        raise Refused("draw.changed")
    found: dict[str, Any] = json.loads(text)
    if found.get("algorithm") != ALGORITHM:
        raise Refused("draw.algorithm", found=str(found.get("algorithm"))[:40])
    return found


def seal(commit_hash: str, place: int, number: str, code: str) -> str:
    """What a witness gives away first. It holds for this draw and this place only, so nobody can copy another's."""
    return hashed(canonical([commit_hash, place, number, code]))


def opening_faults(commit_hash: str, opening: Opening) -> list[Refused]:
    """Whether a witness's number can be read, and is the one that was sealed."""
    number, code = opening.number, opening.code
    if not (number.isascii() and number.isdigit() and SHORTEST <= len(number) <= LONGEST):
        return [Refused("draw.number", field="number", least=SHORTEST, most=LONGEST)]
    if not opening.seal:
        return [Refused("draw.code", field="code", length=CODE_LENGTH)] if code else []
    if len(code) != CODE_LENGTH or set(code) - set(CODE_SIGNS):
        return [Refused("draw.code", field="code", length=CODE_LENGTH)]
    if seal(commit_hash, opening.place, number, code) != opening.seal:
        return [Refused("draw.seal", field="number", place=opening.place)]
    return []


def value_of(commit_hash: str, openings: Sequence[Opening]) -> str:
    """The witnesses' value: place, number and code of each, in the order of their places.

    Raises Refused("draw.witnesses") for too few or too many, and what is wrong with each.
    """
    ordered = sorted(openings, key=lambda opening: opening.place)
    if [opening.place for opening in ordered] != list(range(1, len(ordered) + 1)):
        raise Refused("draw.places")
    if not LEAST_WITNESSES <= len(ordered) <= MOST_WITNESSES:
        raise Refused("draw.witnesses", least=LEAST_WITNESSES, most=MOST_WITNESSES)
    refuse_all([fault for opening in ordered for fault in opening_faults(commit_hash, opening)])
    return ";".join(opening.part for opening in ordered)


def lottery_value(name: str, issue: str, numbers: str) -> str:
    """A public lottery's value: its name as committed, the issue and the numbers as announced, blanks closed up.

    Raises Refused("draw.lottery") where one is missing.
    """
    parts = ["".join(part.split()) for part in (name, issue, numbers)]
    if not all(parts):
        raise Refused("draw.lottery", field="issue" if not parts[1] else "numbers")
    return ":".join(parts)


def ranked(commit_hash: str, value: str, ids: Iterable[str]) -> list[str]:
    """The candidates by score, the lowest first."""
    # The canonical form of [commit hash, value, id] is written around the id, which alone differs.
    head = canonical([commit_hash, value])[:-1] + ","
    scores = {sha256(f"{head}{encode_basestring(id)}]".encode()).hexdigest(): id for id in ids}
    return [scores[score] for score in sorted(scores)]


def drawn(text: str, commit_hash: str, value: str, replaced: Sequence[str] = ()) -> list[Drawn]:
    """Each stratum ranked and drawn. `replaced`: those drawn who gave way to the next rank, in the order they did.

    Raises Refused("draw.changed"), ("draw.not_drawn") for a replaced one that was not drawn, ("draw.used_up") where
    there is no next rank.
    """
    content = frozen(text, commit_hash)
    out = frozenset(content["recused"])
    orders = {
        stratum["name"]: (stratum["quota"], ranked(commit_hash, value, stratum["candidates"]))
        for stratum in content["strata"]
    }
    gone: list[str] = []
    for each in replaced:
        if each not in [id for quota, order in orders.values() for id in _first(order, quota, out, gone)]:
            raise Refused("draw.not_drawn", id=each)
        gone.append(each)
        for name, (quota, order) in orders.items():
            if len(_first(order, quota, out, gone)) < quota:
                raise Refused("draw.used_up", pool=name)
    return [
        Drawn(name, quota, order, _first(order, quota, out, gone), out, gone) for name, (quota, order) in orders.items()
    ]


def _first(order: Sequence[str], quota: int, out: Set[str], gone: Sequence[str]) -> list[str]:
    """The first as many as asked of those who may and can come."""
    return list(islice((id for id in order if id not in out and id not in gone), quota))


def record(
    text: str,
    commit_hash: str,
    value: str,
    *,
    openings: Sequence[Opening] = (),
    lottery: Mapping[str, str] | None = None,
    replaced: Sequence[Mapping[str, str]] = (),
    times: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """All that anybody needs to draw again (draw-record/1). `lottery`: name, issue, numbers; `replaced`: each with its
    id and what may be told of it; `times`: committed_at, revealed_at."""
    found = drawn(text, commit_hash, value, [each["id"] for each in replaced])
    return {
        "format": RECORD,
        "commitment": text,
        "commit_hash": commit_hash,
        "openings": [asdict(opening) for opening in sorted(openings, key=lambda opening: opening.place)],
        "lottery": dict(lottery) if lottery else None,
        "value": value,
        "replaced": [dict(each) for each in replaced],
        "times": dict(times or {}),
        "result": [
            {"name": each.name, "quota": each.quota, "order": list(each.order), "drawn": list(each.chosen)}
            for each in found
        ],
    }
