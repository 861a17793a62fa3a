"""The rules of the cadence that a new policy set starts from, one row a kind (domain.md 3.5, 3.6), with their source.

A city changes them in its policy set before release; a set that was fixed before a kind was known goes by the row here.
"""

from projects.rule import Rule

DEFAULTS: dict[str, Rule] = {
    rule.kind: rule
    for rule in (
        Rule(
            "weekly_dispatch", "周调度", "重点难点项目", "week", "weekday", 5, "17:00", opens="start",
            source="默认；住房城乡建设部2016年规定每周二12时前报送上周情况",
        ),
        Rule(
            "monthly_report", "月报", "项目", "month", "day", 5, "17:00",
            source="邯郸、商洛及区督查专报制度：每月5日前；17时为默认",
        ),
        Rule(
            "report_supplement", "月报补报", "月报", "once", "working_days_after", 1, cutoff=1,
            source="退回后1个工作日内补报，默认",
        ),
        Rule(
            "monthly_publication", "进展公布", "年度清单", "month", "day", 10, opens_day=6,
            source="默认；不晚于信息形成之日起20个工作日（政府信息公开条例第二十六条）",
        ),
        Rule(
            "monthly_bulletin", "月通报", "年度清单", "month", "day", 10, opens_day=6,
            source="默认；成都2001年为10日前，会昌逐月通报",
        ),
        Rule(
            "quarterly_review", "季点评", "年度清单", "quarter", "day", 20,
            source="界首：季度首月20日左右；商洛为10日前",
        ),
        Rule(
            "review_pack", "点评会材料", "季点评", "once", "working_days_after", 2,
            cutoff=2, source="会前2个工作日，默认；期限按通知的会议日期逐次指定",
        ),
        Rule(
            "meeting_task", "会议任务", "季点评", "once", "working_days_after", 20, cutoff=5,
            source="期限由会议逐项议定，默认；逾期5个工作日仍未确认的记为未办",
        ),
        Rule(
            "half_year_disclosure", "半年公开", "年度清单", "half_year", "day", 20,
            source="默认；青岛2017年7月13日公布上半年进展",
        ),
        Rule(
            "third_party_round", "第三方评估", "年度清单", "half_year", "day", 31, months=5, opens="start", roll="none",
            source="默认：每半年一轮，当期最后一日止",
        ),
        Rule(
            "year_end_announcement", "年终通报", "年度清单", "year", "day", 31, opens="last_month", roll="none",
            source="各地均为12月底前；不顺延为默认", cutoff=5,
        ),
        Rule(
            "interpretation", "政策解读", "文件", "once", "working_days_after", 3, cutoff=1,
            source="清远：公布后3个工作日内解读；曲阜为文件公布三日内",
        ),
        Rule(
            "department_plan", "部门实施方案", "牵头单位", "once", "working_days_after", 30, cutoff=1,
            source="清远：方案公布后30个工作日内在本部门网站公开",
        ),
        Rule(
            "correction_notice", "更正公布", "更正", "once", "working_days_after", 3, cutoff=1,
            source="发现之日起3个工作日，默认",
        ),
        Rule(
            "adjustment_notice", "调整公布", "调整", "once", "working_days_after", 20, cutoff=1,
            source="政府信息公开条例第二十六条：20个工作日内",
        ),
        Rule(
            "dispatch_review", "周调度审核", "周调度", "once", "working_days_after", 2, cutoff=1,
            source="报送后2个工作日内审核，默认",
        ),
        Rule(
            "dispatch_supplement", "周调度补报", "周调度", "once", "working_days_after", 1, cutoff=1,
            source="退回后1个工作日内补报，默认",
        ),
        Rule(
            "risk_assessment", "风险研判", "风险", "once", "working_days_after", 3, cutoff=1,
            source="报告后3个工作日内研判，默认",
        ),
        Rule(
            "supervision_plan", "督查计划", "风险", "once", "working_days_after", 10, cutoff=1,
            source="按督查计划写明的日期；没有写明的10个工作日，默认",
        ),
        Rule(
            "coordination_acceptance", "协调受理", "绿色通道事项", "once", "working_days_after", 2, cutoff=1,
            source="提请后2个工作日内受理，默认",
        ),
        Rule(
            "coordination", "协调办结", "绿色通道事项", "once", "working_days_after", 5, cutoff=1,
            source="提请后5个工作日内办结，补充材料的时间不计，默认",
        ),
        Rule(
            "coordination_supplement", "协调补充材料", "绿色通道事项", "once", "working_days_after", 2, cutoff=1,
            source="要求补充后2个工作日内补充，默认",
        ),
        Rule(
            "coordination_confirmation", "协调确认", "绿色通道事项", "once", "working_days_after", 3, cutoff=1,
            source="报告办结后3个工作日内确认，默认",
        ),
        Rule(
            "order_sign", "督办单签收", "督办单", "once", "working_days_after", 1, cutoff=1,
            source="1个工作日内签收；逾2个工作日视为送达，默认",
        ),
        Rule(
            "order_reply", "督办单反馈", "督办单", "once", "working_days_after", 5, cutoff=1,
            source="默认：蓝色5、橙色3、红色2个工作日，印在督办单上；最长10个工作日（济南第十五条、杭州第二十条）",
        ),
        Rule(
            "order_supplement", "督办单补充反馈", "督办单", "once", "working_days_after", 2, cutoff=1,
            source="退回后2个工作日内补报，默认",
        ),
        Rule(
            "order_verify", "督办反馈核验", "督办单", "once", "working_days_after", 5, cutoff=1,
            source="反馈后5个工作日内核验，退回补充的时间不计，默认",
        ),
        Rule(
            "order_extension", "督办延期答复", "督办单", "once", "working_days_after", 1, cutoff=1,
            source="延期申请1个工作日内答复，默认；到期前提出见",
        ),
        Rule(
            "order_plea", "督办理由认定", "督办单", "once", "working_days_after", 5, cutoff=1,
            source="说明理由后5个工作日内认定，默认",
        ),
        Rule(
            "talk_hold", "约谈", "督办单", "once", "working_days_after", 5, cutoff=1,
            source="决定之日起5个工作日内举行，默认",
        ),
        Rule(
            "promise", "约谈承诺", "约谈", "once", "working_days_after", 10, cutoff=1,
            source="按约谈记录写明的日期；没有写明的10个工作日，默认",
        ),
        Rule(
            "rectification_due", "整改报告", "限期整改", "once", "working_days_after", 10, cutoff=1,
            source="按责令整改时写明的期限；没有写明的10个工作日（整改期限按问题轻重5、10、20个工作日），默认",
        ),
        Rule(
            "rectification_plan", "整改方案", "限期整改", "once", "working_days_after", 3, cutoff=1,
            source="检查发现的问题，反馈后3个工作日内报整改方案，默认",
        ),
        Rule(
            "rectification_recheck", "整改复查", "限期整改", "once", "working_days_after", 5, cutoff=1,
            source="报告后5个工作日内复查，默认",
        ),
        Rule(
            "finding_feedback", "检查反馈", "现场核查", "once", "working_days_after", 5, cutoff=1,
            source="检查后5个工作日内反馈意见，默认；政府督查工作条例第十六条要求作出结论并反馈",
        ),
        Rule(
            "finding_review", "复核决定", "检查发现的问题", "once", "days_after", 30, cutoff=1,
            source="收到复核申请之日起30日内作出决定（政府督查工作条例第十七条）",
        ),
        Rule(
            "problem_outcome", "公开问题的整改结果", "问题公开", "once", "working_days_after", 5, cutoff=1,
            source="公开的问题整改办结后5个工作日内公开结果，默认",
        ),
        Rule(
            "opinion_answer", "意见答复", "座谈点评和评议意见", "once", "working_days_after", 10, cutoff=5,
            source="登记后10个工作日内答复是否采纳，默认",
        ),
        Rule(
            "clue_triage", "线索分办", "群众反映线索", "once", "working_days_after", 2, cutoff=1,
            source="收到后2个工作日内分办，默认",
        ),
        Rule(
            "clue_reply", "线索核实", "群众反映线索", "once", "working_days_after", 5, cutoff=1,
            source="交办后5个工作日内报告办理情况，默认",
        ),
        Rule(
            "clue_answer", "线索答复", "群众反映线索", "once", "working_days_after", 2, cutoff=1,
            source="单位报告后2个工作日内答复反映人，默认",
        ),
        Rule(
            "acceptance_request", "验收申请", "项目", "once", "working_days_after", 10, cutoff=1,
            source="报告完工（或整改复查通过）后10个工作日内完成自查、申请验收，默认",
        ),
        Rule(
            "acceptance_team", "组成验收组", "验收", "once", "working_days_after", 5, cutoff=1,
            source="收到申请后5个工作日内组成验收组、定下验收日期，默认",
        ),
        Rule(
            "acceptance_verdict", "验收结论", "验收", "once", "working_days_after", 20, cutoff=1,
            source="收到申请后20个工作日内作出结论，默认",
        ),
        Rule(
            "acceptance_notice", "验收公示", "验收", "once", "working_days_after", 10, cutoff=1,
            source="通过后10个工作日内公示，默认；不晚于20个工作日（政府信息公开条例第二十六条）",
        ),
        Rule(
            "acceptance_objection", "公示异议答复", "验收", "once", "working_days_after", 10, cutoff=1,
            source="收到异议后10个工作日内复核答复（杭州、济南绩效管理条例）",
        ),
        Rule(
            "acceptance_closing", "销号", "验收", "once", "working_days_after", 5, cutoff=1,
            source="公示期满没有未答复的异议后5个工作日内，默认",
        ),
        Rule(
            "extension_decision", "延期审批", "延期申请", "once", "working_days_after", 1, cutoff=1,
            source="延期申请1个工作日内答复，默认",
        ),
    )
}  # fmt: skip
"""Kind → its rule. A new kind is a row."""
