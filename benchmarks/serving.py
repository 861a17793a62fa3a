"""The product in a process of its own, as it is deployed: python -m benchmarks.serving OWNER APP FILES TODAY PORT"""

import sys
from pathlib import Path

import uvicorn

from tracker.database import Database
from tracker.logs import set_up
from tracker.settings import Settings
from web import house as houses
from web.app import create


def main(owner: str, app: str, files: str, today: str, port: str) -> None:
    set_up(json=False, level="INFO")
    settings = Settings(data_dir=Path(files), today=today)
    with houses.opened(settings, Database(owner, app, "url"), prepare=False) as house:
        uvicorn.run(create(house), host="127.0.0.1", port=int(port), log_config=None, access_log=False, ws="none")


if __name__ == "__main__":
    main(*sys.argv[1:])
