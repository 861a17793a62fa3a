"""A published content is fetched once while it is asked for."""

from functools import partial

from projects.shelf import Shelf


def test_a_content_is_fetched_once_and_makes_room_when_it_was_longest_not_asked_for() -> None:
    fetched: list[str] = []

    def text(name: str) -> str:
        fetched.append(name)
        return f'{{"projects": ["{name}"]}}'

    shelf = Shelf(2)
    for name in ("a", "b", "a", "c", "a", "b"):
        assert shelf.content(name, partial(text, name)) == {"projects": [name]}
    assert fetched == ["a", "b", "c", "b"]
