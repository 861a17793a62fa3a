"""What an operator does about a lost machine: back up while the site runs, and put it back whole or not at all."""

from contextlib import suppress
from pathlib import Path

import psycopg

from tracker import backup, duty, restoration
from tracker.backup import Manifest, Progress
from tracker.database import Database
from tracker.settings import Settings
from tracker.store import Store
from web import house as houses
from web.doctor import missing_files


def back_up(
    settings: Settings, database: Database, folder: Path, keep: int, progress: Progress
) -> tuple[str, Manifest]:
    """Takes a backup, reads it again, and notes that and when it was done; the site's own watch shows its age."""
    try:
        name, manifest = backup.take(database.owner, settings.data_dir / "files", folder, progress)
        backup.check(*backup.read(folder, name))
    except Exception as fault:
        with suppress(psycopg.Error), psycopg.connect(database.owner, autocommit=True) as conn:
            duty.failed(conn, duty.BACKUP, type(fault).__name__)
        raise
    with psycopg.connect(database.owner, autocommit=True) as conn:
        duty.done(conn, duty.BACKUP, events=manifest.events, position=manifest.position)
    backup.forget(folder, keep)
    return name, manifest


def restore(settings: Settings, own: Path, manifest: Manifest, progress: Progress) -> None:
    """Checks the backup, puts it back, makes the read models anew, and only then gives all of it its name.

    Raises restoration.Occupied, backup.Damaged, NoServer or psycopg.Error; then nothing is left of it.
    """
    backup.check(own, manifest)
    with (
        restoration.restored(settings, own, manifest, progress) as database,
        houses.opened(settings, database) as house,  # a ledger without read models gets them here
    ):
        house.store = Store(restoration.half_of(settings))
        if missing := missing_files(house):
            raise backup.Damaged(f"账本所记的文件有{missing}个不在备份里，不能恢复。请改用另一份备份。")
