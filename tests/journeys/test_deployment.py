"""The shape of docker-compose.yml as plain processes: database, two webs, two workers, the proxy with TLS and cache."""

import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from tests import deeds
from tests.architecture import source
from tracker import accounts
from tracker.clock import FixedClock
from tracker.database import Database
from web.visitor import COOKIE

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
TRACKER = str(Path(sys.executable).parent / "tracker")
WEBS = ("web-one", "web-two")
PASSWORD = "a-long-password-of-the-test"


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@dataclass
class Shape:
    """The running processes, by the names they have in docker-compose.yml."""

    folder: Path
    database: Database
    ports: dict[str, int]
    certificate: Path
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def start(self, name: str, *command: str) -> None:
        environment = {
            **os.environ,
            "TRACKER_DATABASE_URL": self.database.app,
            "TRACKER_DATA_DIR": str(self.folder / "data"),
            "TRACKER_LOG_JSON": "true",
            "TRACKER_TODAY": "2026-10-09T09:00+08:00",
        }
        with open(self.folder / f"{name}.log", "ab") as log:
            self.running[name] = subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()

    def client(self, **options: Any) -> httpx.Client:
        trust = ssl.create_default_context(cafile=str(self.certificate))
        base = f"https://localhost:{self.ports['https']}"
        return httpx.Client(base_url=base, verify=trust, trust_env=False, timeout=30, **options)

    def stop(self) -> None:
        for process in self.running.values():
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for name, process in self.running.items():
            assert process.wait(30) in (0, -9, -15), self.log(name)


def _until(what: Callable[[], Any], shape: Shape) -> Any:
    """What becomes true within a minute; how long it takes is nobody's matter here."""
    for _ in range(600):
        try:
            if found := what():
                return found
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError({name: shape.log(name)[-1500:] for name in shape.running})


def _ready(address: str) -> bool:
    return httpx.get(address, trust_env=False).status_code == 200


def _configuration(shape: Shape) -> Path:
    """The proxy's own file, with this machine's ports and folders in the place of the containers'."""
    text = (source.ROOT / "scripts" / "nginx.conf").read_text("utf-8")
    places = {
        " /tmp/": f" {shape.folder}/",
        "listen 80;": f"listen 127.0.0.1:{shape.ports['http']};",
        "listen 443 ssl": f"listen 127.0.0.1:{shape.ports['https']} ssl",
        "/run/secrets/site.crt": str(shape.certificate),
        "/run/secrets/site.key": str(shape.folder / "site.key"),
        "/var/cache/nginx": str(shape.folder / "cache"),
        "/dev/stdout": str(shape.folder / "proxy.log"),
        **{f"{name}:8000": f"127.0.0.1:{shape.ports[name]}" for name in WEBS},
    }
    for there, here in places.items():
        assert there in text, there
        text = text.replace(there, here)
    made = shape.folder / "nginx.conf"
    made.write_text(text)
    (shape.folder / "cache").mkdir()
    return made


def _certificate(folder: Path) -> Path:
    """A certificate for localhost that only this test trusts."""
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(folder / "site.key")]
    subprocess.run([*command, "-out", str(folder / "site.crt")], check=True, capture_output=True)
    return folder / "site.crt"


@contextmanager
def _running(database: Database, folder: Path) -> Iterator[Shape]:
    folder.mkdir(mode=0o755)
    ports = {name: _free_port() for name in ("http", "https", *WEBS)}
    shape = Shape(folder, database, ports, _certificate(folder))
    configuration = _configuration(shape)
    with ExitStack() as end:
        end.callback(shape.stop)
        for name in WEBS:
            shape.start(name, TRACKER, "serve", "--port", str(ports[name]))
        shape.start("worker", TRACKER, "work")
        assert NGINX is not None
        tried = subprocess.run([NGINX, "-t", "-c", str(configuration)], capture_output=True, text=True, check=False)
        assert tried.returncode == 0, tried.stderr
        shape.start("proxy", NGINX, "-c", str(configuration), "-g", "daemon off;")
        for name in WEBS:
            _until(partial(_ready, f"http://127.0.0.1:{ports[name]}/readyz"), shape)
        yield shape


@pytest.mark.skipif(NGINX is None, reason="no nginx on this machine")
def test_the_shape_stands_and_outlives_its_parts(database: Database, folder: Path, clock: FixedClock) -> None:
    with deeds.house(database, folder / "shape-data") as house:
        deeds.released(house)
        filer = deeds.account(house, "filer", unit="市住房城乡建设局")
        with house.reading() as conn:
            token = accounts.open_session(conn, filer.id)
            accounts.set_password(conn, deeds.account(house, "office", login="office-zhao").id, PASSWORD)
    with _running(database, folder / "shape") as shape, shape.client() as public:
        _public_pages_are_kept(public)
        _signed_in_nothing_is_kept(shape)
        _each_web_sees_what_the_other_did(shape, token)
        _one_worker_leads(shape)
        _the_site_outlives_a_web(shape, public, token)
        _a_page_outlives_both(shape, public)
        _nothing_private_was_logged(shape, token)


