"""The office's month as its pages have it: each step one form, filled as the office fills it."""

from tests.journeys.browsing import Browser, Page

ROOT = "/demo/2026"
REVIEWER, HEAD = "市政府办公厅保密审查专员", "市政府办公厅主任"
CLEARED = {"attribute": "主动公开", "opinion": "不涉密，可以公开。", "opinion_post": REVIEWER, "post": HEAD}
CLEARED |= {"decided_on": "2026-10-09", "words": "同意公布。"}


def shown(page: Page, words: str = "") -> Page:
    """The page, which is there and says so."""
    assert page.status == 200, (page.url, page.status, page.told)
    assert words in page.text, (page.url, words, page.told)
    return page


def publish(office: Browser, period: str, *, missing: bool = False, until: str = "publish") -> Page:
    """From filed to published on the month page, or as far as `until`; with `missing`, who did not file is listed."""
    page = shown(office.get(f"{ROOT}/month/{period}"))
    steps = ["accept", *(["list"] if missing else []), "clear", "publish"]
    for step in steps[: steps.index(until) + 1]:
        form = page.form(f"/{step}")
        if step == "clear":
            form = form.with_(CLEARED)
        if step == "list":
            form = form.with_({"project": form.offered("project")})
        page = shown(office.send(page, form))
        if step == "list" and any(each.action.endswith("/list") for each in page.forms):
            back = page.form("/list")
            page = shown(office.send(page, back.with_({"project": back.offered("project")})))
    return page


def paper(writer: Browser, desk: str, period: str, *steps: str) -> Page:
    """A paper taken these steps on its desk: draft, review, approve (a 批示 recorded), issue."""
    page = shown(writer.get(f"{ROOT}/{desk}/{period}"))
    typed = {
        "draft": {},
        "review": {"opinion": "取自已公布的数据，可以公开。", "opinion_post": REVIEWER, "cleared_by": HEAD},
        "approve": {"post": HEAD, "words": "同意印发。"},
        "issue": {},
    }
    for step in steps:
        page = shown(writer.send(page, page.form(f"/{step}").with_(typed[step])))
    return page


def issue_bulletin(office: Browser, period: str) -> Page:
    return paper(office, "bulletin-desk", period, "draft", "review", "approve", "issue")
