"""docker-compose.yml is one by the specification, names only what is there, and shows the public only the proxy."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import ruamel.yaml

from tests.architecture import source
from tracker.settings import Settings

COMPOSE = source.ROOT / "docker-compose.yml"
WRITTEN: dict[str, Any] = ruamel.yaml.YAML(typ="safe").load(COMPOSE.read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = WRITTEN["services"]
OURS = ["migrate", "web-one", "web-two", "worker", "backup"]


def test_it_is_a_compose_file_by_the_specifications_schema() -> None:
    command = [str(Path(sys.executable).parent / "check-jsonschema"), "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run([*command, str(COMPOSE)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_schema_would_have_found_a_fault(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yml"
    broken.write_text(COMPOSE.read_text("utf-8").replace("restart: unless-stopped", "restrat: sometimes", 1))
    command = [str(Path(sys.executable).parent / "check-jsonschema"), "--builtin-schema", "vendor.compose-spec"]
    assert subprocess.run([*command, str(broken)], capture_output=True, check=False).returncode == 1


def test_what_a_service_names_is_there() -> None:
    for name, service in SERVICES.items():
        for other, on in service.get("depends_on", {}).items():
            assert on["condition"] != "service_healthy" or "healthcheck" in SERVICES[other], (name, other)
        for volume in service.get("volumes", []):
            assert volume.split(":")[0] in WRITTEN["volumes"], (name, volume)
        assert {each["source"] for each in service.get("configs", [])} <= set(WRITTEN["configs"])
        assert set(service.get("secrets", [])) <= set(WRITTEN["secrets"])
    files = [each["file"] for each in WRITTEN["configs"].values() if "file" in each]
    assert files and all((source.ROOT / file).is_file() for file in files)


def test_two_webs_one_worker_one_database_one_proxy() -> None:
    assert set(SERVICES) == {"postgres", "proxy", *OURS}
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"proxy"}
    assert all("healthcheck" in SERVICES[name] for name in ("postgres", "web-one", "web-two", "worker", "proxy"))
    assert {name for name, service in SERVICES.items() if "owner:" in json.dumps(service.get("environment", {}))} == {
        "migrate",
        "backup",
    }, "who has the owner's rights"


@pytest.mark.parametrize("name", [*OURS, "proxy"])
def test_a_container_of_ours_is_read_only(name: str) -> None:
    assert SERVICES[name]["read_only"] is True
    assert SERVICES[name]["tmpfs"] == ["/tmp"]


def test_every_setting_is_one_and_no_secret_is_written_down() -> None:
    for service in (SERVICES[name] for name in OURS):
        names = {name.removeprefix("TRACKER_").lower() for name in service["environment"]}
        assert names <= set(Settings.model_fields)
    text = COMPOSE.read_text("utf-8")
    assert not re.search(r"(?i)password: (?!\$)|PASSWORD '(?!\$)", text)
    demanded = set(re.findall(r"\$\{(\w+):\?", text))
    assert demanded == {
        "TRACKER_OWNER_PASSWORD",
        "TRACKER_APP_PASSWORD",
        "TRACKER_PUBLIC_URL",
        "TLS_CERTIFICATE",
        "TLS_KEY",
    }


def test_the_image_takes_what_is_there_and_can_dump_the_database() -> None:
    text = (source.ROOT / "Dockerfile").read_text("utf-8")
    copied = [line.split()[1] for line in text.splitlines() if line.startswith("COPY ")]
    assert set(source.PACKAGES) < set(copied)
    assert all((source.ROOT / name).exists() for name in copied)
    (server,) = re.findall(r"postgres:(\d+)", SERVICES["postgres"]["image"])
    assert f"postgresql-client-{server}" in text
