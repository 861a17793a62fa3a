"""What the start prints for the demonstration: one line for each kind of user."""

from datetime import timedelta
from typing import Any

import psycopg

from tracker import accounts
from web.demonstration import visits
from web.house import House

FIRST_STEPS = (
    ("demo-filer", "牵头单位", "补报9月：两份草稿、一份未填、一份被退回，都在一页里"),
    ("demo-head-unit", "单位负责人", "放行填报人提交的进展"),
    ("demo-district", "区县", "报9月保障性租赁住房的本区数字，已逾期；牵头单位在等"),
    ("demo-office", "督查室", "9月调度：审核4份，列出未报送，公开审查后公布"),
    ("demo-head", "办公厅负责人", "看9月还差哪几项；通报审查后在工作台批准，现在没有待批准的"),
    ("demo-press", "新闻宣传", "在办一篇有两个人工输入的数字，请换成引用或写明出处；一篇限时未到"),
    ("demo-observer", "人大联络", "查看各月进展（只读）"),
    ("demo-admin", "管理员", "账号、导入、工作日历"),
)
LASTS = timedelta(hours=24)


def lines(house: House, conn: psycopg.Connection[Any], base: str) -> list[str]:
    """Kind of user, address, account, first thing to do; the sign-in links are made anew at each start."""
    found = [f"{_wide('公众')}{base}/demo/2026/　无需账号　看加装电梯为什么滞后、哪所学校已建成"]
    for login, kind, first in FIRST_STEPS:
        account = accounts.called(conn, login)
        if account is None or account.disabled:
            continue
        token = accounts.make_link(conn, account.id, "sign_in", LASTS)
        found.append(f"{_wide(kind)}{base}/sign-in/{token}　账号 {login}　{first}")
    if (visit := visits.link(house, conn)) is not None:
        found.insert(
            4, f"{_wide('检查人员')}{base}/visit/{visit}　凭此链接，无需账号　今天的现场核查，已看3处，还有5处"
        )
    return found


def _wide(kind: str) -> str:
    return kind + "　" * (7 - len(kind))
