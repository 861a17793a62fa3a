"""Every route has its row in the permission table, and every template its page."""

import ast
import re
from pathlib import Path
from typing import Any, cast

import jinja2
import pytest
from fastapi.routing import APIRoute

from tests.architecture import source
from web.app import create
from web.pages import ROUTERS
from web.permissions import PUBLIC, RULES
from web.templating import HERE, environment

TEMPLATES = sorted(path.relative_to(HERE / "templates").as_posix() for path in (HERE / "templates").rglob("*.html"))


def _routes() -> list[APIRoute]:
    """The application's own and those of its routers, which it keeps behind wrappers of its own."""
    everywhere = [*create(cast("Any", None)).routes, *(route for router in ROUTERS for route in router.routes)]
    return [route for route in everywhere if isinstance(route, APIRoute)]


def _named() -> set[str]:
    return {route.name for route in _routes() if not route.name.startswith("static")}


def test_the_routes_are_found() -> None:
    assert {"board:show", "sign_in:submit", "filing:save"} <= _named()


def test_every_route_has_a_row_of_permissions() -> None:
    assert not _named() - set(RULES), "refused to everybody"


def test_every_row_of_permissions_has_a_route() -> None:
    assert not set(RULES) - _named(), "rows for pages that are not there"


def test_route_names_are_a_noun_and_a_verb() -> None:
    assert not [name for name in _named() if not re.fullmatch(r"[a-z_]+:[a-z_]+", name)]


def test_a_route_has_one_name_and_one_method() -> None:
    seen = [(method, route.path) for route in _routes() for method in _methods(route)]
    assert len(seen) == len(set(seen))


def test_where_a_role_is_scoped_the_address_names_the_government() -> None:
    """Else nothing would hold an account to its own government."""
    scoped = [route for route in _routes() if route.name in RULES and RULES[route.name].scoped]
    loose = [route.path for route in scoped if "{jurisdiction}" not in route.path]
    assert not loose
    assert all(RULES[route.name].roles != PUBLIC for route in scoped)


def test_what_changes_something_is_asked_for_by_post() -> None:
    shows = {"show", "pdf", "docx", "live", "ready", "metrics", "preview", "image"}
    wrong = [route.name for route in _routes() if _methods(route) == {"POST"} and route.name.split(":")[1] in shows]
    assert not wrong
    assert all(_methods(route) in ({"GET"}, {"POST"}) for route in _routes())


def _methods(route: APIRoute) -> set[str]:
    return (route.methods or set()) - {"HEAD"}


def _shown() -> set[str]:
    """Templates that a module of web names."""
    return {text for text in source.strings("web") if text.endswith(".html")}


def _used_by_templates() -> set[str]:
    found: set[str] = set()
    for name in TEMPLATES:
        text = (HERE / "templates" / name).read_text("utf-8")
        found |= set(re.findall(r"""{%-?\s*(?:include|extends|import|from)\s+["']([^"']+)["']""", text))
    return found


def test_every_template_is_shown_by_a_page_or_used_by_another() -> None:
    assert not set(TEMPLATES) - _shown() - _used_by_templates()


def test_templates_are_opened_in_one_place_for_pages_and_in_one_for_papers() -> None:
    """Escaped, strict about names, and trimmed: said once each."""
    made = {
        module
        for package in source.PACKAGES
        for module, tree in source.modules(package).items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "Environment"
    }
    assert made == {"web.templating", "web.paper.typesetting"}


def test_every_template_that_is_named_is_there() -> None:
    papers = {path.name for path in (Path(HERE) / "paper").rglob("*.html")}
    copies = {".html", "index.html"}  # what a page is called in a frozen copy
    named = (_shown() | _used_by_templates()) - papers - copies
    assert not {name for name in named if name not in TEMPLATES}


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_compiles(name: str) -> None:
    assert isinstance(environment().get_template(name), jinja2.Template)


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_brings_script_or_style_of_its_own(name: str) -> None:
    text = (HERE / "templates" / name).read_text("utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|hx-on", text)


def test_every_form_that_posts_carries_its_token() -> None:
    lacking = []
    for name in TEMPLATES:
        for form in re.findall(r"<form\b.*?</form>", (HERE / "templates" / name).read_text("utf-8"), re.S):
            posts = re.search(r"""method=["']post""", form, re.I)
            if posts and "csrf" not in form and "hidden(" not in form:
                lacking.append(name)
    before_signing_in = {"sign_in.html", "sign_in_link.html", "first_password.html"}
    by_the_visits_link = {name for name in TEMPLATES if name.startswith(("visit_", "_visit"))}
    assert not set(lacking) - before_signing_in - by_the_visits_link
