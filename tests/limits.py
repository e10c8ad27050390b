"""Limits that tests set: on the machine for a while, and on how long they wait for a process."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager

HANGS_S = 300.0
"""After so many seconds a process hangs: far more than a busy machine takes."""


@contextmanager
def room(size: int) -> Iterator[None]:
    """A disk on which no file can grow beyond `size` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
