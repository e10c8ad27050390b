"""A stage for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from charlib.sandbox import Server

from .stage import Stage


@pytest.fixture
def stage(sandbox: Server, home: Path) -> Stage:
    """The sandbox and this test's library."""
    return Stage(sandbox, home)
