"""The store of files: named by what they hold, kept once, never overwritten, and told apart when they changed."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tracker.store import Store

ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
"""SHA-256 of "abc", from FIPS 180-4."""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "files")


def test_what_is_put_comes_back_by_the_hash_of_its_content(store: Store) -> None:
    assert store.put(b"abc") == ABC
    assert store.get(ABC) == b"abc"
    assert ABC in store


def test_what_is_put_twice_is_kept_once(store: Store) -> None:
    store.put(b"abc")
    first = (store.folder / "ba" / ABC).stat()
    store.put(b"abc")
    assert [path.name for path in store.folder.rglob("*") if path.is_file()] == [ABC]
    assert (store.folder / "ba" / ABC).stat().st_mtime_ns == first.st_mtime_ns


def test_many_putting_the_same_at_once_keep_it_once_and_whole(store: Store) -> None:
    content = b"x" * 200_000
    with ThreadPoolExecutor(8) as pool:
        names = set(pool.map(store.put, [content] * 16))
    assert len(names) == 1
    assert store.get(names.pop()) == content
    assert len([path for path in store.folder.rglob("*") if path.is_file()]) == 1


def test_what_changed_on_the_disk_is_not_given_out(store: Store) -> None:
    store.put(b"abc")
    (store.folder / "ba" / ABC).write_bytes(b"abd")
    with pytest.raises(ValueError, match="has changed"):
        store.get(ABC)


@pytest.mark.parametrize("name", ["", "abc", "../../etc/passwd", "../" + "a" * 61, ABC.upper(), ABC + "0", "z" * 64])
def test_a_name_that_is_no_hash_leads_nowhere(store: Store, name: str) -> None:
    store.put(b"abc")
    with pytest.raises(FileNotFoundError):
        store.get(name)


def test_what_was_never_put_is_not_there(store: Store) -> None:
    with pytest.raises(FileNotFoundError):
        store.get("0" * 64)
    assert "0" * 64 not in store


def test_a_file_that_cannot_be_kept_leaves_nothing(store: Store, tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "ba").write_text("a file where a folder should be")
    with pytest.raises(OSError, match="ba"):
        store.put(b"abc")
    assert [path.name for path in (tmp_path / "files").iterdir()] == ["ba"]
