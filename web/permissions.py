"""Who may call which route: the one table. A route that is not in it is refused to everybody."""

from dataclasses import dataclass

PUBLIC = frozenset({"public"})
OFFICE = frozenset({"office", "office_head"})
STAFF = frozenset({"office", "office_head", "administrator"})
UNIT = frozenset({"filer", "unit_head"})
EVERYONE = frozenset({"administrator", "office", "office_head", "filer", "unit_head", "press", "observer"})


@dataclass(frozen=True, slots=True)
class Rule:
    """Roles that may call a route. `scoped`: only for the visitor's own government, taken from the path's
    `{jurisdiction}`; the administrator is of every government. What belongs to a unit is checked by the page."""

    roles: frozenset[str]
    scoped: bool = True


RULES: dict[str, Rule] = {
    # Public
    **dict.fromkeys(
        [
            "home:show", "board:show", "project:show", "design:show", "bulletins:list", "bulletin:show",
            "bulletin:pdf", "bulletin:docx", "press:show", "api:projects", "api:projects_csv", "api:openapi", "health:live", "health:ready",
            "sign_in:show", "sign_in:submit", "sign_in:link", "sign_in:use_link", "first_password:show", "first_password:set", "photo:show",
        ],
        Rule(PUBLIC, scoped=False),
    ),
    # Inspectors: the link in the path is the permission
    **dict.fromkeys(
        ["visit:show", "visit:site", "visit:record", "visit:image", "visit:sample", "visit:remark", "visit:sign"],
        Rule(PUBLIC, scoped=False),
    ),
    # Everyone with an account
    **dict.fromkeys(["desk:show", "sign_in:out", "evidence:show"], Rule(EVERYONE, scoped=False)),
    # Lead departments
    "filing:show": Rule(frozenset({"filer", "unit_head", "office", "office_head", "observer"})),
    "filing:save": Rule(frozenset({"filer"})),
    "rows:show": Rule(frozenset({"filer"})),
    "rows:file": Rule(frozenset({"filer"})),
    "release:show": Rule(frozenset({"unit_head"})),
    "release:decide": Rule(frozenset({"unit_head"})),
    "adjustments:show": Rule(frozenset({"filer", "unit_head", "office", "office_head", "observer"})),
    "adjustments:ask": Rule(frozenset({"filer"})),
    "adjustments:decide": Rule(OFFICE),
    # The office
    "month:show": Rule(OFFICE | {"observer"}),
    **dict.fromkeys(
        ["month:accept", "month:return", "month:list", "month:clear", "month:publish", "report:show", "report:correct"],
        Rule(OFFICE),
    ),
    **dict.fromkeys(["programme:show", "programme:release", "programme:policy", "programme:accept", "programme:project", "programme:fill"], Rule(OFFICE)),
    **dict.fromkeys(["bulletin:desk", "bulletin:draft", "bulletin:edit", "bulletin:review", "bulletin:issue", "bulletin:preview"], Rule(OFFICE)),
    **dict.fromkeys(["bulletin:approve", "press:approve"], Rule(OFFICE)),
    **dict.fromkeys(
        [
            "visits:show", "visits:plan", "visits:detail", "visits:link", "visits:revoke", "visits:sheet",
            "visits:image", "visits:close", "visits:cancel", "visits:clear",
        ],
        Rule(OFFICE),
    ),
    **dict.fromkeys(["import:show", "import:submit", "import:template"], Rule(STAFF, scoped=False)),
    **dict.fromkeys(["accounts:show", "accounts:add", "accounts:link", "accounts:disable"], Rule(STAFF, scoped=True)),
    **dict.fromkeys(["calendar:show", "calendar:set"], Rule(STAFF, scoped=False)),
    # Press
    **dict.fromkeys(["press:desk", "press:draft", "press:edit", "press:review", "press:issue", "press:docx", "press:text"], Rule(frozenset({"press", "office", "office_head"}))),
}  # fmt: skip


def allowed(name: str, role: str | None, own: str | None, asked: str | None) -> bool:
    """Whether a role of government `own` may call the route for government `asked` (None where the path has none)."""
    rule = RULES.get(name)
    if rule is None:
        return False
    if rule.roles == PUBLIC:
        return True
    if role not in rule.roles:
        return False
    return not rule.scoped or asked is None or role == "administrator" or own == asked
