"""Secrets kept in the database, encrypted by a key that is not in it: addresses that hold a key, passwords.

The key is TRACKER_SECRET_KEY (several with commas between: the first encrypts, each decrypts, so that it can be
changed), or else a file in the data folder, made at the first use. A dump of the database alone opens nothing.
"""

import base64
import json
import os
import secrets
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from tracker.settings import Settings

FILE = "secret.key"
SHORTEST = 32


class Locked(Exception):
    """What was sealed cannot be opened: the key is another one."""


class Vault:
    """Seals and opens small records of texts."""

    def __init__(self, keys: list[str]) -> None:
        self._keys = MultiFernet([Fernet(base64.urlsafe_b64encode(sha256(key.encode()).digest())) for key in keys])

    def seal(self, record: Mapping[str, str]) -> bytes:
        return self._keys.encrypt(json.dumps(dict(record), ensure_ascii=False).encode())

    def open(self, sealed: bytes | None) -> dict[str, str]:
        """What was sealed, {} for nothing. Raises Locked."""
        if sealed is None:
            return {}
        try:
            found: dict[str, str] = json.loads(self._keys.decrypt(bytes(sealed)))
        except InvalidToken:
            raise Locked from None
        return found


def of(settings: Settings) -> Vault:
    """The deployment's vault. Raises ValueError for a key that is too short to be one."""
    if settings.secret_key is None:
        return Vault([_from_file(settings.data_dir)])
    keys = [key.strip() for key in settings.secret_key.get_secret_value().split(",") if key.strip()]
    if not keys or min(map(len, keys)) < SHORTEST:
        raise ValueError(f"TRACKER_SECRET_KEY 至少要有{SHORTEST}个字符，可用 openssl rand -hex 24 生成")
    return Vault(keys)


def _from_file(folder: Path) -> str:
    path = folder / FILE
    try:
        return path.read_text("ascii")
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True)
    made = folder / f".{FILE}.{secrets.token_hex(8)}"
    made.touch(mode=0o600)
    made.write_text(secrets.token_hex(32), "ascii")
    try:
        os.link(made, path)  # whole or not at all; whoever comes second takes the first one's
    except FileExistsError:
        pass
    finally:
        made.unlink()
    return path.read_text("ascii")
