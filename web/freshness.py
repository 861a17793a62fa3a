"""Who may keep an answer, and how long: a public page everybody until it says something else, the rest nobody.

A public page's tag is the hash of what it says, not the ledger's position alone: it also shows due dates, which move
with the clock and the calendar. See docs/decisions/0026-operations.md.
"""

from hashlib import sha256

from web import packed

PUBLIC = frozenset(
    {
        "home:show",
        "search:show",
        "board:show",
        "project:show",
        "history:show",
        "compare:show",
        "answering:show",
        "method:show",
        "glossary:show",
        "changes:show",
        "problems:public",
        "listing:show",
        "design:show",
        "bulletins:list",
        "news:list",
        "news:show",
        "bulletin:show",
        "disclosures:list",
        "disclosures:show",
        "disclosures:stored",
        "interpretations:show",
        "result:show",
        "draws:list",
        "draws:show",
        "draws:record",
        "draws:module",
    }
    | {
        "api:projects",
        "api:projects_csv",
        "api:regions_csv",
        "api:milestones_csv",
        "api:published",
        "api:openapi",
        "api:notice",
    }
    | {"api:rows", "atom:every", "atom:programme", "atom:project", "atom:unit"}
    | {"data:show", "data:dictionary", "data:programme", "data:file", "data:all_file"}
    | {"data:papers", "data:programme_papers", "data:verifier", "verify:show"}
)
"""Routes whose answers are the same for everybody who is not signed in."""
SHARED = 10
"""Seconds for which a proxy in front answers a public page without asking us."""
FOR_ALL = f"public, max-age=0, s-maxage={SHARED}, stale-while-revalidate={SHARED}, stale-if-error=86400"
FOR_NOBODY = "no-store"
FOR_EVER = "public, max-age=31536000, immutable"
FOR_AN_HOUR = "public, max-age=3600"
VARY = "Accept-Encoding, Cookie, HX-Request"


def of_static(query: bytes) -> str:
    """A static file's address carries its fingerprint, so what it led to never changes."""
    return FOR_EVER if query.startswith(b"v=") else FOR_AN_HOUR


def tag(body: bytes) -> str:
    return f'"{sha256(body).hexdigest()[:32]}"'


def known(tag: str, asked: str) -> bool:
    """Whether If-None-Match names the tag; weakly, for a proxy that compresses marks our tags as weak, and whoever has
    the words has them packed too."""
    return any(_words(each.strip()) == _words(tag) for each in asked.split(","))


def _words(tag: str) -> str:
    return tag.removeprefix("W/").replace(f'{packed.MARK}"', '"')
