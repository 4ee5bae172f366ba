"""What deploy/ has fits the product, and docs/operations.md what both have."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from chat_app.launcher.commands import COMMANDS
from chat_app.settings import Settings
from tests.support.caddy import PROGRAM
from tests.support.servers import environment

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
FILES = sorted(path for path in DEPLOY.iterdir() if path.is_file())
SETTINGS = {field.alias for field in Settings.model_fields.values()} | {"CHAT_SKIP_BUILD"}
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_setting_that_is_named_there_is_one(path: Path) -> None:
    assert set(re.findall(r"\bCHAT_[A-Z0-9_]+\b", path.read_text())) <= SETTINGS


def compose() -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def test_what_compose_asks_for_stands_in_its_example() -> None:
    asked = set(re.findall(r"\$\{(\w+):\?\}", (DEPLOY / "compose.yaml").read_text()))
    given = {line.partition("=")[0] for line in (DEPLOY / ".env.example").read_text().splitlines()}
    assert asked
    assert asked <= given


def test_the_instances_of_compose_are_those_that_caddy_knows_and_believe_caddy_alone() -> None:
    services = compose()["services"]
    instances = {name: service for name, service in services.items() if service.get("image") == "parley"}
    assert len(instances) == 2
    caddy = services["caddy"]
    assert {f"{name}:3000" for name in instances} == set(caddy["environment"]["PARLEY_UPSTREAMS"].split())
    for service in instances.values():
        env = service["environment"]
        assert env["CHAT_TRUSTED_PROXIES"] == caddy["networks"]["edge"]["ipv4_address"]
        assert env["CHAT_S3_BUCKET"] == services["s3"]["environment"]["S3_BUCKET"]
        values = {name: re.sub(r"\$\{[^}]*\}", "1" * 32, str(value)) for name, value in env.items()}
        values |= {"CHAT_WORKERS": "1", "CHAT_PUBLIC_URL": "https://chat.example.org"}
        values |= {"CHAT_S3_PUBLIC_URL": "https://files.example.org"}
        Settings(**{name: value for name, value in values.items() if name.startswith("CHAT_")})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["Caddyfile", "files.Caddyfile"])
def test_caddy_can_read_its_configuration(name: str, tmp_path: Path) -> None:
    env = environment(XDG_DATA_HOME=str(tmp_path), XDG_CONFIG_HOME=str(tmp_path))
    for command in (["validate", "--config"], ["fmt", "--diff"]):
        adapter = ["--adapter", "caddyfile"] if command[0] == "validate" else []
        done = subprocess.run(
            [PROGRAM, *command, DEPLOY / name, *adapter], env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr + done.stdout


@pytest.mark.parametrize(
    "path", [*DEPLOY.glob("*.service"), DEPLOY / "Dockerfile"], ids=lambda path: path.name
)
def test_the_commands_that_are_started_there_exist(path: Path) -> None:
    text = path.read_text()
    started = re.findall(r"^(?:ExecStart=.*|RUN .*)-m chat_app ([\w-]+)", text, re.MULTILINE)
    started += re.findall(r'^CMD \["([\w-]+)"', text, re.MULTILINE)
    assert started
    assert set(started) <= set(COMMANDS)


def test_the_units_are_hardened_alike() -> None:
    def hardening(name: str) -> str:
        return (
            (DEPLOY / name)
            .read_text()
            .partition("# What it does not need")[2]
            .partition("[Install]")[0]
            .strip()
        )

    assert "ProtectSystem=strict" in hardening("parley.service")
    assert hardening("parley.service") == hardening("parley@.service") == hardening("parley-backup.service")


def test_operations_explains_every_setting_and_every_command() -> None:
    rows = set(
        re.findall(
            r"`([A-Z][A-Z0-9_]+)`",
            "\n".join(line for line in OPERATIONS.splitlines() if line.startswith("|")),
        )
    )
    assert SETTINGS - rows == set()
    assert {name for name in rows if name.startswith("CHAT_")} <= SETTINGS
    for name, command in COMMANDS.items():
        assert not command.help or f"`{name}" in OPERATIONS or f"chat_app {name}" in OPERATIONS, name


def test_the_files_that_operations_names_are_there() -> None:
    for link in re.findall(r"\]\((\.\./)?([\w./@-]+)\)", OPERATIONS):
        path = ROOT / link[1] if link[0] else ROOT / "docs" / link[1]
        assert path.exists(), link