def _public_pages_are_kept(public: httpx.Client) -> None:
    board = "/testcity/2026/"
    first = _until_kept(public, board)
    assert (first.status_code, first.headers["x-cache"]) == (200, "HIT")
    assert first.headers["strict-transport-security"].startswith("max-age=")
    again = public.get(board, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    style = re.findall(r'href="(/static/site\.css[^"]*)"', public.get(f"{board}method").text)[0]
    assert public.get(style).headers["content-type"].startswith("text/css")
    assert b"htmx" in public.get("/htmx.js").content
    for path in ("/metrics", "/readyz"):
        assert public.get(path).status_code == 404
    for path in ("/sign-in", "/visit/no-such-link"):
        answers = [public.get(path) for _ in range(3)]
        assert all(each.headers["x-cache"] in ("MISS", "BYPASS", "EXPIRED") for each in answers), path


def _signed_in_nothing_is_kept(shape: Shape) -> None:
    """The cookie goes over TLS only, and the public page that was kept is not what the office gets, nor the reverse."""
    with shape.client() as office, shape.client() as public:
        _until_kept(public, "/testcity/2026/")
        entered = office.post("/sign-in", data={"login": "office-zhao", "password": PASSWORD})
        assert entered.status_code == 303
        assert "secure" in entered.headers["set-cookie"].lower() and "httponly" in entered.headers["set-cookie"].lower()
        for _ in range(2):
            own = office.get("/testcity/2026/")
            assert (own.headers["x-cache"], own.headers["cache-control"]) == ("BYPASS", "private, no-store")
            assert "工作台" in own.text
            assert "工作台" not in public.get("/testcity/2026/").text
        assert office.get("/desk").headers["x-cache"] == "BYPASS"


def _until_kept(public: httpx.Client, path: str) -> httpx.Response:
    """Asked twice within the seconds a page is kept; on a machine that is that slow, asked again."""
    for _ in range(20):
        public.get(path)
        if (second := public.get(path)).headers["x-cache"] == "HIT":
            return second
    raise AssertionError("never from the cache")


def _each_web_sees_what_the_other_did(shape: Shape, token: str) -> None:
    one, two = (
        httpx.Client(base_url=f"http://127.0.0.1:{shape.ports[name]}", trust_env=False, timeout=30) for name in WEBS
    )
    with one, two:
        for browser in (one, two):
            browser.cookies.set(COOKIE, token)
        page, words = "/testcity/2026/filing/2026-02", "由第一个进程写下。"
        shown = one.get(page).text
        hidden = dict(re.findall(r'<input type="hidden"[^>]* name="([^"]+)" value="([^"]*)"', shown))
        texts = {name: words for name in re.findall(r'<textarea[^>]* name="([^"]+)"', shown)}
        assert words not in two.get(page).text
        sent = one.post(page, data={**hidden, **texts, "action": "save"})
        assert sent.status_code == 303, sent.text
        assert words in two.get(page).text, "a command through one is seen by the other"
        _signs_out(one, two, hidden["csrf"])


def _signs_out(one: httpx.Client, two: httpx.Client, csrf: str) -> None:
    """What one process writes the other reads: the session ended through one is over at the other."""
    assert two.get("/desk").status_code == 200
    assert one.post("/sign-out", data={"csrf": csrf}).status_code == 303
    one.cookies.clear()
    assert two.get("/desk").status_code == 303


def _leading(shape: Shape) -> int | None:
    query = """SELECT l.pid FROM pg_locks l, (SELECT hashtextextended('leading', 0) AS key) k
               WHERE locktype = 'advisory' AND granted
                 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                 AND (classid::bigint << 32) | objid::bigint = k.key"""
    with psycopg.connect(shape.database.owner) as conn:
        row = conn.execute(query).fetchone()
    return int(row[0]) if row else None


def _one_worker_leads(shape: Shape) -> None:
    first = _until(lambda: _leading(shape), shape)
    shape.start("worker-two", TRACKER, "work")
    _until(lambda: "waiting for the lock" in shape.log("worker-two"), shape)
    assert _leading(shape) == first
    assert '"leading"' not in shape.log("worker-two")
    shape.running["worker"].kill()
    _until(lambda: _leading(shape) not in (None, first), shape)
    _until(lambda: '"leading"' in shape.log("worker-two"), shape)
    with psycopg.connect(shape.database.owner) as conn:
        _until(lambda: _sealed(conn), shape)


def _sealed(conn: psycopg.Connection[Any]) -> bool:
    conn.rollback()
    row = conn.execute(
        "SELECT position = (SELECT max(notification_id) FROM ledger.events) FROM duty WHERE name = 'seal'"
    )
    return bool((row.fetchone() or (False,))[0])


def _the_site_outlives_a_web(shape: Shape, public: httpx.Client, token: str) -> None:
    shape.running["web-one"].kill()
    shape.running["web-one"].wait(30)
    for _ in range(6):
        assert public.get("/sign-in").status_code == 200
        assert public.post("/sign-in", data={"login": "nobody", "password": "x"}).status_code == 422


def _a_page_outlives_both(shape: Shape, public: httpx.Client) -> None:
    _until_kept(public, "/testcity/2026/")
    shape.running["web-two"].kill()
    shape.running["web-two"].wait(30)
    kept = public.get("/testcity/2026/")
    assert kept.status_code == 200
    assert kept.headers["x-cache"] in ("HIT", "STALE", "UPDATING")
    away = public.get("/sign-in")
    assert (away.status_code, away.headers["retry-after"]) == (503, "5")
    assert "正在恢复" in away.text


def _nothing_private_was_logged(shape: Shape, token: str) -> None:
    assert shape.log("proxy").count("GET") > 10
    assert "127.0.0.1" not in shape.log("proxy"), "the visitor's address"
    for name in ("proxy", *WEBS, "worker", "worker-two"):
        for secret in (token, PASSWORD, "office-zhao", "no-such-link", "nobody", "testcity"):
            assert secret not in shape.log(name), (name, secret)
