"""Public events as an Atom feed (RFC 4287), the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from projects.cell import UNPRINTABLE
from web.open_data.table import Row

ATOM = "http://www.w3.org/2005/Atom"
MOST = 100
NEVER = "1970-01-01T00:00:00+00:00"


@dataclass(frozen=True, slots=True)
class Feed:
    """`site`: the address people reach us by; `address`, `page`: the feed's own and the page's that it is about."""

    site: str
    address: str
    page: str
    title: str
    author: str


def written(feed: Feed, events: Sequence[Row]) -> bytes:
    """An entry's id is made of what it says, so that it is the same wherever the feed is read."""
    newest = sorted(events, key=lambda row: row["log_position"])[::-1][:MOST]
    root = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": "zh-CN"})
    _text(root, "title", feed.title)
    _text(root, "id", feed.site + quote(feed.address))
    _text(root, "updated", max((row["published_at"] for row in newest), default=NEVER))
    ElementTree.SubElement(root, "link", rel="self", type="application/atom+xml", href=feed.site + quote(feed.address))
    ElementTree.SubElement(root, "link", rel="alternate", type="text/html", href=feed.site + quote(feed.page))
    _text(ElementTree.SubElement(root, "author"), "name", feed.author)
    for row in newest:
        _entry(root, feed, row)
    made: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _entry(root: ElementTree.Element, feed: Feed, row: Row) -> None:
    entry = ElementTree.SubElement(root, "entry")
    about = f"{row['number']} {row['title']}" if row["number"] else f"{row['government']}{row['year']}年市办实事"
    _text(entry, "title", f"{about}：{row['what']}")
    told = "\n".join(str(row[name] or "") for name in ("jurisdiction", "year", "number", "published_at", "sentence"))
    _text(entry, "id", uuid5(NAMESPACE_URL, f"{told}\n{row['what']}").urn)
    _text(entry, "updated", row["published_at"])
    _text(entry, "published", row["published_at"])
    ElementTree.SubElement(entry, "link", rel="alternate", type="text/html", href=feed.site + quote(row["address"]))
    _text(ElementTree.SubElement(entry, "author"), "name", row["government"])
    _text(entry, "summary", "　".join(str(row[name]) for name in ("sentence", "post", "document") if row[name]))


def _text(parent: ElementTree.Element, name: str, words: str) -> None:
    ElementTree.SubElement(parent, name).text = UNPRINTABLE.sub("", words)
