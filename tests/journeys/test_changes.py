"""What is approved or corrected between two months: from the department's wish to the public card, in every kind."""

import json
import re
from datetime import date
from hashlib import sha256
from typing import Any

import pytest

from tests.journeys.browsing import Browser, Page
from tests.journeys.conftest import Site
from tests.journeys.month import HEAD, REVIEWER, ROOT, shown

WHY = {"reason_code": "force_majeure", "reason": "连续强降雨，作业面积水无法施工。", "effective_on": "2026-10-20"}
YES = {"post": "市政府分管副市长", "decided_on": "2026-10-09", "words": "同意。", "document": "示政批〔2026〕41号"}
NUMBER = "16"


def asks(filer: Browser, kind: str, no: str = "1", **typed: Any) -> Page:
    page = shown(filer.get(f"{ROOT}/adjustments?target={NUMBER}:{no}&kind={kind}"), "报请批示")
    return filer.send(page, page.form("/adjustments").with_({**WHY, **typed}))


def decided(office: Browser, button: str = "同意调整") -> str:
    """The one open wish for the project decided; its id."""
    page = shown(office.get(f"{ROOT}/adjustments"))
    section = page.text.split("待批示")[1].split("已办理")[0]
    id = next(part.split('"')[0] for part in section.split('id="a-')[1:] if f'<span class="no">{NUMBER}</span>' in part)
    form = page.form(f"/adjustments/{id}").with_({f"{name}-{id}": value for name, value in YES.items()})
    shown(office.send(page, form, button))
    return id


def published(office: Browser, words: str) -> None:
    """What the desk calls so is reviewed and published."""
    for step in ("clear", "publish"):
        page = shown(office.get(f"{ROOT}/notices"), words)
        heads = [(part.split('"')[0], part.split("</h3>")[0]) for part in page.text.split('id="n-')[1:]]
        id = next(id for id, head in heads if words in head and f'<span class="no">{NUMBER}</span>' in head)
        form = page.form(f"/notices/{id}/{step}")
        if step == "clear":
            said = {"opinion_post": REVIEWER, "post": HEAD, "words": "同意公布。"}
            form = form.with_({f"{name}-{id}": value for name, value in said.items()})
        shown(office.send(page, form))


def card(site: Site, number: str = NUMBER) -> str:
    """The public card in words."""
    page = site.nobody().get(f"{ROOT}/projects/{number}")
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", page.text))


def test_the_card_of_a_project_accepted_after_the_month_calls_it_accepted(shared_site: Site) -> None:
    """Its investment of 85.5 % decides nothing, and is not said to be in the 100 %."""
    told = card(shared_site, "4")
    assert "9月4日通过验收" in told and "已完成并通过验收。" in told and "待验收" not in told
    assert "100%1项指标的进度，另2项不计入" in told and "85.5%" in told


def test_every_kind_of_adjustment_from_the_wish_to_the_public_card(site: Site) -> None:
    """Asked by the lead unit, decided by a recorded 批示, reviewed, published: at once, old beside new."""
    filer, office, nobody = site.signed_in("demo-filer"), site.signed_in("demo-office"), site.nobody()
    tag = nobody.client.get("/api/v1/demo/2026/projects.json").headers["etag"]
    month = nobody.client.get("/api/v1/demo/2026/published/2026-08.json").content
    form = filer.get(f"{ROOT}/adjustments?target={NUMBER}:1").form("/adjustments")
    lower = {"quantity": "10", **{f"plan-{each}": "10" if each == 12 else "0" for each in range(1, 13)}}
    assert set(lower) <= set(form.names)
    units = filer.get(f"{ROOT}/adjustments?target={NUMBER}:1&kind=responsibility").form("/adjustments")
    other = next(unit for unit in units.offered("supporting_units") if unit not in units.values("supporting_units"))
    kinds: list[tuple[str, dict[str, Any], str, str]] = [
        ("target", lower, "目标值", "→现目标10"),
        ("due_on", {"due_on": "2026-11-11"}, "完成时限", "→现2026年11月11日"),
        ("responsibility", {"supporting_units": other}, "责任单位", "协办单位原"),
        ("suspension", {}, "暂停实施", "原实施→现暂停"),
        ("resumption", {"effective_on": "2026-11-20"}, "恢复实施", "原暂停→现恢复实施"),
        ("termination", {"effective_on": "2026-12-01"}, "终止实施", "原实施→现终止"),
    ]
    for kind, typed, words, told in kinds:
        assert "待批示" in shown(asks(filer, kind, **typed), "申请已登记").text
        decided(office)
        assert told not in card(site), f"{words}: public before its review"
        assert f"经批准调整，{words}" in office.get(f"{ROOT}/notices").text
        published(office, f"经批准调整，{words}")
        assert f"经批准调整：{words}" in card(site) and told in card(site), words
    final = card(site)
    for words in (each[2] for each in kinds):
        assert f"经批准调整：{words}" in final, "the old value stays"
    assert "示政批〔2026〕41号" in final and "连续强降雨" in final
    listed = nobody.get(f"{ROOT}/changes/")
    assert listed.status == 200 and listed.text.count('class="changed"') >= len(kinds)
    answer = nobody.client.get("/api/v1/demo/2026/projects.json", headers={"if-none-match": tag})
    assert answer.status_code == 200, "the published position moved"
    project = next(each for each in answer.json()["projects"] if each["number"] == NUMBER)
    assert [each["field"] for each in project["adjustments"]][::-1] == [
        "quantity", "due_on", "responsibility", "suspension", "resumption", "termination",
    ]  # fmt: skip
    for each in project["adjustments"]:
        stored = nobody.client.get(f"/api/v1/demo/2026/notices/{each['id']}.json").content
        assert sha256(stored).hexdigest() == each["sha256"]
        assert json.loads(stored)["effective_on"] == each["effective_on"]
    assert nobody.client.get("/api/v1/demo/2026/published/2026-08.json").content == month


