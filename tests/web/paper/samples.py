"""A bulletin of a made-up city, as long and as awkward as one wants it."""

from dataclasses import replace
from datetime import date

from supervision.paper import PROGRESS_COLUMNS, OfficialPaper, PressPaper, Section, Table

SENTENCE = "各区市、各有关部门按照周调度、月通报、季点评的要求，压实责任，倒排工期，市办实事总体进展顺利。"
LIGHTS = ("按序时", "慢于序时", "已完成", "严重滞后", "未报送", "超序时", "略慢于序时")
PROBLEM = (
    "东城片区三处管线迁改涉及燃气、供水、通信五家单位，迁改方案虽已会审，但老旧燃气管道图纸缺失，现场探查发现"
    "与设计不符，需重新出具变更方案并履行审批手续，影响土建进场约二十日；雨季连续降水亦使路基含水率超标。"
)
MEASURE = "由牵头单位每周召集现场协调会，10月20日前完成变更审批，增加两个作业面，11月底前补回序时。"


def rows(count: int) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            str(n),
            ("教育惠民", "老旧小区改造提升", "城乡公共交通便民服务能力提升")[n % 3],
            ("新建改扩建公办幼儿园", "既有住宅加装电梯", "城区道路积水点整治和雨污分流改造工程（含背街小巷）")[n % 3],
            ("新建15所\n新增学位4500个", "300部", "完成23处，改造管网118.5公里")[n % 3],
            "75%",
            ("11所\n3200个", "123部", "23处")[n % 3],
            ("71.1%", "41.0%", "100.0%")[n % 3],
            ("-3.9", "-34.0", "+25.0")[n % 3],
            LIGHTS[n % len(LIGHTS)],
            ("市教育局", "市住房和城乡建设局", "市水务局、市城市管理局")[n % 3],
            PROBLEM if n % 7 == 3 else ("无", "部分业主意见尚未统一。")[n % 2],
            MEASURE if n % 7 == 3 else ("按计划推进。", "街道逐户走访协商，10月底前完成签约。")[n % 2],
        )
        for n in range(1, count + 1)
    )


def bulletin(
    sentences: int = 30, annex_rows: int | None = 33, title: str = "关于2026年9月份市办实事进展情况的通报"
) -> OfficialPaper:
    note = "说明：序时进度截至2026年9月30日。"
    annex = Table("2026年市办实事进展情况一览表", PROGRESS_COLUMNS, rows(annex_rows or 0), note)
    third = max(1, sentences // 3)
    return OfficialPaper(
        issuer="示范市人民政府办公室",
        mark="示范市人民政府办公室文件",
        number="示政办督〔2026〕9号",
        title=title,
        addressee="各区市人民政府，市政府各部门，各有关单位",
        opening=("今年市政府承诺办好10件33项实事。现将9月份进展情况通报如下：",),
        sections=(
            Section("一、总体进展", (f"截至9月30日，33项中已完成6项，完成率18.2%，开工率97.0%。{SENTENCE * third}",)),
            Section("二、进度滞后", (f"（一）既有住宅加装电梯。计划225部，实际123部。{SENTENCE * third}",)),
            Section(
                "三、下步要求", (f"{SENTENCE * max(1, sentences - 2 * third)}", "请各单位于10月20日前报送整改情况。")
            ),
        ),
        attachments=() if annex_rows is None else (annex,),
        signer="示范市人民政府办公室",
        date=date(2026, 10, 9),
        copy_to="市委办公室，市人大常委会办公室，市政协办公室",
        printed_by="示范市人民政府办公室",
        note="此件公开发布",
        check_code="7K2M-Q9XD-41PV",
        specimen=True,
        contact="联系电话：0000-12345",
    )


def draft() -> OfficialPaper:
    return replace(bulletin(), number=None, date=None, check_code=None)


def press() -> PressPaper:
    return PressPaper(
        title="我市33项民生实事已完成6项",
        dateline="示范市政府新闻办10月9日电",
        paragraphs=("截至9月30日，今年市办实事33项中已完成6项，完成率18.2%。", "第二段。"),
        contact="联系电话：0000-12345",
        sources=("完成6项：2026年9月进展看板，10月9日公布",),
        specimen=True,
    )
