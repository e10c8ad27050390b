"""The house's rules, as far as programs can check them."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

import charlib

PACKAGE = Path(charlib.__file__).parent
ROOT = PACKAGE.parent
ALLOWED = {"pyproject.toml", "README.md", "charlib", "migrations", "tests", "LICENSE"}
FUNCTION_LINES = 60
MODULE_LINES = 400
FOLDER_MODULES = 16
"""About fifteen, and the `__init__`."""

TOOLS = {
    "import-linter": ["-c", "from importlinter.cli import lint_imports_command as run; run()"],
    "ruff check": ["-m", "ruff", "check", "--quiet", "."],
    "ruff format": ["-m", "ruff", "format", "--check", "--quiet", "."],
}


@pytest.mark.parametrize("arguments", TOOLS.values(), ids=TOOLS.keys())
def test_the_tools_find_nothing(arguments: list[str]) -> None:
    """Layers, lint, form and types are as the configuration in `pyproject.toml` wants them."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def files() -> list[Path]:
    """Every file of the project that git has, or would take up."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    offenders = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in offenders if path.is_file()]


def test_the_top_level_is_bare() -> None:
    """Beside dot-files the repository's top level has six names and no more."""
    names = {path.relative_to(ROOT).parts[0] for path in files()}

    assert {name for name in names if not name.startswith(".")} <= ALLOWED


# Put together from parts, so that this file is not among those that are found.
_HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("crates", "io"),
        ("rubygems", "org"),
        ("anaconda", "org"),
        ("golang", "org"),
        ("docker", "io"),
        ("ghcr", "io"),
    )
]
_MACHINE = re.compile(
    r"(?<![\w.:/}])/(?:root|home|Users|work|opt|tmp/venv)/\w|\b[A-Z]:\\\\?(?:Users|Program)"
)


def test_no_file_names_a_registry_or_a_machine() -> None:
    """Where packages come from, and where somebody's files lie, is nowhere written down."""
    offenders = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in files()
        for number, line in enumerate(_lines(path), 1)
        if _MACHINE.search(line) or any(host in line for host in _HOSTS)
    ]

    assert offenders == []


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8").splitlines()
    except UnicodeDecodeError:  # no text: nobody wrote a path into it
        return []


def modules() -> list[Path]:
    """Every module of the package."""
    return sorted(PACKAGE.rglob("*.py"))


def functions() -> Iterator[tuple[str, int]]:
    """Every function of the package with the number of its lines."""
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", lines


def test_no_function_is_long() -> None:
    """A function that does not fit on a screen does more than one thing."""
    assert {name: lines for name, lines in functions() if lines > FUNCTION_LINES} == {}


def test_no_module_is_long() -> None:
    """A module that takes long to read is two."""
    sizes = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in modules()
    }

    assert {name: lines for name, lines in sizes.items() if lines > MODULE_LINES} == {}


def test_functions_are_small() -> None:
    """Half of them have at most eight lines, and of a hundred, ninety-five at most twenty-five."""
    sizes = sorted(lines for _, lines in functions())

    assert sizes[len(sizes) // 2] <= 8
    assert sizes[len(sizes) * 95 // 100] <= 25


def test_no_folder_is_wide() -> None:
    """A folder with very many modules hides what belongs together."""
    widths = Counter(
        str(path.parent.relative_to(ROOT)) for path in modules() if path.name != "__init__.py"
    )
    wide = {name for name, count in widths.items() if count > FOLDER_MODULES}

    assert wide == set()


def test_no_imports_go_round_in_a_circle() -> None:
    """Not even inside a folder, in a function, or for types alone."""
    names = {_name(path): path for path in modules()}
    arrows = {name: _imports(path, names) - {name} for name, path in names.items()}
    while leaves := {name for name, to in arrows.items() if not to & arrows.keys()}:
        arrows = {name: to for name, to in arrows.items() if name not in leaves}

    assert {name: to & arrows.keys() for name, to in arrows.items()} == {}


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(path: Path, names: Collection[str]) -> set[str]:
    offenders = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            offenders |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = {f"{node.module}.{name.name}" for name in node.names}
            offenders |= {item if item in names else node.module for item in whole}
    return offenders & set(names)


def test_migrations_import_nothing_of_the_package() -> None:
    """What was released does not change when the package does."""
    for path in (ROOT / "migrations").rglob("*.py"):
        assert "charlib" not in {
            name.partition(".")[0]
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            for name in (
                [name.name for name in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }


def test_public_names_are_those_that_are_promised() -> None:
    """Every name in `charlib.__all__` is there and documented, in order, and nothing else."""
    assert charlib.__all__ == sorted(charlib.__all__)
    for name in charlib.__all__:
        assert getattr(charlib, name).__doc__
    with pytest.raises(AttributeError, match="no attribute 'Manager'"):
        charlib.Manager  # noqa: B018 - that asking fails is the point


def test_the_package_says_that_it_is_typed() -> None:
    """Type checkers of those who use charlib may rely on its annotations."""
    assert (PACKAGE / "py.typed").is_file()
