"""Public answers in gzip: the same words, a tag of their own, and nothing of anybody signed in."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import deeds
from tracker.embedded import Server
from web import packed
from web.house import House
from web.style import static

BOARD = "/testcity/2026/"
PLAIN, PACKED = {"accept-encoding": "identity"}, {"accept-encoding": "br, gzip"}


@pytest.fixture(scope="module")
def house(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("packed")
    folder.chmod(0o755)
    with deeds.looked_at(server, template, Path(folder)) as made:
        yield made


def raw(client: Any, address: str, headers: dict[str, str]) -> tuple[Any, bytes]:
    """The answer, and its bytes as they came."""
    with client.stream("GET", address, headers=headers) as answer:
        return answer, b"".join(answer.iter_raw())


@pytest.mark.parametrize("address", [BOARD, f"{BOARD}projects/1", "/api/v1/testcity/2026/projects.json"])
def test_a_public_page_is_packed_for_whoever_takes_it_the_first_time_and_kept(house: House, address: str) -> None:
    nobody = deeds.client(house)
    plain, words = raw(nobody, address, PLAIN)
    for _ in range(2):
        small, packed_ = raw(nobody, address, PACKED)
        assert small.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
        assert gzip.decompress(packed_) == words and len(packed_) < len(words) / 2
        assert int(small.headers["content-length"]) == len(packed_)
        assert small.headers["etag"] != plain.headers["etag"]
    assert raw(deeds.client(house), address, PACKED)[1] == packed_, "the first to ask gets it packed too"


def test_either_tag_is_known_to_both(house: House) -> None:
    nobody = deeds.client(house)
    tags = [nobody.get(BOARD, headers=accept).headers["etag"] for accept in (PLAIN, PACKED)]
    for accept in (PLAIN, PACKED):
        for tag in tags:
            answer = nobody.get(BOARD, headers={**accept, "if-none-match": tag})
            assert (answer.status_code, answer.content) == (304, b"") and "content-encoding" not in answer.headers
    assert nobody.get(BOARD, headers={**PACKED, "if-none-match": '"other-gzip"'}).status_code == 200


def test_nothing_of_somebody_signed_in_is_packed(house: House) -> None:
    """A token beside what a stranger chose to have said could be guessed from the length."""
    office = deeds.client(house, deeds.account(house, "office", login="packer"))
    for address in (BOARD, "/desk", f"{BOARD}month/2026-09"):
        assert "content-encoding" not in raw(office, address, PACKED)[0].headers, address
    for address in ("/sign-in", f"{BOARD}receipt"):
        assert "content-encoding" not in raw(deeds.client(house), address, PACKED)[0].headers, address


def test_style_and_script_are_packed_and_pictures_of_their_own_kind_are_not(house: House) -> None:
    nobody = deeds.client(house)
    answer, small = raw(nobody, static("site.css"), PACKED)
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(small) == raw(nobody, static("site.css"), PLAIN)[1]
    assert packed.of("image/png", b"\x89PNG" * 1000) == b"" and packed.of("text/html", b"<p>") == b""


@pytest.mark.parametrize(
    ("said", "taken"),
    [("gzip", True), ("br, GZIP;q=0.5", True), ("*", True), ("", False), ("br", False), ("gzip;q=0, br", False)],
)
def test_who_takes_it_says_so(said: str, taken: bool) -> None:
    assert packed.taken(said) is taken
