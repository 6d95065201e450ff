"""What the Dockerfile, compose.yaml and the systemd unit name is there; no engine is needed to see that much."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

from bot.settings import PREFIX, Settings
from tests.test_packaging import wheel_of

ROOT = Path(__file__).parent.parent
UNIT = ROOT / "deploy" / "handslag.service"
NAMING = (ROOT / "Dockerfile", ROOT / "compose.yaml", *sorted((ROOT / "deploy").iterdir()))


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def steps(name: str) -> list[str]:
    """What stands after one word of the Dockerfile, a line for each, those that go on put together."""
    lines = text(ROOT / "Dockerfile").replace("\\\n", "").splitlines()
    return [line.removeprefix(f"{name} ") for line in lines if line.startswith(f"{name} ")]


def seen_by_docker() -> list[str]:
    """Our files that .dockerignore lets through: the last line that fits decides."""
    rules = [line for line in text(ROOT / ".dockerignore").splitlines() if line]
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.check_output(listed, cwd=ROOT, text=True).split("\n")
    return [name for name in names if (ROOT / name).is_file() and _let_through(name, rules)]


def _let_through(name: str, rules: list[str]) -> bool:
    fitting = [rule for rule in rules if rule == "*" or f"{name}/".startswith(f"{rule.lstrip('!')}/")]
    return fitting[-1].startswith("!")


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("context")
    for name in seen_by_docker():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, folder / name)
    return folder


def test_the_image_gets_all_that_is_installed_elsewhere(context: Path, tmp_path: Path) -> None:
    assert wheel_of(context, tmp_path / "image") == wheel_of(ROOT, tmp_path / "here")


def test_what_is_copied_is_there_and_nothing_of_the_tests_or_the_data(context: Path) -> None:
    copied = [line.split()[0] for line in steps("COPY") if not line.startswith("--from")]
    first = {path.name for path in context.iterdir()}

    assert [name for name in copied if not (context / name).exists()] == []
    assert first == {"LICENSE", "NOTICE", "README.md", "admin", "bot", "data", "pyproject.toml", "requirements"}


def behind(wanted: list[str]) -> set[str]:
    """These packages and all they need here."""
    found: set[str] = set()
    left = [Requirement(line) for line in wanted]
    while left:
        one = left.pop()
        if one.name.lower() not in found:
            found.add(one.name.lower())
            left += [need for need in map(Requirement, requires(one.name) or []) if _needed(need, one.extras)]
    return {name.replace("_", "-") for name in found}


def _needed(need: Requirement, extras: set[str]) -> bool:
    return need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in {"", *extras})


def test_what_only_building_needs_is_taken_out_again() -> None:
    project = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]
    taken_out = next(line for line in steps("RUN") if "/venv uninstall" in line).split("--yes ")[1].split()

    assert set(taken_out) == behind(project["optional-dependencies"]["build"]) - behind(project["dependencies"])


def test_only_what_is_locked_with_its_hash_is_installed() -> None:
    installing = [line for line in steps("RUN") if " install " in line and "pip" in line]

    assert all("--require-hashes" in line or "--no-deps dist/*.whl" in line for line in installing)


def test_it_runs_as_nobody_special_and_is_asked_whether_it_is_ready() -> None:
    assert steps("USER") == ["10001:10001"]
    assert steps("VOLUME") == ["/data"]
    assert "/readyz" in steps("HEALTHCHECK")[0]


@pytest.mark.parametrize("path", NAMING, ids=lambda path: path.name)
def test_every_setting_named_exists(path: Path) -> None:
    named = set(re.findall(rf"{PREFIX}([A-Z_]+)", text(path)))

    assert named - {name.upper() for name in Settings.model_fields} == set()


def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(text(ROOT / "compose.yaml"))
    return read


def test_the_servers_beside_the_robot_are_asked_for_by_name() -> None:
    profiles = {name: service.get("profiles") for name, service in compose()["services"].items()}

    assert profiles == {"bot": None, "postgres": ["postgresql"], "rasa": ["rasa"]}


def test_the_robot_may_write_in_its_volumes_alone_and_is_reached_from_this_machine_alone() -> None:
    bot = compose()["services"]["bot"]
    mounted = {volume.split(":")[1] for volume in bot["volumes"]}

    assert bot["read_only"] is True and bot["cap_drop"] == ["ALL"]
    assert {str(Path(bot["environment"][f"{PREFIX}{name}"]).parent) for name in ("DATA_DIR", "KEY_FILE")} == mounted
    assert all(port.startswith("127.0.0.1:") for port in bot["ports"])


def test_everything_mounted_and_every_network_exists() -> None:
    read = compose()
    sources = [volume.split(":")[0] for service in read["services"].values() for volume in service.get("volumes", ())]
    joined = {network for service in read["services"].values() for network in service["networks"]}

    assert [source for source in sources if source not in read["volumes"] and not (ROOT / source).exists()] == []
    assert joined - {"default"} == set(read["networks"])


def unit() -> dict[str, str]:
    return dict(re.findall(r"^(\w+)=(.*)$", text(UNIT), re.MULTILINE))


def test_the_unit_may_write_where_the_operations_put_the_data_and_the_key() -> None:
    shown = dict(re.findall(rf"^    {PREFIX}(\w+)=(.*)$", text(ROOT / "docs" / "operations.md"), re.MULTILINE))

    assert shown["DATA_DIR"] == f"/var/lib/{unit()['StateDirectory']}"
    assert str(Path(shown["KEY_FILE"]).parent) == unit()["ReadWritePaths"].lstrip("-")
    assert unit()["ProtectSystem"] == "strict" and unit()["CapabilityBoundingSet"] == ""
