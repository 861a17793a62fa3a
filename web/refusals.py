"""What a person reads when a rule says no: one sentence a code, saying what is wrong and what to do."""

from projects.pace import shown
from tracker.refusal import Refused, SeveralRefused

SENTENCES = {
    "account.locked": "密码连续输错，账号已锁定15分钟。请稍后再试，或请管理员重发首次登录链接。",
    "account.too_many": "尝试次数过多，请5分钟后再试。",
    "account.weak_password": "密码至少10个字符，请换一个更长的。",
    "account.wrong": "账号或密码不对，请重新输入。",
    "adjustment.decided": "这项调整已经作出决定，不能再次决定。",
    "adjustment.field": "只能调整目标值或月度计划，请选择其中一项。",
    "adjustment.reason_code": "请选择调整原因的类别。",
    "adjustment.unknown": "没有找到这项调整申请，请从列表重新进入。",
    "approval.incomplete": "请填写批示人职务和批示日期。",
    "command.key_reused": "这张表单已经用于另一次操作。请刷新页面后重新提交。",
    "jurisdiction.name": "请填写政府名称。",
    "jurisdiction.not_simulated": "只有模拟数据的政府才有演示回放。",
    "jurisdiction.slug": "网址标识“{slug}”不可用：只能用小写字母、数字和短横线，且不能与系统自用地址相同。",
    "jurisdiction.unknown": "没有找到这个政府。",
    "month.not_begun": "{period} 尚未开始，不能填报。",
    "month.unknown": "这个年度没有报送期“{period}”。",
    "programme.empty": "清单中还没有项目，不能发布。请先导入清单。",
    "programme.incomplete": "还有{count}处计划或责任人未填齐，暂不能发布：{what}。",
    "programme.mixed": "{year}年清单的性质（本级实施或公开资料样例）与这次导入不同，不能合并。",
    "programme.not_history": "只有公开资料样例可以这样公布。",
    "programme.number_taken": "编号“{number}”在本年度清单中已有项目，请换一个编号或先核对是否重复导入。",
    "programme.published_elsewhere": "公开资料样例不走发布程序。",
    "programme.state": "年度清单现在的状态不允许这一步，请先完成前面的程序。",
    "programme.unknown": "没有找到这个年度的清单。",
    "programme.year": "年份“{year}”超出范围（1980—2100）。",
    "project.accepted_already": "项目{number}已经验收通过。",
    "project.lead_unit": "项目{number}没有牵头单位，请补填。",
    "project.not_complete": "项目{number}在已审核的进展中尚未全部完成，不能登记验收。",
    "project.number": "请填写项目编号。",
    "project.started_already": "项目{number}已经登记开工。",
    "project.target_equals_baseline": "指标{no}的目标值与基数相同，无法计算进度，请核对。",
    "project.target_kind": "指标{no}的类型或比较方式不在可选范围内。",
    "project.title": "请填写项目名称。",
    "project.unknown": "没有找到这个项目。",
    "project.unknown_target": "项目{number}没有指标{no}。",
    "publication.changed_since_clearing": "公开审查之后内容又有变化，请重新审查后再公布。",
    "publication.incomplete": "还有{count}个项目既未审核通过也未列为未报送，暂不能进行：项目{numbers}。",
    "publication.not_cleared": "还没有公开审查，不能公布。请先记录审查意见和批准人。",
    "publication.out_of_order": "{period}尚未公布，请按顺序公布。",
    "publication.published_already": "这个月已经公布，不能再改。需要更正时请走更正程序。",
    "publication.was_reported": "项目{number}本月已经报送，不能列为未报送。",
    "report.already_submitted": "本月进展已经报送，不能重复提交。需要修改请联系督查室退回。",
    "report.confirm_over_plan": "指标{no}比计划高出{percent}%以上，请核对单位（个与万个等）；确认无误请勾选“数字无误”。",
    "report.correction_reason": "请选择更正原因。",
    "report.evidence_missing": "本月报告完成全部任务，请附佐证材料（验收单、照片等）。",
    "report.moved": "这份进展刚刚被他人改动，您填写的内容已保留在下方。请核对后重新提交。",
    "report.own_release": "填报人不能自己审签放行，请由单位负责人办理。",
    "report.own_work": "填报或放行的人不能审核同一份进展，请由其他同志审核。",
    "report.problems_missing": "进度落后（{arithmetic}），请说明存在问题。",
    "report.reason_missing": "请写明理由。",
    "report.state": "这份进展现在的状态不允许这一步，请刷新后查看。",
    "report.text_missing": "请填写本月进展情况；确无变化请勾选“本月无变化”并说明原因。",
    "report.unchanged_but_moved": "已勾选“本月无变化”，但指标{no}的数字与上月不同，请取消勾选或改回原数。",
    "report.unchanged_reason": "请说明本月无变化的原因。",
    "report.unknown": "没有找到这份进展，请从工作台重新进入。",
    "report.unknown_row": "没有找到这一行，请刷新后再试。",
    "report.value_fell": "指标{no}的累计数比上次（{last}）少。累计数不应减少；确需更正请勾选“更正前期数字”并说明原因。",
    "report.value_missing": "请填写指标{no}的累计数。",
    "report.value_negative": "指标{no}不能是负数。",
    "report.value_unreadable": "指标{no}的“{found}”不是数字。可写 1200、1,200 或 3.5万。",
    "review.attribute": "请选择公开属性。",
    "review.incomplete": "请填写保密审查意见和审查人职务。",
    "review.not_public": "公开属性为“{attribute}”，不能对外公布。",
    "stale": "这份内容刚刚被他人改动。请查看最新内容后再办理，您填写的内容已保留。",
    "unit.name": "请填写单位名称。",
    "unit.unknown": "没有找到这个单位。",
}  # fmt: skip


def sentence(refused: Refused) -> str:
    """The Chinese sentence of a refusal, its blanks filled; every code has one (a test looks)."""
    facts = {name: shown(value) if hasattr(value, "quantize") else value for name, value in refused.facts.items()}
    return SENTENCES[refused.code].format_map(_Facts(facts))


def sentences(refused: Refused | SeveralRefused) -> list[tuple[str, str]]:
    """(field or "", sentence) of each refusal, in order."""
    each = refused.refusals if isinstance(refused, SeveralRefused) else [refused]
    return [(one.field or "", sentence(one)) for one in each]


class _Facts(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "—"
