"""What a published table is: its columns, each with type, unit, meaning and source. Headers, schemas, dictionary and
examples are all made from these."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from projects.listing import natural

Row = dict[str, Any]
Kind = Literal["string", "integer", "number", "date", "datetime", "boolean"]
SEPARATOR = "、"
"""Between the names where a cell holds several."""

_JSON: dict[Kind, dict[str, Any]] = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": ["number", "string"], "pattern": r"^-?\d+(\.\d+)?$"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "boolean": {"type": "boolean"},
}
_FIELDS: dict[Kind, dict[str, Any]] = {
    "boolean": {"trueValues": ["true"], "falseValues": ["false"]},
    "datetime": {"format": "%Y-%m-%dT%H:%M:%S%z"},
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `source`: where its values come from, in officials' words; `example`: a value as JSON gives it;
    `values`: code → meaning, where there are only so many. None that came later is `required`: deposits from before
    have no value of it."""

    name: str
    type: Kind
    title: str
    meaning: str
    source: str
    example: Any
    unit: str | None = None
    required: bool = False
    values: Mapping[str, str] | None = None

    def schema(self) -> dict[str, Any]:
        """JSON schema of a value. A number stands as text only where a JSON number would lose digits of it."""
        made = dict(_JSON[self.type])
        if self.values:
            made["enum"] = [*self.values, *([] if self.required else [None])]
        if not self.required:
            kinds = made["type"] if isinstance(made["type"], list) else [made["type"]]
            made["type"] = [*kinds, "null"]
        return {**made, "title": self.title, "description": self.meaning}

    def field(self) -> dict[str, Any]:
        """The column as a data package's table schema has it."""
        constraints: dict[str, Any] = {"required": True} if self.required else {}
        if self.values:
            constraints["enum"] = list(self.values)
        told = {"name": self.name, "type": self.type, "title": self.title, "description": self.meaning}
        more = {"unit": self.unit, "source": self.source, "constraints": constraints, **_FIELDS.get(self.type, {})}
        return {**told, **{name: value for name, value in more.items() if value}}


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `key`: the columns by which its rows stand in order; `filters`: those one may ask for by value."""

    name: str
    title: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    filters: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def place(self, row: Row) -> list[Any]:
        """Where a row stands among the others of a programme: naturally, what is empty first."""
        return [_sortable(row[name]) for name in self.key]

    def ordered(self, rows: list[Row]) -> list[Row]:
        return sorted(rows, key=self.place)

    def row_schema(self) -> dict[str, Any]:
        return {
            "type": "object",
            "title": self.title,
            "description": self.meaning,
            "properties": {column.name: column.schema() for column in self.columns},
            "required": list(self.names),
            "additionalProperties": False,
        }

    def example(self) -> Row:
        return {column.name: column.example for column in self.columns}


def _sortable(value: Any) -> tuple[Any, ...]:
    if value is None:
        return (0,)
    return (1, natural(value)) if isinstance(value, str) else (1, value)
