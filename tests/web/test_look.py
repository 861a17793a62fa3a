"""长者版 and 高对比度 by the address alone: the same page, the same words, and links that stay."""

import re
from typing import Any

import pytest

from projects.jurisdiction import Jurisdiction
from tests.web.year import BOARD, Year, told, year
from tracker.refusal import Refused
from web.look import LOOKS

__all__ = ["year"]


def main(answer: Any) -> str:
    return str(answer.text.split('<main id="main"')[1].split("</main>")[0])


def dressed(answer: Any) -> bool:
    """Whether the sheet of the looks is led to, or written into the page."""
    return "/static/look.css?" in answer.text or "\n.elder .wrap>*" in answer.text


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("page", [BOARD, f"{BOARD}projects/1?as_of=2026-07-01", f"{BOARD}changes/", f"{BOARD}method"])
def test_a_look_changes_no_word_of_a_page(year: Year, look: str, page: str) -> None:
    plain, made = year.nobody.get(page), year.nobody.get(f"/{look}{page}")
    assert main(made) == main(plain) and f'<body class="{look} ' in made.text
    assert dressed(made) and not dressed(plain) and "set-cookie" not in made.headers
    assert made.headers["cache-control"] == plain.headers["cache-control"]
    assert made.headers["etag"] != plain.headers["etag"]


def test_the_frame_keeps_the_look_and_leads_to_the_others_with_the_same_query(year: Year) -> None:
    made = year.nobody.get(f"/elder{BOARD}?month=2026-07&q=电梯").text
    top = made.split("<main")[0] + made.split("</main>")[1]
    own = [href for href in re.findall(r'href="(/[^"]*)"', top) if not href.startswith(("/static", "/api", "/sign-in"))]
    query = "?month=2026-07&amp;q=%E7%94%B5%E6%A2%AF"
    assert f"{BOARD}{query}" in own and f"/contrast{BOARD}{query}" in own
    own = [href for href in own if query not in href]
    assert own and all(href.startswith("/elder/") for href in own)
    assert "长者版" in told(year.nobody.get(BOARD)) and "长者版" not in told(year.nobody.get(f"/elder{BOARD}"))


@pytest.mark.parametrize("path", ["/elder", "/elder/", "/contrast/"])
def test_the_first_page_has_its_looks_too(year: Year, path: str) -> None:
    assert year.nobody.get(path).status_code == 200


def test_no_other_word_is_a_look_and_no_look_is_within_a_look(year: Year) -> None:
    for path in (f"/dark{BOARD}", f"/elder/contrast{BOARD}", "/elder/static/site.css"):
        assert year.nobody.get(path).status_code == 404, path


@pytest.mark.parametrize("look", LOOKS)
def test_no_government_can_have_a_looks_address(look: str) -> None:
    with pytest.raises(Refused, match=r"jurisdiction\.slug"):
        Jurisdiction.register(look, "某市")