@pytest.mark.parametrize("end", ["rejected", "withdrawn", "approved"])
def test_what_is_asked_rejected_withdrawn_or_not_reviewed_is_nowhere_public(site: Site, end: str) -> None:
    """Neither its words nor a trace of it in what tells that something was published."""
    filer, office, nobody = site.signed_in("demo-filer"), site.signed_in("demo-office"), site.nobody()
    before = nobody.client.get("/api/v1/demo/2026/projects.json").headers["etag"]
    secret = "塌方暗记戊"
    asks(filer, "suspension", reason=f"{secret}，须停工。")
    if end == "withdrawn":
        page = filer.get(f"{ROOT}/adjustments")
        form = page.form("/withdraw")
        name = next(name for name in form.names if name.startswith("withdrawal-"))
        shown(filer.send(page, form.with_({name: "已排险。"})), "申请已撤回")
    else:
        decided(office, "同意调整" if end == "approved" else "不同意")
    paths = ("/", f"{ROOT}/", f"{ROOT}/changes/", f"{ROOT}/projects/{NUMBER}", f"{ROOT}/bulletins/2026-08")
    for path in (*paths, "/api/v1/demo/2026/projects.json", "/api/v1/demo/2026/projects.csv"):
        assert secret not in nobody.client.get(path).text, path
    again = nobody.client.get("/api/v1/demo/2026/projects.json", headers={"if-none-match": before})
    assert again.status_code == 304


def test_an_adjustment_is_due_twenty_working_days_after_its_decision(site: Site) -> None:
    """Decided on 9 October 2026: the 10th is worked, so the twentieth working day after is 5 November."""
    filer, office = site.signed_in("demo-filer"), site.signed_in("demo-office")
    asks(filer, "suspension")
    decided(office)
    weekdays = [day for day in range(10, 32) if date(2026, 10, day).weekday() < 5 or day == 10]
    assert 20 - len(weekdays) == 4 and date(2026, 11, 5).weekday() == 3, "2, 3, 4 and 5 November are left"
    for path in (f"{ROOT}/notices", f"{ROOT}/adjustments"):
        assert "应于11月5日（周四）前公布" in office.get(path).text, path
    assert "11月5日（周四）24时" in office.get("/desk").text


def test_a_suspended_project_is_not_asked_for_its_month(site: Site) -> None:
    filer, office = site.signed_in("demo-filer"), site.signed_in("demo-office")
    asks(filer, "suspension", effective_on="2026-09-20")
    decided(office)
    filing = filer.get(f"{ROOT}/filing/2026-09")
    assert f"{NUMBER}.text" not in [name for form in filing.forms for name in form.names]
    assert "经批准暂停，不要求报送" in filing.text
    assert "经批准暂停" in office.get(f"{ROOT}/month/2026-09").text


def test_a_published_month_is_corrected_to_the_public_card(site: Site) -> None:
    office, nobody = site.signed_in("demo-office"), site.nobody()
    page = shown(office.get(f"{ROOT}/month/2026-08/{NUMBER}"))
    form = page.form("/correct")
    old = form.value(f"{NUMBER}.values.1")
    typed = {f"{NUMBER}.values.1": "1", "reason_code": "statistic_revision", "reason": "按竣工口径重新核定。"}
    preview = shown(office.send(page, form.with_({**typed, "found_by": "市统计局"})), "影响哪些月份")
    assert "不再逐月递增" in preview.text
    made = shown(office.send(preview, preview.form("/correct", "seen"), "确认更正"), "更正已记录")
    assert "市统计局" in made.text and "按竣工口径" not in card(site)
    published(office, "更正，8月进展")
    assert "按竣工口径重新核定" in card(site) and "更正为1" in card(site) and f"当时公布累计{old}" in card(site)
    assert "8月数字已更正" in nobody.get(f"{ROOT}/?month=2026-08").text
    page = office.get(f"{ROOT}/notices")
    shown(office.send(page, page.form("/print"), "编号印发更正通知"), "已编号印发")
    link = next(link for link in nobody.get(f"{ROOT}/changes/").links if link.endswith(".pdf"))
    assert nobody.client.get(f"{ROOT}/changes/{link}").content.startswith(b"%PDF")
    assert "的数字有更正" in nobody.get(f"{ROOT}/bulletins/2026-08").text
