"""A process that sends creations and films to several providers at once, to be killed meanwhile.

Its arguments are the library's folder, the folder of media, and the simulator's address.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from charlib.errors import CharlibError
from charlib.library import Library, open_library

from .cast import KLING, KLING_LEGACY, SEEDANCE, SOUL, VIDU, material

CREATING = {"soul": SOUL, "ark": SEEDANCE, "kling": KLING, "legacy": KLING_LEGACY, "vidu": VIDU}
FILMING = {"ark": SEEDANCE, "kling": KLING, "legacy": KLING_LEGACY}


def create(lib: Library, server: Any, folder: Path, account: str) -> None:
    """Create a character that is named after its account."""
    family = CREATING[account]
    kept = material(folder, server, family, order=list(CREATING).index(account))
    lib.create(
        f"of_{account}", url=server.file_url("clip.mp4"), window="0,4", keep=False,
        material=kept, account=account,
    )  # fmt: skip


def film(lib: Library, account: str) -> None:
    """Film a street of a shape and length that no other test asks for: Ark lists no keys."""
    lib.generate("a street", account=account, wait=False, ratio="1:1", seconds=14)


def main(home: Path, folder: Path, origin: str) -> None:
    """Send everything at once."""
    server: Any = SimpleNamespace(file_url=lambda name: f"{origin}/files/{name}")
    with open_library(home) as lib, ThreadPoolExecutor(8) as pool:
        for account in CREATING:
            pool.submit(create, lib, server, folder, account)
        for account in FILMING:
            pool.submit(film, lib, account)


if __name__ == "__main__":
    with suppress(CharlibError):
        main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
