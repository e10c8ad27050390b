"""The settings of a sandbox: its key, its address, its pace and its limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """The settings of one sandbox; durations are in seconds, sizes in bytes."""

    key: str = "sandbox-key"
    """The only bearer token that the dialects accept."""
    host: str = "127.0.0.1"
    port: int = 0
    """0 means any free port."""
    files: Path | None = None
    """A folder whose files are served at `/files/NAME`, with Range."""
    state: Path | None = None
    """A file that keeps the characters and jobs for the next run; None forgets them."""
    latency_s: float = 0.0
    """How long every call of a dialect waits before it is processed."""
    polls: int = 2
    """How many polls a job stays unfinished."""
    task_s: float = 0.0
    """How long a job stays unfinished whatever the number of polls."""
    fetch_bytes: int = 256 * 2**20
    """A source video beyond this is refused."""
    fetch_s: float = 20.0
    """A source video that takes longer than this to fetch counts as unreachable."""
    recheck_s: float = 1.0
    """How long a measured URL is trusted before it is asked again whether it changed."""
    film_height: int = 360
    """The shorter side of rendered task output, in pixels."""
    links_live_s: float = 3600.0
    """How long links to outputs and pictures work."""
    access_log: bool = False
    """Whether uvicorn writes a line per request to stderr."""
