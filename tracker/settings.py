"""What the operator may set, from the environment (prefix `TRACKER_`) or from a command's options."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from tracker.clock import parse_today
from tracker.outside import networks


class Settings(BaseSettings):
    """One process's settings. Options of a command override the environment: `Settings(port=8080)`.

    `database_url` is a SecretStr, so that no log line or traceback shows a password;
    `.get_secret_value()` reads them.
    """

    model_config = SettingsConfigDict(env_prefix="TRACKER_", env_ignore_empty=True, extra="ignore")

    database_url: SecretStr | None = None
    """The owner's or the application's connection string; absent: the embedded server in `data_dir`."""
    postgres: Literal["any", "embedded", "system"] = "any"
    """Which server's programs to run without `database_url`; `any` prefers the wheel's."""
    data_dir: Path = Path("data")
    """Holds the embedded database and the evidence files."""
    today: str | None = None
    """A date or a time: sets a demonstration clock that runs on from there."""
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str | None = None
    """The address people reach this deployment by, as `https://shishi.example.cn`; absent: host and port."""
    trusted_proxies: str = "127.0.0.1"
    """Whose word we take for a visitor's address and for HTTPS: addresses with commas between, or `*`."""
    metrics_token: SecretStr | None = None
    """What a watcher sends to read /metrics; absent: only the machine itself may."""
    secret_key: SecretStr | None = None
    """Encrypts the secrets of the channels by which people are told; absent: a key in `data_dir`."""
    outgoing_networks: str = ""
    """Networks beside the public ones that messages may be sent to, as `10.0.0.0/8`; commas between."""
    ask_url: str | None = None
    """Where citizens ask the government (12345, 网络问政), as `https://12345.example.cn`; public pages link to it."""
    asked_a_minute: int = Field(default=600, ge=0)
    """Requests a minute that one address may make of the interface and the open data; 0: as many as it likes."""
    data_licence: str = ""
    """The line that tells re-users of the open data what they may do, as the operator words it."""
    data_licence_url: str = ""
    """Where the whole text of that licence stands."""
    freeze_dir: Path | None = None
    """Where the worker writes the frozen copy of the public site every night; absent: none is written."""
    log_json: bool = False
    log_level: str = "INFO"

    @property
    def address(self) -> str:
        """Where links we print lead to; never what a request claims as its host."""
        if self.public_url:
            return self.public_url.rstrip("/")
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::", "") else self.host
        return f"http://{host}:{self.port}"

    @field_validator("today")
    @classmethod
    def _is_a_moment(cls, value: str | None) -> str | None:
        if value is not None:
            parse_today(value)
        return value

    @field_validator("outgoing_networks")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        networks(value)
        return value

    @field_validator("ask_url")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("https://", "http://")):
            raise ValueError("要写完整的网址，以 https:// 开头")
        return value

    @field_validator("data_dir", "freeze_dir")
    @classmethod
    def _absolute(cls, value: Path | None) -> Path | None:
        return value.expanduser().absolute() if value else None
