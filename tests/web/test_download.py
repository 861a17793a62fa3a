"""A file is saved under its official name, by every browser."""

import re
from urllib.parse import unquote

import pytest

from web import download


@pytest.mark.parametrize(
    "name", ["示范市2026年民生实事月通报.docx", "督办单（示政办督〔2026〕3号）.pdf", "plan-2026.csv"]
)
def test_the_name_is_told_whole_and_once_in_ascii(name: str) -> None:
    said = download.headers(name)["content-disposition"]
    said.encode("latin-1")
    told = re.fullmatch(r"attachment; filename=\"([\w.-]+)\"; filename\*=UTF-8''(\S+)", said)
    assert told is not None and unquote(told[2]) == name
    assert told[1].endswith(name[name.rfind(".") :])


def test_what_a_file_system_refuses_is_left_out() -> None:
    assert download.called('通报：1/2\n月 "进展".') == "通报：12月 进展"
    assert len(download.called("长" * 200)) == download.LONGEST


def test_what_a_browser_shows_is_not_saved() -> None:
    said = download.headers("通报.pdf", shown=True, private=False)
    assert said["content-disposition"].startswith("inline; ") and "cache-control" not in said
