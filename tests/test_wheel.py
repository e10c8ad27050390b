"""The package as people get it: built, installed elsewhere, and run away from the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import charlib

ROOT = Path(charlib.__file__).parents[1]


def run(*arguments: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    """Run Python and answer what it printed."""
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def build(kind: str, checkout: Path, folder: Path) -> Path:
    """Build a wheel or an sdist of a checkout."""
    run("-m", "hatchling", "build", "-t", kind, "-d", folder, cwd=checkout)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout."""
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist, built from the checkout and unpacked."""
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(build("sdist", ROOT, tmp_path_factory.mktemp("sdist"))) as archive:
        archive.extractall(folder, filter="data")
    (inside,) = folder.iterdir()
    return inside


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel, and nothing else, is installed."""
    target = tmp_path_factory.mktemp("site")
    pip = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps")
    run(*pip, "--no-index", "--no-compile", "--target", target, wheel, cwd=target)
    return target


def content(wheel: Path) -> dict[str, bytes]:
    """Every file of a wheel, but for the list of its hashes."""
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/RECORD")]
        return {name: archive.read(name) for name in names}


def below(folder: Path, root: Path) -> set[str]:
    """Every file under a folder, caches left out, as a path from the root."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix() for path in paths if "__pycache__" not in path.parts}


def test_the_wheel_has_all_that_is_needed_and_no_more(wheel: Path) -> None:
    """Code, profiles, migrations and the licence are in the wheel; tests and caches are not."""
    names = set(content(wheel))
    wanted = {f"charlib/{name}" for name in below(ROOT / "charlib", ROOT / "charlib")}
    wanted |= {f"charlib/{name}" for name in below(ROOT / "migrations", ROOT)}
    info = f"charlib_cast-{charlib.__version__}.dist-info"

    assert wanted <= names
    assert [name for name in names - wanted if not name.startswith(info)] == []
    assert f"{info}/licenses/LICENSE" in names


def test_a_wheel_of_the_sdist_is_the_same(
    wheel: Path, unpacked: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Who builds from the source distribution gets the same files, byte for byte."""
    again = build("wheel", unpacked, tmp_path_factory.mktemp("again"))

    assert again.name == wheel.name
    assert content(again) == content(wheel)


def test_the_sdist_has_the_tests(unpacked: Path) -> None:
    """The source distribution holds what packagers test with."""
    assert {path.name for path in unpacked.iterdir()} >= {"charlib", "migrations", "tests"}
    assert (unpacked / "tests" / "test_wheel.py").is_file()


_WHERE = """
import json, charlib
from charlib.store.schema import upgrade
print(json.dumps([charlib.__file__, str(upgrade.migrations())]))
"""


def test_the_installed_package_works_alone(site: Path, tmp_path: Path) -> None:
    """Away from the checkout the installed package runs, and makes and reads a library."""
    env = {"PYTHONPATH": str(site), "CHARLIB_HOME": str(tmp_path / "library")}
    charlib_file, migrations = json.loads(run("-c", _WHERE, cwd=tmp_path, env=env))
    assert Path(charlib_file).is_relative_to(site)
    assert Path(migrations) == site / "charlib" / "migrations"

    result = run("-m", "charlib", "--version", cwd=tmp_path, env=env)
    listed = run("-m", "charlib", "--json", "project", "list", cwd=tmp_path, env=env)
    run("-m", "charlib", "account", "add", "main", "--profile", "sandbox", cwd=tmp_path, env=env)
    run("-m", "charlib", "add", "mia", "--id", "ch_1", cwd=tmp_path, env=env)
    shown = run("-m", "charlib", "prompt", "@mia waits", cwd=tmp_path, env=env)

    assert result == f"charlib {charlib.__version__}\n"
    assert [project["slug"] for project in json.loads(listed)] == ["default"]
    assert shown == "@ch_1 waits\n"
    assert (tmp_path / "library" / "library.db").is_file()
