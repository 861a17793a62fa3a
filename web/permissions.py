"""Who may call which route: the one table. A route that is not in it is refused to everybody."""

from dataclasses import dataclass

PUBLIC = frozenset({"public"})
OFFICE = frozenset({"office", "office_head"})
STAFF = frozenset({"office", "office_head", "administrator"})
UNIT = frozenset({"filer", "unit_head"})
PRESS = OFFICE | {"press"}
EVERYONE = frozenset({"administrator", "office", "office_head", "filer", "unit_head", "press", "observer"})


@dataclass(frozen=True, slots=True)
class Rule:
    """Roles that may call a route. `scoped`: only for the visitor's own government, taken from the path's
    `{jurisdiction}`; the administrator is of every government. What belongs to a unit is checked by the page."""

    roles: frozenset[str]
    scoped: bool = True


def _each(names: str, roles: frozenset[str], *, scoped: bool = True) -> dict[str, Rule]:
    return dict.fromkeys(names.split(), Rule(roles, scoped))


RULES: dict[str, Rule] = {
    # The public
    **_each(
        "home:show search:show board:show project:show design:show "
        "news:list news:show bulletins:list bulletin:show bulletin:pdf bulletin:docx "
        "history:show compare:show answering:show method:show glossary:show "
        "feed:show photo:show changes:show changes:pdf "
        "api:projects api:projects_csv api:regions_csv api:milestones_csv "
        "problems:public clue:form clue:send clue:ask clue:state listing:show "
        "disclosures:list disclosures:show disclosures:stored interpretations:show result:show "
        "api:notice api:published api:openapi "
        "api:rows atom:every atom:programme atom:project atom:unit "
        "data:show data:dictionary data:programme data:file data:all_file data:papers data:programme_papers "
        "data:verifier "
        "health:live health:ready health:metrics "
        "sign_in:show "
        "sign_in:submit sign_in:link sign_in:use_link first_password:show first_password:set",
        PUBLIC,
        scoped=False,
    ),
    # Inspectors: the link in the path is the permission
    **_each(
        "visit:show visit:site visit:record visit:image visit:take_back visit:sample visit:remark visit:sign "
        "visit_findings:show visit_findings:record visit_findings:retract "
        "visit:frame visit:worker visit:state visit:keep",
        PUBLIC,
        scoped=False,
    ),
    # Draws: the public's page of each, and a witness by the link in the path
    **_each(
        "draws:list draws:show draws:record draws:pdf draws:module witness:show witness:seal witness:open",
        PUBLIC,
        scoped=False,
    ),
    # Papers: an issued file is for everybody, for those whom it binds, or for the office, as its page finds
    **_each("verify:ask verify:look verify:show", PUBLIC, scoped=False),
    **_each("papers:file papers:archived papers:scanned", PUBLIC, scoped=False),
    # Everyone with an account
    **_each(
        "desk:show sign_in:out sign_in:look evidence:show messages:show messages:open messages:read messages:read_all "
        "message_choice:show message_choice:save",
        EVERYONE,
        scoped=False,
    ),
    # Lead departments
    **_each("filing:show", UNIT | OFFICE | {"observer"}),
    **_each(
        "filing:save filing:attach month_sheet:download month_sheet:read pasted:fill rows:show rows:file",
        frozenset({"filer"}),
    ),
    **_each("adjustments:ask adjustments:withdraw", OFFICE | {"filer"}),
    **_each("corrections:ask", frozenset({"filer"})),
    **_each("plan_remarks:show", UNIT | OFFICE | {"observer"}),
    **_each("plan_remarks:note", UNIT),
    **_each("stamped_form:show stamped_form:attach", UNIT),
    **_each("stamped_form:scan", UNIT | OFFICE | {"observer"}),
    **_each("release:show release:decide", frozenset({"unit_head"})),
    **_each("adjustments:show corrections:show feeds:show feeds:make feeds:revoke", UNIT | OFFICE | {"observer"}),
    # 周调度
    **_each("orders:list orders:show orders:pdf orders:docx", UNIT | OFFICE | {"observer"}),
    **_each(
        "orders:draft orders:redraft orders:issue orders:withdraw orders:receipt orders:extend orders:rule "
        "orders:return orders:verify orders:close orders:escalate orders:lower orders:print",
        OFFICE,
    ),
    **_each("orders:sign orders:ask orders:reply orders:plead", UNIT),
    **_each("orders:release", frozenset({"unit_head"})),
    **_each("obligations:list obligation:show", UNIT | PRESS | {"observer"}),
    **_each("rules:edit rules:fix", OFFICE),
    **_each("rules:show", UNIT | PRESS | {"observer"}),
    **_each("matrix:show matrix:csv", OFFICE | {"observer"}),
    **_each("matrix:rank", OFFICE),
    **_each("obligation:ask", UNIT),
    **_each("obligation:waive obligation:decide", OFFICE),
    **_each("supervision:show", UNIT | OFFICE | {"observer"}),
    **_each("dispatches:show dispatches:project dispatch:show", UNIT | OFFICE | {"observer"}),
    **_each("dispatch:log", UNIT),
    # 风险研判 and 绿色通道
    **_each("risks:show risks:detail coordination:show coordination:detail", UNIT | OFFICE | {"observer"}),
    **_each("clues:list clues:show clues:image clues:decide", UNIT | OFFICE),
    **_each("risks:raise risks:decide coordination:ask coordination:step", UNIT | OFFICE),
    **_each("month:urge dispatches:urge dispatches:flag dispatch:review", OFFICE),
    # The office
    **_each("month:show", OFFICE | {"observer"}),
    **_each(
        "month:accept month:return month:list month:clear month:publish report:show report:correct correction:preview "
        "corrections:decline "
        "adjustments:decide notices:desk notices:clear notices:publish notices:preview notices:print "
        "hotlines:show hotlines:set programme:show programme:release programme:policy programme:project "
        "programme:fill bulletin:desk bulletin:draft bulletin:edit bulletin:review bulletin:approve bulletin:issue "
        "bulletin:preview press:approve visits:show visits:plan visits:detail visits:link visits:revoke visits:sheet "
        "visits:image visits:rule visits:close visits:cancel visits:clear "
        "withholdings:list withholdings:show withholdings:file withholdings:decide "
        "visit_paper:pdf visit_paper:form visit_paper:enter visit_paper:image "
        "units:show units:alias units:form units:order",
        OFFICE,
    ),
    **_each(
        "import:show import:submit import:template calendar:show calendar:table calendar:set operations:show",
        STAFF,
        scoped=False,
    ),
    **_each("accounts:show accounts:add accounts:link accounts:disable deliveries:show deliveries:again", STAFF),
    # The administrator
    **_each("channels:show channels:form channels:save channels:test channels:switch", frozenset({"administrator"})),
    # Quarterly reviews: whoever answers for a project sees the meeting; the office runs it
    **_each(
        "reviews:list review:show review_pack:show review_pack:pdf minutes:pdf minutes:docx",
        UNIT | OFFICE | {"observer"},
    ),
    **_each("opinions:answer", UNIT),
    **_each("review:report department_plans:file", frozenset({"filer"})),
    **_each("department_plans:show third_party_rounds:show opinions:show", UNIT | OFFICE | {"observer"}),
    **_each(
        "disclosure:desk disclosure:draft disclosure:edit disclosure:clear disclosure:publish disclosure:correct "
        "interpretation:desk interpretation:publish department_plans:settle third_party_rounds:hold "
        "opinions:record opinions:clear result:desk "
        "result:announce result:conclude "
        "review:convene review:fix_pack review:hold review:comment review:assign review:settle review:carry "
        "review:close minutes:desk minutes:preview minutes:draft minutes:edit minutes:review minutes:approve "
        "minutes:issue",
        OFFICE,
    ),
    # The upper ladder of supervision
    **_each("talks:list talks:show talks:file talks:pdf talks:docx", UNIT | OFFICE | {"observer"}),
    **_each("talks:report rectifications:release", frozenset({"unit_head"})),
    **_each("rectifications:report", frozenset({"filer"})),
    **_each("rectifications:plan findings:answer findings:object", UNIT),
    **_each("findings:list findings:show findings:file", UNIT | OFFICE | {"observer"}),
    **_each("findings:new findings:enter findings:decide findings:retract feedback:form feedback:issue", OFFICE),
    **_each("rectifications:list rectifications:show rectifications:file", UNIT | OFFICE | {"observer"}),
    **_each(
        "talks:new talks:schedule talks:move talks:cancel talks:hold talks:sign talks:check "
        "proposals:show proposals:decline proposals:accept proposals:raise "
        "rectifications:new rectifications:order rectifications:recheck rectifications:renew rectifications:withdraw "
        "criticisms:list criticisms:show criticisms:new criticisms:draft criticisms:redraft criticisms:decide "
        "criticisms:clear criticisms:preview criticisms:print criticisms:withdraw hand_overs:new hand_overs:record "
        "problems:list problems:new problems:draft problems:show problems:redraft problems:decide problems:clear "
        "problems:publish problems:outcome problems:withdraw",
        OFFICE,
    ),
    # The roster, the plans of inspections and their draws
    **_each(
        "members:list members:enrol members:show members:revise members:declare members:stand members:sheet "
        "inspection_plans:list inspection_plans:new inspection_plans:draft inspection_plans:show "
        "inspection_plans:edit inspection_plans:redraft inspection_plans:approve inspection_plans:narrow "
        "inspection_plans:over inspection_plans:commit inspection_plans:visits inspection_plans:passes "
        "lots:show lots:step lots:sheet lots:pdf",
        OFFICE,
    ),
    # 考核验收: completion and self-check by the lead unit, the rest by the office
    **_each("acceptances:list acceptances:show acceptances:file", UNIT | OFFICE | {"observer"}),
    **_each("acceptances:report acceptances:check", frozenset({"filer"})),
    **_each("acceptances:release", frozenset({"unit_head"})),
    **_each(
        "acceptances:papers acceptances:return acceptances:team acceptances:decide acceptances:notice "
        "acceptances:objection acceptances:answer acceptances:close acceptances:revoke acceptances:look_back",
        OFFICE,
    ),
    # 文书: what a kind lets a role make, and whom a paper binds, its page knows
    **_each("papers:index papers:show", UNIT | PRESS | {"observer"}),
    **_each("papers:make", UNIT | PRESS),
    **_each(
        "papers:preview papers:scan papers:archive amendments:desk amendments:preview amendments:draft amendments:edit "
        "amendments:review amendments:approve amendments:issue "
        "worded:latest worded:desk worded:preview worded:draft worded:edit worded:review worded:approve worded:issue "
        "project_papers:show project_papers:posters",
        OFFICE,
    ),
    # Press
    **_each(
        "press:list press:new press:desk press:versions press:draft press:see press:edit press:replace press:insert "
        "press:embargo press:review press:issue press:file "
        "leads:list leads:record leads:answer leads:hand_on",
        PRESS,
    ),
}


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
