"""The demonstration's bell: people were told since September, and have read what came before the holidays.

Channels are there to be looked at; nothing leaves the machine (web/worker.py withholds it all).
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from supervision import messenger
from supervision.courier import Courier
from supervision.telling import KINDS
from tracker import accounts, channels, clock, messages, vault
from tracker.channels import MAIL, WECOM, Choice
from tracker.clock import SHANGHAI
from web.house import House

SLUG = "demo"
SINCE = datetime(2026, 9, 1, 8, tzinfo=SHANGHAI)
READ_UNTIL = datetime(2026, 10, 8, 12, tzinfo=SHANGHAI)
NOW = datetime(2026, 10, 9, 8, 58, tzinfo=SHANGHAI)
"""Before the last step of the replay, after everything else of the year."""
ROUNDS = ((8, 31), (9, 2), (12, 0), (15, 40), (18, 2))
"""Where the real worker goes round every few seconds: after the digest's time, and after the watch's hours."""
Deed = Callable[[House], None]


def steps() -> Iterator[tuple[str, datetime, Deed]]:
    """Name, hour and deed of each."""
    yield "messages begin", SINCE, _begin
    day = SINCE.replace(hour=0)
    while day < NOW:
        for hour, minute in ROUNDS:
            if (at := day.replace(hour=hour, minute=minute)) < NOW:
                yield f"messages {at:%m-%d %H}", at, go_round
        day += timedelta(days=1)
    yield "messages read", NOW, _read


def _begin(house: House) -> None:
    sealed = vault.of(house.settings).seal({"address": "https://qyapi.example.invalid/send?key=demo", "secret": ""})
    sender = "shishi@example.invalid"
    mail = {"host": "smtp.example.invalid", "port": 465, "security": "tls", "sender": sender, "user": ""}
    with house.reading() as conn:
        if messages.position(conn) is not None:
            return
        messenger.begin(conn, house.ledger.recorder.max_notification_id() or 0)
        channels.keep(conn, None, SLUG, MAIL, name="办公邮箱", settings=mail, sealed=sealed, kinds=())
        channels.keep(
            conn, None, SLUG, WECOM, name="实事督查群", settings={"host": "qyapi.example.invalid"}, sealed=sealed,
            kinds=("order", "deadline"),
        )  # fmt: skip
        for login in ("demo-filer", "demo-office"):
            if account := accounts.called(conn, login):
                channels.choose(conn, Choice(account.id, f"{login}@example.invalid", by_mail=tuple(KINDS)))


def go_round(house: House) -> None:
    """What the worker does every few seconds: tells what is new, and sends nothing out."""
    told = messenger.tick(house.ledger)
    if told or clock.now().hour == ROUNDS[0][0]:
        with house.reading() as conn:
            Courier(vault.of(house.settings), house.settings.address, withhold=True).round(conn)


def _read(house: House) -> None:
    go_round(house)
    with house.reading() as conn:
        for account in accounts.of_government(conn, SLUG):
            messages.read_all(conn, account.id, READ_UNTIL)
