"""Log lines: whose request it was, in one form for everything, and nobody's personal data."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from tracker import logs


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def _lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_line_names_the_request_and_the_account(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(json=True)
    with logs.bound(request_id="r-17", actor="account-3"):
        logs.log("projects.report").info("report.submitted", month="2026-09")
    logs.log("projects.report").info("outside")
    inside, outside = _lines(capsys)
    assert (inside["request_id"], inside["actor"], inside["month"]) == ("r-17", "account-3", "2026-09")
    assert inside["event"] == "report.submitted"
    assert "request_id" not in outside
    assert str(inside["timestamp"]).endswith("+08:00")


def test_the_servers_own_lines_have_the_same_form_but_no_visitors_addresses(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(json=True)
    with logs.bound(request_id="r-17"):
        logging.getLogger("uvicorn.error").info("started on %s", 8000)
        logging.getLogger("uvicorn.access").info("%s GET /", "203.0.113.9")
    (line,) = _lines(capsys)
    assert (line["event"], line["request_id"]) == ("started on 8000", "r-17")


def test_personal_data_never_reach_a_log(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(json=True)
    logs.log("web").warning("signed in", name="示例姓名", phone="0000-12340001", Password="pass-word", post="处长")
    logging.getLogger("web").warning("again", extra={"phone": "0000-12340001"})
    said = capsys.readouterr().err
    assert "处长" in said
    for secret in ("示例姓名", "0000-12340001", "pass-word"):
        assert secret not in said


def test_an_error_brings_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(json=True)
    try:
        int("x")
    except ValueError:
        logs.log("web").exception("failed")
    (line,) = _lines(capsys)
    assert "invalid literal" in str(line["exception"])


def test_on_a_console_a_line_is_for_reading(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up()
    logs.log("web").info("已启动", port=8000)
    said = capsys.readouterr().err
    assert "已启动" in said
    assert "port=8000" in said


def test_the_clocks_ticks_are_not_told_and_its_faults_are(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(json=True)
    logging.getLogger("apscheduler.executors.default").info("executed successfully")
    logging.getLogger("apscheduler.executors.default").error("raised an exception")
    assert [line["event"] for line in _lines(capsys)] == ["raised an exception"]
