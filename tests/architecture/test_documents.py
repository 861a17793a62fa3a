"""The documents agree with the source: tables of events, commands that run, links that lead somewhere."""

import os
import re
import shlex
from typing import Any

import pytest
import typer.main
from PIL import Image
from typer.testing import CliRunner

from tests.architecture import readmes, source
from tracker.settings import Settings
from web.command_line import app

DOCUMENTS = sorted(
    path
    for folder in (source.ROOT, *(source.ROOT / name for name in (*source.PACKAGES, "docs", "benchmarks")))
    for path in (folder.glob("*.md") if folder != source.ROOT / "docs" else folder.rglob("*.md"))
)
NAMES = [path.relative_to(source.ROOT).as_posix() for path in DOCUMENTS]
README = (source.ROOT / "README.md").read_text("utf-8")
COMMANDS = sorted(
    set(re.findall(r"`tracker ([a-z][^`]*)`", README) + re.findall(r"\.venv/bin/tracker ([a-z]+)(?=[\s)\"])", README))
)
"""What the README tells to type after `tracker`."""
PICTURES = sorted((source.ROOT / "docs" / "screenshots").glob("*.png"))


@pytest.mark.parametrize("package", source.PACKAGES)
def test_a_packages_readme_has_todays_events(package: str) -> None:
    assert package not in readmes.outdated(), "run scripts/readmes"


def test_the_cadences_page_has_todays_rules() -> None:
    assert not readmes.cadence_outdated(), "run scripts/readmes"


@pytest.mark.parametrize("package", source.PACKAGES)
def test_a_packages_readme_says_what_it_is_for_in_three_sentences(package: str) -> None:
    text = readmes.path(package).read_text("utf-8")
    first = text.split("\n\n")[1]
    assert len(re.findall(r"[.!?](?:\s|$)", first)) == 3, first
    assert "## Glossary" in text


@pytest.mark.parametrize("name", NAMES)
def test_every_link_to_a_file_leads_there(name: str) -> None:
    path = source.ROOT / name
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
    lost = [link for link in links if "://" not in link and not (path.parent / link).exists()]
    assert not lost


@pytest.mark.parametrize("name", NAMES)
def test_every_script_that_is_named_is_there_and_runs(name: str) -> None:
    text = (source.ROOT / name).read_text("utf-8")
    scripts = {match for match in re.findall(r"\bscripts/[a-z_]+\b(?!\.)", text)}
    assert not [script for script in scripts if not os.access(source.ROOT / script, os.X_OK)]


@pytest.mark.parametrize("name", NAMES)
def test_every_source_file_that_is_named_is_there(name: str) -> None:
    text = (source.ROOT / name).read_text("utf-8")
    named = set(
        re.findall(r"\b(?:tracker|projects|supervision|web|tests|benchmarks)/[\w/]+\.(?:py|sql|html|css)\b", text)
    )
    assert not [file for file in named if not (source.ROOT / file).exists()]


@pytest.mark.parametrize("name", NAMES)
def test_no_document_speaks_of_the_place_it_was_written_in(name: str) -> None:
    assert not re.search(r"(?<![\w.])/(?:work|root|home)/|\.\./shared", (source.ROOT / name).read_text("utf-8"))


def _commands() -> dict[str, Any]:
    """Every command by its words, "user add" for one of a group."""
    commands: dict[str, Any] = {}
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        commands |= {f"{name} {word}": each for word, each in inner.items()} if inner else {name: command}
    return commands


def _named(line: str) -> str:
    return next((name for name in _commands() if f"{line} ".startswith(f"{name} ")), "")


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_of_the_readme_is_one(line: str) -> None:
    name = _named(line)
    assert name, "no such command"
    given = shlex.split(line.removeprefix(name))
    if given:
        _commands()[name].make_context(name, given)  # raises for an option it does not know, and for one it lacks
    shown = CliRunner().invoke(app, [*name.split(), "--help"])
    assert shown.exit_code == 0
    assert _commands()[name].help.splitlines()[0] in shown.output


def test_the_readme_names_every_command() -> None:
    assert {_named(line) for line in COMMANDS} == set(_commands())


def test_the_readme_names_every_setting_that_has_a_use() -> None:
    told = set(re.findall(r"TRACKER_([A-Z_]+)", README)) - {"OWNER_PASSWORD", "APP_PASSWORD"}  # of docker-compose.yml
    assert told == {name.upper() for name in Settings.model_fields} - {"SECRET"}


@pytest.mark.parametrize("name", NAMES)
def test_every_picture_of_a_document_is_there(name: str) -> None:
    path = source.ROOT / name
    shown = re.findall(r'<img src="([^"]+)"', path.read_text("utf-8"))
    assert not [picture for picture in shown if not (path.parent / picture).is_file()]
    assert not re.search(r'<img (?![^>]*alt="[^"]+")|!\[\]', path.read_text("utf-8")), "a picture without words"


def test_every_picture_is_shown_small_and_of_a_known_width() -> None:
    assert PICTURES
    texts = "".join(path.read_text("utf-8") for path in DOCUMENTS)
    for picture in PICTURES:
        assert f"screenshots/{picture.name}" in texts, picture.name
        assert picture.stat().st_size <= 150_000, picture.name
        with Image.open(picture) as image:
            assert picture.stem.endswith(f"-{image.width}"), picture.name
