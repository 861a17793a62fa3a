"""Walks through the demonstration as each kind of user and keeps what it sees in docs/screenshots.

The demonstration is loaded into a data folder of its own, served on a free loopback port, and gone afterwards. The walk
goes the way of a month: the department fills in and submits, its head releases, the office accepts, clears and
publishes, then drafts the bulletin, and the press its text.
"""

import io
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "screenshots"
WIDE, NARROW = 1440, 360
COLOURS = 256
LARGEST = 150_000
"""Bytes a picture may have."""
CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MONTH = "/demo/2026/month/2026-09"

FIGURES = {
    "15.values.1": "93",
    "15.values.2": "28100",
    "15.values.3": "33000",
    "15.problems": "西山区2个小区的外墙保温比计划晚开工，影响惠及户数。",
    "15.measures": "增派两个班组，10月中旬前补齐。",
    "16.problems": "剩余188部中，第二家供货商延期12天，影响36部。",
    "16.measures": "分三批投用：10月70部，11月80部，12月15日前38部；延期设备由第一家供货商补供。",
    "17.values.1": "1840",
    "17.values.2": "37600",
    "17.problems": "两个片区的室外管网没有接通，560套尚不能交付。",
    "17.measures": "供水、供电、燃气10月15日前同步接入，10月底交付。",
    "20.values.1": "7",
    "20.problems": "石桥街征收还差两户，跨铁路框架桥施工天窗不足。",
    "20.measures": "石桥街半幅先通，框架桥10月增加天窗。",
}
"""What the filer of the demonstration's housing bureau types: name of the field, words."""

HOLIDAYS = """一、元旦：1月1日（周五）至5日（周二）放假调休，共5天。1月9日（周六）、1月10日（周日）上班。
二、春节：2月5日至11日放假调休，共7天。
三、清明节：4月5日放假。
四、劳动节：5月1日至5日放假调休，共5天。5月8日（周六）上班。
五、端午节：6月9日放假，共1天。
六、中秋节：9月15日放假，共1天。
七、国庆节：10月1日至7日放假调休，共7天。10月9日（周六）上班。"""


class Walk:
    """One browser on one running demonstration; `links` holds the address of each kind of user."""

    def __init__(self, browser: Browser, base: str, links: dict[str, str], wanted: list[str]) -> None:
        self._browser, self._base, self._links, self._wanted = browser, base, links, wanted
        self._signed_in: dict[str, Page] = {}

    def link(self, kind: str) -> str:
        """The printed address without its host."""
        return self._links[kind].removeprefix(self._base)

    def at(self, address: str, width: int = WIDE) -> Page:
        """A page of somebody without an account."""
        page = self._browser.new_page(viewport={"width": width, "height": 900}, locale="zh-CN")
        self._go(page, self._base + address)
        return page

    def as_(self, login: str, address: str = "/desk", width: int = WIDE) -> Page:
        """A page of an account, signed in by the link that was printed for it."""
        if login not in self._signed_in:
            page = self._browser.new_page(viewport={"width": WIDE, "height": 900}, locale="zh-CN")
            self._go(page, self._links[login])
            page.get_by_role("button", name="进入工作台").click()
            page.wait_for_url("**/desk")
            self._signed_in[login] = page
        page = self._signed_in[login]
        page.set_viewport_size({"width": width, "height": 900})
        self._go(page, self._base + address)
        return page

    def keep(self, page: Page, name: str, height: int, top: str | None = None) -> None:
        """Keeps `height` pixels of the page, from its top or from an element on."""
        if self._wanted and name not in self._wanted:
            return
        width = page.viewport_size["width"] if page.viewport_size else WIDE
        page.set_viewport_size({"width": width, "height": height})
        if top is not None:
            page.locator(top).first.evaluate(
                "at => scrollTo({top: at.getBoundingClientRect().top + scrollY - 24, behavior: 'instant'})"
            )
        picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        file = PICTURES / f"{name}-{width}.png"
        # The method that keeps the colours of small marks, where the usual one joins them to their neighbours.
        picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(file, optimize=True)
        size = file.stat().st_size
        print(f"{file.relative_to(ROOT)}  {size // 1000} KB")
        if size > LARGEST:
            raise SystemExit(f"{file.name} is larger than {LARGEST} bytes: take less of the page")

    @staticmethod
    def _go(page: Page, address: str) -> None:
        answer = page.goto(address)
        if answer is None or not answer.ok:
            raise SystemExit(f"{address} answered {answer.status if answer else 'nothing'}")


