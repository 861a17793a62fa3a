"""What the packages' source says of itself: its events, its refusals, its words. Read, not imported."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("tracker", "projects", "supervision", "web")
WITH_EVENTS = ("tracker", "projects", "supervision")


@dataclass(frozen=True, slots=True)
class EventClass:
    """An event as it is written down. `topic` is None where the class sets none; fields with those of its base."""

    package: str
    module: str
    aggregate: str
    name: str
    topic: str | None
    fields: tuple[tuple[str, str], ...]
    created: bool

    @property
    def where(self) -> str:
        return f"{self.module}.{self.aggregate}.{self.name}"


@cache
def modules(package: str) -> dict[str, ast.Module]:
    """Dotted name → syntax tree of every module of a package."""
    found = {}
    for path in sorted((ROOT / package).rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        found[name] = ast.parse(path.read_text("utf-8"))
    return found


@cache
def aggregates() -> dict[str, tuple[str, ast.ClassDef]]:
    """Stored name of each aggregate → the module it stands in, and its class."""
    found = {}
    for package in WITH_EVENTS:
        for module, tree in modules(package).items():
            for node in tree.body:
                if isinstance(node, ast.ClassDef) and "Aggregate" in _bases(node):
                    found[topic(node) or f"{module}.{node.name}"] = (module, node)
    return found


@cache
def events() -> tuple[EventClass, ...]:
    """Every event class that can be recorded, in the order of the source; the bases named Event are not among them."""
    found: list[EventClass] = []
    for module, aggregate in aggregates().values():
        nested = {node.name: node for node in aggregate.body if isinstance(node, ast.ClassDef)}
        for name, node in nested.items():
            if name != "Event" and _is_event(node, nested):
                created = "Created" in _bases(node)
                own = _fields(nested["Event"]) + _fields(node) if "Event" in nested else _fields(node)
                found.append(
                    EventClass(module.split(".")[0], module, aggregate.name, name, topic(node), tuple(own), created)
                )
    return tuple(found)


def topic(node: ast.ClassDef) -> str | None:
    """The TOPIC that a class sets in its own body."""
    for line in node.body:
        if isinstance(line, ast.Assign) and [ast.unparse(target) for target in line.targets] == ["TOPIC"]:
            return str(ast.literal_eval(line.value))
    return None


def _bases(node: ast.ClassDef) -> set[str]:
    return {base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases}


def _is_event(node: ast.ClassDef, nested: dict[str, ast.ClassDef]) -> bool:
    bases = _bases(node)
    return bool(bases & {"Event", "LedgerEvent", "Created"}) or any(
        base in nested and _is_event(nested[base], nested) for base in bases
    )


def _fields(node: ast.ClassDef) -> list[tuple[str, str]]:
    return [
        (line.target.id, ast.unparse(line.annotation))
        for line in node.body
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name)
    ]


def refusal_codes() -> dict[str, str]:
    """Each code that the packages refuse with → where. `ledger.get(Kind, …)` refuses with the kind's own `.unknown`."""
    named = {node.name: name for name, (_, node) in aggregates().items()}
    found: dict[str, str] = {}
    for package in PACKAGES:
        for module, tree in modules(package).items():
            for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
                for code in _codes(call, named, tree):
                    found.setdefault(code, f"{module}:{call.lineno}")
    return found


def _codes(call: ast.Call, named: dict[str, str], tree: ast.Module) -> Iterator[str]:
    called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if called in ("Refused", "NotAdmitted") and call.args:
        yield from _constants(call.args[0], tree)
    elif called == "get" and call.args and isinstance(call.args[0], ast.Name) and call.args[0].id in named:
        yield f"{named[call.args[0].id]}.unknown"


def _constants(node: ast.expr, tree: ast.Module) -> Iterator[str]:
    """The texts an expression can be: a constant, either side of a choice, or what a name was set to in the module."""
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.IfExp):
        yield from _constants(node.body, tree)
        yield from _constants(node.orelse, tree)
    elif isinstance(node, (ast.Name, ast.Subscript)):
        name = node.value if isinstance(node, ast.Subscript) else node
        for assigned in (line for line in ast.walk(tree) if isinstance(line, (ast.Assign, ast.AnnAssign))):
            targets = assigned.targets if isinstance(assigned, ast.Assign) else [assigned.target]
            if assigned.value and any(ast.dump(target) == _as_target(name) for target in targets):
                yield from _leaves(assigned.value, tree)


def _leaves(value: ast.expr, tree: ast.Module) -> Iterator[str]:
    for part in value.values if isinstance(value, ast.Dict) else [value]:
        if not isinstance(part, (ast.Name, ast.Subscript)):
            yield from _constants(part, tree)


def _as_target(name: ast.expr) -> str:
    return ast.dump(ast.Name(name.id, ast.Store())) if isinstance(name, ast.Name) else ""


def strings(package: str, *, without: str = "") -> set[str]:
    """Every string constant of a package's modules, but those of one module."""
    return {
        node.value
        for module, tree in modules(package).items()
        if module != without
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
