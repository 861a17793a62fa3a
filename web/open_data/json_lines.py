"""A table as JSON Lines: an object a line, every column in each, in the order of the columns."""

import json
from collections.abc import Iterable

from web.open_data.table import Row, Table


def written(table: Table, rows: Iterable[Row]) -> bytes:
    lines = (json.dumps({name: row[name] for name in table.names}, ensure_ascii=False) for row in rows)
    return "".join(f"{line}\n" for line in lines).encode()
