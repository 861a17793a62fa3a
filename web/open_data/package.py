"""The package of a dataset: a Frictionless data package (datapackage.json) that describes its tables, in one zip."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from web.open_data.dataset import TABLES, Dataset
from web.open_data.table import Table

PROFILE = "tabular-data-package"


@dataclass(frozen=True, slots=True)
class Licence:
    """What the operator lets re-users do; both empty where nothing is said."""

    words: str = ""
    address: str = ""


def described(data: Dataset, licence: Licence, csv: Mapping[str, bytes]) -> bytes:
    """datapackage.json over the CSV files, by table."""
    about: dict[str, Any] = {
        "profile": PROFILE,
        "name": f"livelihood-{data.place.replace('/', '-')}",
        "title": data.title,
        "description": _description(data),
        "version": str(data.log_position),
        "licenses": _licences(licence),
        "resources": [_resource(TABLES[name], content) for name, content in csv.items()],
    }
    if data.published_at:
        about["created"] = data.published_at
    return _json({name: value for name, value in about.items() if value})


def _description(data: Dataset) -> str:
    marks = [words for so, words in ((data.simulated, "含模拟数据"), (data.imported, "含收录的公开资料")) if so]
    return f"{data.title}已公布的全部数据。" + "".join(f"{each}，见 nature 列。" for each in marks)


def _licences(licence: Licence) -> list[dict[str, str]]:
    if not (licence.words or licence.address):
        return []
    told = {"name": "operator-licence", "title": licence.words, "path": licence.address}
    return [{name: value for name, value in told.items() if value}]


def _resource(table: Table, content: bytes) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name.replace("_", "-"),
        "title": table.title,
        "description": table.meaning,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
        "dialect": {"lineTerminator": "\n"},
        "schema": {"fields": [column.field() for column in table.columns], "missingValues": [""]},
    }


def sums(files: Mapping[str, bytes]) -> bytes:
    """As sha256sum writes and checks them."""
    return "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in files.items()).encode()


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