def public(walk: Walk) -> None:
    walk.keep(walk.at("/demo/2026/"), "board", 1150)
    walk.keep(walk.at("/demo/2026/", NARROW), "board", 1500)
    walk.keep(walk.at("/demo/2026/projects/16"), "card", 1500)
    walk.keep(walk.at("/demo/2026/projects/23", NARROW), "adjusted", 1250)


def inspector(walk: Walk) -> None:
    page = walk.at(walk.link("visit"), NARROW)
    walk.keep(page, "visit", 1250)
    page.get_by_role("link", name="云锦社区养老服务点").click()
    walk.keep(page, "site", 1150)


def department(walk: Walk) -> None:
    walk.keep(walk.as_("demo-filer"), "desk", 900)
    page = walk.as_("demo-filer", "/demo/2026/filing/2026-09")
    walk.keep(page, "filing", 1250)
    page = walk.as_("demo-filer", "/demo/2026/filing/2026-09", NARROW)
    walk.keep(page, "filing", 1150, "#project-17")
    page = walk.as_("demo-filer", "/demo/2026/filing/2026-09")
    for name, words in FIGURES.items():
        page.locator(f'[name="{name}"]').fill(words)
    page.get_by_role("button", name="提交已填的项目").click()
    page.get_by_text("还没有报分项数字的有").first.wait_for()
    page.get_by_role("button", name="提交已填的项目").click()
    page.get_by_text("已提交1个项目").wait_for()
    page = walk.as_("demo-head-unit", "/demo/2026/filing/2026-09/release")
    walk.keep(page, "release", 900)
    page.get_by_role("button", name="全部放行").click()
    page.get_by_text("已放行4个项目").wait_for()


def office(walk: Walk) -> None:
    page = walk.as_("demo-office", MONTH)
    page.get_by_role("button", name="审核通过所选").click()
    page.get_by_role("button", name="记录公开审查").wait_for()
    page.fill("[name=post]", "市政府办公厅主任")
    page.fill("[name=words]", "同意公布。")
    walk.keep(page, "clearing", 950, "section:has(button:text('记录公开审查'))")
    page.get_by_role("button", name="记录公开审查").click()
    page.get_by_role("button", name="公布9月进展").click()
    page.get_by_text("本月已公布").wait_for()
    page = walk.as_("demo-office", "/demo/2026/bulletin-desk/2026-09")
    page.get_by_role("button", name="起草9月通报").click()
    page.get_by_role("heading", name="公开审查").wait_for()
    walk.keep(page, "bulletin", 1500)


def calendar(walk: Walk) -> None:
    """A made-up notice: no year after 2026 has one yet."""
    page = walk.as_("demo-office", "/office/calendar?year=2027")
    page.fill("[name=notice_source]", "示例：2027年放假安排（并非真实通知）")
    page.fill("[name=text]", HOLIDAYS)
    page.get_by_role("button", name="核对").click()
    page.get_by_role("heading", name="核对：登记后有什么变化").wait_for()
    walk.keep(page, "calendar", 1500)


def press(walk: Walk) -> None:
    page = walk.as_("demo-press", "/demo/2026/press/2026-09")
    page.get_by_role("button", name="起草9月通稿").click()
    page.get_by_role("heading", name="可引用的数字").wait_for()
    walk.keep(page, "press", 1500)


@contextmanager
def demonstration() -> Iterator[tuple[str, dict[str, str]]]:
    """Serves it; yields its address and the link of each account, and of the inspector under "visit"."""
    with tempfile.TemporaryDirectory(prefix="tracker-pictures-") as folder:
        os.chmod(folder, 0o755)  # the database's unprivileged account must come to it
        port = _free_port()
        command = [
            str(ROOT / ".venv/bin/tracker"),
            "serve",
            "--demonstration",
            "--port",
            str(port),
            "--data-dir",
            folder,
        ]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as server:
            try:
                yield f"http://127.0.0.1:{port}", _announced(server)
            finally:
                server.send_signal(signal.SIGTERM)


def _announced(server: "subprocess.Popen[str]") -> dict[str, str]:
    links: dict[str, str] = {}
    for line in server.stdout or ():
        if link := re.search(r"http://[^\s　]+/visit/[^\s　]+", line):
            links["visit"] = link[0]
        elif account := re.search(r"(http://[^\s　]+/sign-in/[^\s　]+)　账号 (\S+?)　", line):
            links[account[2]] = account[1]
        if "Ctrl-C" in line and links:
            return links
    raise SystemExit("The demonstration did not start; its own words are above.")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with demonstration() as (base, links), sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        walk = Walk(browser, base, links, sys.argv[1:])
        public(walk)
        inspector(walk)
        walk.keep(walk.as_("demo-office", MONTH), "month", 1150)
        department(walk)
        office(walk)
        press(walk)
        calendar(walk)
        browser.close()


if __name__ == "__main__":
    main()
