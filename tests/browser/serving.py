"""The web server as a process that a test can kill: python -m tests.browser.serving OWNER APP FILES PORT"""

import sys
from pathlib import Path

import uvicorn

from tracker.database import Database
from tracker.settings import Settings
from web import house as houses
from web.app import create


def main(owner: str, app: str, files: str, port: str) -> None:
    database = Database(owner, app, "url")
    with houses.opened(Settings(data_dir=Path(files)), database) as house:
        print("ready", flush=True)
        uvicorn.run(create(house), host="127.0.0.1", port=int(port), log_config=None, access_log=False, ws="none")


if __name__ == "__main__":
    main(*sys.argv[1:])
