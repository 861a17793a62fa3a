"""A page as it stands in a copy: its links lead to the files beside it, and what only a server can do says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from web.frozen import address
from web.frozen.address import Address

ELSEWHERE = "（要到原网站）"
"""Behind the words of what only a server can answer."""
NO_SEARCH = "副本不能搜索、排序和按区筛选；可以用浏览器的“在页面中查找”，或者在“单位”页按单位看。"
LINKS = (("a[href]", "href"), ("link[href]", "href"), ("img[src]", "src"), ("script[src]", "src"))
"""What leads somewhere in our pages; `srcset`, frames and the like are not used, which a test holds."""
GONE = (".masthead .who", "form.search")
"""Parts that only a server can do, and nobody misses: signing in, the other looks, the search beside the title."""
REMARKS = {"form": NO_SEARCH}
"""Parts in whose place a remark stands."""

COVER = "index.html"
STYLE = Address("/static/frozen.css")
REMARK = "frozen-remark"
"""The class of all that the copy adds to a page."""

File = Callable[[Address], str | None]
"""The file an address is in; None where it is in none."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What the copy says of itself on each page: a short line on top, a longer one at the foot. `live` is the site's
    own address while it is up, None where the operator did not name it."""

    top: str
    foot: str
    live: str | None


def parts(html: bytes, page: Address) -> list[Address]:
    """What a page is drawn with: style sheets, pictures, scripts."""
    tree = LexborHTMLParser(html.decode())
    found = [node.attrs.sget(name) for selector, name in LINKS[1:] for node in tree.css(selector)]
    return [led[0] for link in found if (led := address.led(link, page)) and not link.startswith("data:")]


def frozen(html: bytes, page: Address, name: str, file: File, frame: Frame) -> bytes:
    """The page's bytes in the file `name`."""
    tree = LexborHTMLParser(html.decode())
    for gone in GONE:
        for node in tree.css(gone):
            node.decompose()
    for selector, words in REMARKS.items():
        for node in tree.css(selector):
            node.replace_with(_told(tree, "p", words), move=True)
    for selector, attribute in LINKS:
        for node in tree.css(selector):
            _lead(tree, node, attribute, page, name, file, frame.live)
    _say(tree, frame, name)
    return (tree.html or "").encode() + b"\n"


def _lead(
    tree: LexborHTMLParser, node: Any, attribute: str, page: Address, name: str, file: File, live: str | None
) -> None:
    """Leads one link to its file; what has none stays as plain words."""
    link = node.attrs.sget(attribute)
    found = None if link.startswith(("#", "data:")) else address.led(link, page)
    if found is None:
        return
    (to, fragment), nearest = found, _nearest(found[0], file)
    if nearest is None:
        node.insert_after(_told(tree, "span", ELSEWHERE), move=True)
    if nearest and (nearest != name or file(to)):
        node.attrs[attribute] = address.way(nearest, name, fragment)
    elif nearest is None and live:
        node.attrs[attribute] = f"{live}{to}" + (f"#{fragment}" if fragment else "")
    else:  # also a narrower view of this very page
        del node.attrs[attribute]


def _nearest(to: Address, file: File) -> str | None:
    """The file of an address, or of the same page of that month or day with less chosen."""
    less = (to, to.only("month"), to.only("as_of"), Address(to.path))
    return next((found for each in less if (found := file(each))), None)


def _say(tree: LexborHTMLParser, frame: Frame, name: str) -> None:
    """On top and at the foot: what this is, and where it says more; and the sheet for it."""
    sheet = tree.create_node("link")
    sheet.attrs["rel"], sheet.attrs["href"] = "stylesheet", address.way(STYLE.file, name)
    if head := tree.head:
        head.insert_child(sheet, move=True)
    if top := tree.css_first("header.masthead"):
        top.insert_before(_told(tree, "p", frame.top, name), move=True)
    if foot := tree.css_first("footer .wrap"):
        foot.insert_child(_told(tree, "p", frame.foot, name), move=True)


def _told(tree: LexborHTMLParser, tag: str, words: str, cover_from: str | None = None) -> Any:
    """A remark of the copy's own; with `cover_from` it leads from that file to the cover."""
    node = tree.create_node(tag)
    node.attrs["class"] = REMARK
    node.insert_child(words)
    if cover_from is not None:
        link = tree.create_node("a")
        link.attrs["href"] = address.way(COVER, cover_from, "about")
        link.insert_child("关于这份副本")
        node.insert_child(link, move=True)
    return node
