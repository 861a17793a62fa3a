"""The offline check: it agrees with the rule on what is right, and says where anything was changed."""

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from supervision import draw, verify_draw
from supervision.draw import Opening, Stratum
from web.command_line import app

MODULE = Path(verify_draw.__file__)
CODE = "K7QM2P9X4RTB"


def record(*, lottery: bool = False, replaced: int = 1) -> dict[str, Any]:
    """Eight sites and seven deputies, one of them recused; the first deputy drawn could not come."""
    strata = [
        Stratum("点位", 3, [f"2/{n}" for n in range(1, 9)], {"2/1": "柳荫社区养老服务点"}),
        Stratum("人大代表", 2, [f"人大代表{n:02d}" for n in range(1, 8)]),
    ]
    asked = {"kind": "lottery", "lottery": "排列5"} if lottery else {"kind": "witnesses", "lottery": "排列5"}
    text = draw.commitment(strata, ["人大代表03"], asked, salt="5a" * 32, about={"title": "养老服务点抽查"})
    hash = draw.hashed(text)
    openings = (
        [] if lottery else [Opening(1, "48213905", CODE, draw.seal(hash, 1, "48213905", CODE)), Opening(2, "7712")]
    )
    announced = {"name": "排列5", "issue": "26123", "numbers": "0 4 7 1 9"} if lottery else None
    value = draw.lottery_value(**announced) if announced else draw.value_of(hash, openings)
    gone = [{"id": id, "reason": "因故不能到场"} for id in draw.drawn(text, hash, value)[1].chosen[:replaced]]
    return draw.record(text, hash, value, openings=openings, lottery=announced, replaced=gone)


def told(found: dict[str, Any]) -> str:
    return "\n".join(verify_draw.verify(found)[1])


@pytest.mark.parametrize("found", [record(), record(replaced=0), record(lottery=True)])
def test_what_the_rule_drew_is_drawn_again(found: dict[str, Any]) -> None:
    right, wrong = verify_draw.verify(found)
    assert not wrong
    assert any("“人大代表”7个名次逐位重算，全部一致" in line for line in right)


def test_it_runs_alone_and_says_which_rank_is_who(tmp_path: Path) -> None:
    """Its own file copied elsewhere, by an interpreter that sees nothing but the standard library."""
    found = record()
    (tmp_path / "verify_draw.py").write_bytes(MODULE.read_bytes())
    (tmp_path / "draw.json").write_text(json.dumps(found, ensure_ascii=False, indent=2), "utf-8")
    alone = [sys.executable, "-I", "-S", "verify_draw.py", "draw.json"]
    ran = subprocess.run(alone, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    deputies = draw.drawn(found["commitment"], found["commit_hash"], found["value"], [found["replaced"][0]["id"]])[1]
    words = {"drawn": "抽中", "skipped": "回避，跳过", "replaced": "抽中后替换", "reserve": "候补"}
    for place in deputies.places:
        assert f"  第{place.rank}位　{place.id}　{words[place.outcome]}" in ran.stdout.splitlines()
    assert "全部相符" in ran.stdout
    assert f"请再与抽签前公布的封存码核对：{found['commit_hash']}" in ran.stdout


def test_a_record_that_was_changed_is_not_believed(tmp_path: Path) -> None:
    found = record()
    found["result"][1]["drawn"][0] = "人大代表03"
    (tmp_path / "draw.json").write_text(json.dumps(found), "utf-8")
    good, lines = verify_draw.told(tmp_path / "draw.json")
    assert not good
    assert lines[-1] == "共1处不符，这份记录不可信。"
    assert verify_draw.told(tmp_path / "none.json") == (False, [f"没有找到文件 {tmp_path / 'none.json'}，请核对路径。"])
    (tmp_path / "half.json").write_text(json.dumps(found)[:-9], "utf-8")
    assert "没有下载完整" in verify_draw.told(tmp_path / "half.json")[1][0]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda it: it.update(commitment=it["commitment"].replace("代表07", "代表17")), "commitment：封存内容被改动"),
        (lambda it: it["openings"][0].update(number="48213906"), "openings[0]：第1位见证人的数48213906不是封存的"),
        (lambda it: it["openings"][0].update(code=CODE[::-1]), "openings[0]"),
        (lambda it: it["openings"][1].update(number="7713"), "value：文件写的是"),
        (lambda it: it["openings"][1].update(place=3), "openings[1].place：应是2"),
        (lambda it: it.update(value=it["value"] + "1"), "value：文件写的是"),
        (lambda it: it["result"][0]["order"].reverse(), "“点位”第1位：文件写的是"),
        (lambda it: it["result"][0]["order"].pop(), "“点位”第8位：文件写的是（没有）"),
        (lambda it: it["result"][0]["drawn"].pop(), "“点位”抽中的"),
        (lambda it: it["result"].pop(), "result：文件写的组是点位，封存的是点位、人大代表"),
        (lambda it: it["replaced"].clear(), "“人大代表”抽中的"),
        (lambda it: it["replaced"].append({"id": "人大代表03"}), "replaced[1]：人大代表03当时不在抽中之列"),
        (lambda it: it.pop("value"), "value：缺少"),
        (lambda it: it.update(format="draw-record/2"), "format：不是抽签记录"),
    ],
)  # fmt: skip
def test_every_change_is_told_where(change: Any, said: str) -> None:
    found = record()
    change(found)
    assert said in told(found)


