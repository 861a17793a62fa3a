"""When the worker writes the copy anew: on a new day, and where the ledger has gone on since."""

from datetime import datetime
from pathlib import Path

from tracker.clock import SHANGHAI, SystemClock
from web.frozen import copy, manifest
from web.frozen.copy import moment
from web.frozen.manifest import MANIFEST
from web.house import House


def freeze(house: House) -> int | None:
    """The position of the ledger that was written; None where nothing had to be."""
    folder = house.settings.freeze_dir
    if folder is None or _fresh(house, folder):
        return None
    return copy.freeze(house, folder).moment.position


def _fresh(house: House, folder: Path) -> bool:
    """Whether the folder's copy is of today, or of the ledger as it stands; by the machine's day, for a demonstration's
    clock stands where it was set."""
    found = manifest.read(folder)
    if found is None:
        return False
    written = datetime.fromtimestamp((folder / MANIFEST).stat().st_mtime, SHANGHAI).date()
    return written == SystemClock().today() or found["position"] == moment(house).position
