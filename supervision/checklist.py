"""What is asked at a site: a template for each category of project, to start a plan's own list from (默认)."""

from collections.abc import Iterable

EVERYWHERE = (
    "报送的数量、地点与现场是否一致",
    "完工或投用的，群众是否已经在用",
    "公示牌是否写明建设单位、内容和监督电话",
)
TEMPLATES: dict[str, tuple[str, ...]] = {
    "住有宜居": (
        "施工现场围挡、通道和夜间照明是否到位", "建成或改造的设施是否正常运行，有没有停用",
        "涉及住户的，是否事先告知；收费的，是否公示标准", "报修电话是否公示，有没有人接",
    ),
    "老有颐养": (
        "床位、助浴、助餐等服务是否真正开放", "护理人员是否在岗，收费标准是否公示",
        "消防和无障碍设施是否可用",
    ),
    "学有优教": ("学位或设施是否按计划交付使用", "食堂、宿舍、操场的安全是否符合要求"),
    "病有良医": ("诊室、药房是否按公示时间开诊", "设备是否到位并能使用"),
    "劳有应得": ("岗位、补贴是否发到本人，有无名册可查", "培训和招聘是否按公示的时间地点举行"),
    "困有所助": ("名单是否经过公示，有没有应补未补的", "款物是否按标准足额发到本人"),
}  # fmt: skip
"""Category → its questions, after those that are asked everywhere."""


def questions(categories: Iterable[str | None]) -> list[str]:
    """The templates of these categories, one after the other, each question once."""
    found = list(EVERYWHERE)
    for category in categories:
        found += TEMPLATES.get(category or "", ())
    return list(dict.fromkeys(found))