def test_another_lottery_than_the_one_that_was_named_is_told() -> None:
    found = record(lottery=True)
    found["lottery"]["name"] = "双色球"
    assert "lottery.name：封存时写定的是排列5" in told(found)


def test_a_frozen_text_in_another_form_is_told_though_its_hash_fits() -> None:
    found = record()
    loose = json.dumps(json.loads(found["commitment"]), ensure_ascii=False)
    found.update(commitment=loose, commit_hash=draw.hashed(loose))
    assert "不是规范写法" in told(found)


def test_the_hash_that_was_published_before_is_compared() -> None:
    found = record()
    assert verify_draw.verify(found, found["commit_hash"].upper())[1] == []
    assert verify_draw.verify(found, "00" * 32)[1] == [
        f"commit_hash：文件写的是{found['commit_hash']}，您另外得到的是{'00' * 32}"
    ]


@settings(max_examples=60, suppress_health_check=[HealthCheck.differing_executors])
@given(st.data())
def test_any_changed_byte_of_the_frozen_text_is_told(data: st.DataObject) -> None:
    found = copy.deepcopy(KNOWN)
    text = found["commitment"]
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda sign: sign != text[at]))
    found["commitment"] = text[:at] + other + text[at + 1 :]
    assert "commitment：" in told(found)


KNOWN = record()


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1), min_size=1, max_size=20, unique=True))
def test_both_write_and_rank_the_same_whatever_the_names_are(names: list[str]) -> None:
    content = {"z": names, "a": {name: at for at, name in enumerate(names)}}
    assert verify_draw.canonical(content) == draw.canonical(content)
    pool = {"name": "组", "quota": 1, "candidates": names, "names": {}}
    again = verify_draw.ranks({"strata": [pool], "recused": []}, "ab" * 32, "1:1", [])
    assert again[0]["order"] == draw.ranked("ab" * 32, "1:1", names)


def test_the_command_checks_a_file_without_any_data(tmp_path: Path) -> None:
    file = tmp_path / "draw.json"
    file.write_text(json.dumps(record(), ensure_ascii=False), "utf-8")
    good = CliRunner().invoke(app, ["draw", "verify", str(file), "--commit", record()["commit_hash"]])
    assert good.exit_code == 0
    assert "与您另外得到的封存码一致" in good.output
    bad = CliRunner().invoke(app, ["draw", "verify", str(file), "--commit", "00"])
    assert bad.exit_code == 1
    assert "不符　commit_hash" in bad.output
