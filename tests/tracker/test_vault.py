"""Secrets: opened by the key that sealed them, by no other, and by a newer key that knows the older."""

import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from tracker import vault
from tracker.settings import Settings
from tracker.vault import Locked, Vault

OLD, NEW = "o" * 40, "n" * 40


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=200), max_size=4))
def test_what_was_sealed_is_opened_and_cannot_be_read(record: dict[str, str]) -> None:
    made = Vault([OLD])
    sealed = made.seal(record)
    assert made.open(sealed) == record
    assert all(value.encode() not in sealed for value in record.values() if len(value.encode()) > 6)


def test_nothing_sealed_is_nothing() -> None:
    assert Vault([OLD]).open(None) == {}


def test_another_key_opens_nothing_and_a_changed_record_neither() -> None:
    sealed = Vault([OLD]).seal({"secret": "s"})
    with pytest.raises(Locked):
        Vault([NEW]).open(sealed)
    with pytest.raises(Locked):
        Vault([OLD]).open(sealed[:-4] + b"AAAA")


def test_a_key_is_changed_by_naming_the_new_one_first() -> None:
    sealed = Vault([OLD]).seal({"secret": "s"})
    both = Vault([NEW, OLD])
    assert both.open(sealed) == {"secret": "s"}
    assert Vault([NEW]).open(both.seal({"secret": "t"})) == {"secret": "t"}


def test_without_a_key_of_the_operators_there_is_one_in_the_data_folder(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    sealed = vault.of(settings).seal({"secret": "s"})
    assert vault.of(settings).open(sealed) == {"secret": "s"}
    assert stat.S_IMODE((tmp_path / "data" / vault.FILE).stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == [vault.FILE]


def test_processes_that_start_together_have_one_key(tmp_path: Path) -> None:
    settings, found = Settings(data_dir=tmp_path), []
    together = threading.Barrier(6)

    def start() -> None:
        together.wait()
        found.append(vault.of(settings).seal({"secret": "s"}))

    threads = [threading.Thread(target=start) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert [vault.of(settings).open(sealed) for sealed in found] == [{"secret": "s"}] * 6


def test_a_key_that_is_too_short_is_refused() -> None:
    with pytest.raises(ValueError):
        vault.of(Settings(secret_key=SecretStr("short")))
    assert vault.of(Settings(secret_key=SecretStr(f"{NEW},{OLD}"))).open(Vault([OLD]).seal({})) == {}
