"""Columns that stand in several tables."""

from web.open_data.table import Column

LIST, MONTH, IMPORTED = "经公开审查发布的年度清单", "经公开审查公布的月度进展", "公开资料（收录的年度）"
PUBLICATION = "公布时的记录"
NATURES = {"own": "政府自己报送公布", "collected": "收录的公开资料", "simulated": "模拟数据，供演示"}

HEAD = (
    Column("jurisdiction", "string", "政府代码", "这个政府在网址里的代码", "登记", "demo", required=True),
    Column("government", "string", "政府", "政府的名称", "登记", "示范市", required=True),
    Column("year", "integer", "年度", "实事项目的年度", "登记", 2026, required=True),
    Column("nature", "string", "性质", "数据是哪一种", "登记", "simulated", required=True, values=NATURES),
)
TAIL = (
    Column(
        *("log_position", "integer", "账本位置", "这一行自哪次公布起是现在的样子：该次公布在账本上的位置，只增不减"),
        *(PUBLICATION, 4321),
        required=True,
    ),
    Column(
        *("published_at", "datetime", "公布时间", "该次公布的时间，东八区"),
        *(PUBLICATION, "2026-09-08T09:00:00+08:00"),
        required=True,
    ),
)
NUMBER = Column("number", "string", "项目编号", "清单上的编号，同一年度内不重复", LIST, "2", required=True)
TARGET_NO = Column("target_no", "string", "指标序号", "项目内的序号；空着的说的是整个项目", LIST, "1")
