"""The roster by table, over HTTP: all rows or none, and whoever is forgotten stays a number."""

from io import BytesIO
from pathlib import Path

from openpyxl import Workbook

from supervision import member_contact, members
from tests import deeds
from tracker.clock import FixedClock
from tracker.database import Database

ROOT = f"/{deeds.SLUG}/{deeds.YEAR}/members"
HEADER = "类别,姓名,工作单位,任期自,任期至,专长"
ROWS = ("人大代表,示例甲,市民政局,2022-03-01,2027-02-28,建筑、法律", "市民代表,示例乙,,2022-03-01,2027-02-28,")


def test_a_table_enrols_all_its_rows_or_nobody_and_a_name_is_forgotten(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    with deeds.house(database, tmp_path) as house:
        deeds.released(house)
        office = deeds.client(house, deeds.account(house, "office"))
        csrf = office.get(ROOT).text.split('name="csrf" value="')[1].split('"')[0]

        def send(content: bytes) -> tuple[int, str]:
            files = {"file": ("名册.csv", content, "text/csv")}
            answer = office.post(f"{ROOT}/sheet", data={"csrf": csrf}, files=files)
            return answer.status_code, answer.text

        status, page = send("\n".join([HEADER, ROWS[0], "委员,示例丙,,2022-03-01,2027-02-28,"]).encode("gbk"))
        assert status == 422 and "第3行“类别”现为“委员”" in page
        assert send(b"\x00\xff\xfe\x01")[0] == send(b"PK-no-workbook")[0] == 422
        with house.reading() as conn:
            assert members.of_government(conn, deeds.SLUG) == []
        book, out = Workbook(), BytesIO()
        for line in (HEADER, *ROWS):
            book.active.append(line.split(","))  # type: ignore[union-attr]
        book.save(out)
        assert send(out.getvalue())[0] == 303
        assert send("\n".join([HEADER, ROWS[1]]).encode("gbk"))[0] == 303
        with house.reading() as conn:
            rows = members.of_government(conn, deeds.SLUG)
            known = member_contact.of(conn, [row.id for row in rows])
        assert [row.called for row in rows] == ["人大代表01", "市民代表01", "市民代表02"]
        assert rows[0].employer and rows[0].expertise == ["建筑", "法律"] and known[rows[0].id].name == "示例甲"
        form = {"csrf": csrf, "what": "forget"}
        assert office.post(f"{ROOT}/{rows[0].id}/state", data=form).status_code == 303
        assert "示例甲" not in office.get(f"{ROOT}/{rows[0].id}").text
