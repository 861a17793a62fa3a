"""The package of a dataset: a Frictionless data package (datapackage.json) that describes its tables, in one zip."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from web.open_data.dataset import TABLES, Dataset
from web.open_data.licence import Licence
from web.open_data.table import Table

PROFILE = "tabular-data-package"
NOT_INSIDE = "公开文件和照片的原件不在包内，documents 表有每份文件的地址和摘要，visits 表有照片的地址。"
"""What a package does not carry."""


def described(data: Dataset, licence: Licence, csv: Mapping[str, bytes]) -> bytes:
    """datapackage.json over the CSV files, by table."""
    about: dict[str, Any] = {
        "profile": PROFILE,
        "name": f"livelihood-{data.place.replace('/', '-')}",
        "title": data.title,
        "description": _description(data),
        "version": str(data.log_position),
        "licenses": licence.told(),
        "resources": [_resource(TABLES[name], content) for name, content in csv.items()],
    }
    if data.published_at:
        about["created"] = data.published_at
    return _json({name: value for name, value in about.items() if value})


def _description(data: Dataset) -> str:
    marks = [words for so, words in ((data.simulated, "含模拟数据"), (data.imported, "含收录的公开资料")) if so]
    return f"{data.title}已公布的全部数据。" + "".join(f"{each}，见 nature 列。" for each in marks) + NOT_INSIDE


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
