"""Draws again what a record of a draw (draw-record/1) says was drawn, offline: `python verify_draw.py FILE.json`.

It stands alone: nothing but Python's standard library, no line of the programme that drew. Whoever doubts the draw
reads these lines, or writes others from the rule in supervision/draw.py, and comes to the same ranks.
"""

from __future__ import annotations

import json
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

FORMAT, ALGORITHM = "draw-record/1", "sha256-rank/1"
ASKED = {"commitment": str, "commit_hash": str, "openings": list, "value": str, "replaced": list, "result": list}
WORDS = {"drawn": "抽中", "skipped": "回避，跳过", "replaced": "抽中后替换", "reserve": "候补"}
RESERVES = 5
"""Reserves of a pool that are told where not all are asked for."""


def canonical(content: Any) -> str:
    """RFC 8785 for texts, whole numbers, lists and objects."""
    if isinstance(content, dict):
        names = sorted(content, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(canonical(name) + ":" + canonical(content[name]) for name in names) + "}"
    if isinstance(content, list):
        return "[" + ",".join(canonical(each) for each in content) + "]"
    return json.dumps(content, ensure_ascii=False)


def digest(text: str) -> str:
    return sha256(text.encode("utf-8")).hexdigest()


def verify(record: Any, published: str = "") -> tuple[list[str], list[str]]:
    """What was checked and found right, and what is wrong and where. `published`: the hash as it was made public before
    the draw, where the reader has it from elsewhere (the bulletin board, the printed 抽签记录)."""
    if faults := _shape(record):
        return [], faults
    right: list[str] = []
    wrong: list[str] = []

    def check(good: bool, said: str, otherwise: str) -> bool:
        (right if good else wrong).append(said if good else otherwise)
        return good

    text, hash = record["commitment"], record["commit_hash"]
    same = check(
        digest(text) == hash,
        f"封存内容的SHA-256与封存时的一致：{hash}",
        f"commitment：封存内容被改动过。按文件内容算得{digest(text)}，封存时是{hash}",
    )
    if published:
        check(
            published.lower() == hash,
            "与您另外得到的封存码一致",
            f"commit_hash：文件写的是{hash}，您另外得到的是{published}",
        )
    if not same:
        return right, wrong
    content = json.loads(text)
    if canonical(content) != text or content.get("algorithm") != ALGORITHM:
        return right, [*wrong, f"commitment：不是规范写法，或者算法不是{ALGORITHM}"]
    _check_value(record, content, check)
    _check_result(record, content, check)
    return right, wrong


def _shape(record: Any) -> list[str]:
    """What cannot be read at all."""
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        return [f"format：不是抽签记录（{FORMAT}）"]
    return [f"{name}：缺少，或者写法不对" for name, kind in ASKED.items() if not isinstance(record.get(name), kind)]


def _check_value(record: dict[str, Any], content: dict[str, Any], check: Any) -> None:
    """Whether each sealed number is the one that was sealed, and the value is made of nothing else."""
    hash, parts = record["commit_hash"], []
    for at, each in enumerate(record["openings"]):
        place, number, code = each.get("place"), each.get("number"), each.get("code")
        parts.append(f"{place}:{number}:{code}" if code else f"{place}:{number}")
        if each.get("seal"):
            sealed = digest(canonical([hash, place, number, code]))
            check(
                sealed == each["seal"],
                f"第{place}位见证人的数与封存的一致：{number}",
                f"openings[{at}]：第{place}位见证人的数{number}不是封存的那个",
            )
        else:
            check(place == at + 1, f"第{place}位见证人的数（纸条）：{number}", f"openings[{at}].place：应是{at + 1}")
    made = ";".join(parts)
    if lottery := record.get("lottery"):
        named = content.get("value", {}).get("lottery", "")
        check(lottery.get("name") == named, f"公开摇奖是封存时写定的：{named}", f"lottery.name：封存时写定的是{named}")
        made = ":".join("".join(str(lottery.get(name, "")).split()) for name in ("name", "issue", "numbers"))
    value = record["value"]
    check(made == value, f"开出的值由以上各数合成：{value}", f"value：文件写的是{value}，按以上各数应是{made}")


def ranks(content: dict[str, Any], hash: str, value: str, replaced: list[str]) -> list[dict[str, Any]]:
    """Each pool: name, quota, order (ids by rank) and outcome (id → drawn, skipped, replaced, reserve)."""
    found = []
    for pool in content["strata"]:
        order = sorted(pool["candidates"], key=lambda id: digest(canonical([hash, value, id])))
        outcome, left = {}, pool["quota"]
        for id in order:
            if id in content["recused"]:
                outcome[id] = "skipped"
            elif id in replaced:
                outcome[id] = "replaced"
            else:
                outcome[id] = "drawn" if left > 0 else "reserve"
                left -= 1
        found.append(
            {"name": pool["name"], "quota": pool["quota"], "order": order, "outcome": outcome, "names": pool["names"]}
        )
    return found


def _check_result(record: dict[str, Any], content: dict[str, Any], check: Any) -> None:
    gone = [each.get("id") for each in record["replaced"]]
    for at, each in enumerate(gone):
        before = ranks(content, record["commit_hash"], record["value"], gone[:at])
        check(
            any(pool["outcome"].get(each) == "drawn" for pool in before),
            f"{each}抽中后替换，由下一名次递补",
            f"replaced[{at}]：{each}当时不在抽中之列，不能替换",
        )
    pools = ranks(content, record["commit_hash"], record["value"], gone)
    told = {each.get("name"): each for each in record["result"]}
    check(
        [pool["name"] for pool in pools] == list(told),
        f"共{len(pools)}个组，与封存的一致",
        f"result：文件写的组是{'、'.join(map(str, told))}，封存的是{'、'.join(pool['name'] for pool in pools)}",
    )
    for pool in pools:
        _check_pool(pool, told.get(pool["name"], {}), check)


def _check_pool(pool: dict[str, Any], told: dict[str, Any], check: Any) -> None:
    name, order, written = pool["name"], pool["order"], told.get("order", [])
    shorter = min(len(order), len(written))
    at = next((at for at in range(shorter) if order[at] != written[at]), shorter)
    place = f"“{name}”第{at + 1}位：文件写的是{_at(written, at)}，重算是{_at(order, at)}"
    check(order == written, f"“{name}”{len(order)}个名次逐位重算，全部一致", place)
    drawn = [id for id in order if pool["outcome"][id] == "drawn"]
    check(
        drawn == told.get("drawn") and len(drawn) == pool["quota"],
        f"“{name}”抽{pool['quota']}个：{'、'.join(drawn)}",
        f"“{name}”抽中的：文件写的是{'、'.join(map(str, told.get('drawn', [])))}，重算是{'、'.join(drawn)}",
    )


def _at(order: list[Any], at: int) -> str:
    return str(order[at]) if at < len(order) else "（没有）"


def listing(record: dict[str, Any], every: bool = False) -> list[str]:
    """Which rank is who, pool by pool, as drawn again."""
    lines = []
    gone = [each.get("id") for each in record["replaced"]]
    for pool in ranks(json.loads(record["commitment"]), record["commit_hash"], record["value"], gone):
        lines.append(f"{pool['name']}（{len(pool['order'])}个里抽{pool['quota']}个）")
        reserves = 0
        for rank, id in enumerate(pool["order"], start=1):
            outcome = pool["outcome"][id]
            reserves += outcome == "reserve"
            if every or reserves <= RESERVES:
                name = f"　{pool['names'][id]}" if id in pool["names"] else ""
                lines.append(f"  第{rank}位　{id}{name}　{WORDS[outcome]}")
        if not every and reserves > RESERVES:
            lines.append(f"  其余{reserves - RESERVES}位均为候补")
    return lines


def told(file: Path, published: str = "", every: bool = False) -> tuple[bool, list[str]]:
    """Whether a file's record is right, and everything there is to say of it, line by line."""
    try:
        record = json.loads(file.read_text("utf-8"))
    except OSError:
        return False, [f"没有找到文件 {file}，请核对路径。"]
    except ValueError:
        return False, [f"{file} 不是JSON文件，可能没有下载完整。"]
    right, wrong = verify(record, published)
    lines = [f"相符　{each}" for each in right] + [f"不符　{each}" for each in wrong]
    if wrong:
        return False, [*lines, f"共{len(wrong)}处不符，这份记录不可信。"]
    lines += ["", *listing(record, every), "", "全部相符：任何人用同一份文件重算，都是这个结果。"]
    if not published:
        lines.append(f"请再与抽签前公布的封存码核对：{record['commit_hash']}")
    return True, lines


def main(arguments: list[str]) -> int:
    """Arguments: FILE, perhaps the published hash, perhaps --all."""
    plain = [each for each in arguments if each != "--all"]
    if not 1 <= len(plain) <= 2:
        print("用法：python verify_draw.py record.json [抽签前公布的封存码] [--all]")
        return 2
    good, lines = told(Path(plain[0]), plain[1] if plain[1:] else "", "--all" in arguments)
    print("\n".join(lines))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
