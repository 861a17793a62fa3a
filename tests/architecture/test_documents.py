"""The documents agree with the source: tables of events, commands that run, links that lead somewhere."""

import os
import re

import pytest

from tests.architecture import readmes, source

DOCUMENTS = sorted(
    path
    for folder in (source.ROOT, *(source.ROOT / name for name in (*source.PACKAGES, "docs", "benchmarks")))
    for path in (folder.glob("*.md") if folder != source.ROOT / "docs" else folder.rglob("*.md"))
)
NAMES = [path.relative_to(source.ROOT).as_posix() for path in DOCUMENTS]


@pytest.mark.parametrize("package", source.PACKAGES)
def test_a_packages_readme_has_todays_events(package: str) -> None:
    assert package not in readmes.outdated(), "run scripts/readmes"


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
