"""A feed as it stands in a copy: its links lead to the files beside it."""

from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from web.frozen import address
from web.frozen.address import HERE, Address
from web.frozen.page import File
from web.open_data.feed import ATOM

ElementTree.register_namespace("", ATOM)


def frozen(content: bytes, own: Address, name: str, file: File, live: str | None) -> bytes:
    """The bytes of the feed `own` in the file `name`. Where the operator named no address, its id is none either."""
    root = ElementTree.fromstring(content)
    for link in root.iter(f"{{{ATOM}}}link"):
        found = address.led(link.get("href", ""), own)
        to = file(found[0]) if found else None
        if to:
            link.set("href", address.way(to, name, found[1] if found else ""))
    for each in root.findall(f"{{{ATOM}}}id"):
        each.text = (each.text or "").replace(HERE, live) if live else uuid5(NAMESPACE_URL, str(own)).urn
    made: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return made
