"""`python -m tests.proof.spenders HOME PROCESSES FILMS`: processes that spend one budget.

All wait at a gate, then each generates films, one after another. Each tells how many were sent and
why the others were refused, as a line of JSON.
"""

from __future__ import annotations

import json
import os
import sys
import warnings
from pathlib import Path

import charlib.store.schema.upgrade
import charlib.store.write.transaction
import charlib.sync.run  # noqa: F401 - loaded before forking, so that no process has to
from charlib.errors import CharlibError
from charlib.library import open_library

from .zygote import KEY_VARIABLE


def spend(home: Path, number: int, films: int) -> dict[str, object]:
    """Generate films until the budget is spent, and try the others too."""
    sent, refused = 0, []
    with open_library(home, environ={KEY_VARIABLE: "sandbox-key"}) as lib:
        for n in range(films):
            try:
                lib.generate(f"street {number} {n}", params={"duration": "2"}, wait=False)
                sent += 1
            except CharlibError as error:
                refused.append(error.kind)
    return {"sent": sent, "refused": refused}


def main() -> None:
    """Fork the processes, open the gate, and wait for all of them."""
    home, processes, films = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    warnings.simplefilter("ignore")
    gate, opened = os.pipe()
    children = []
    for number in range(processes):
        child = os.fork()
        if child == 0:
            os.close(opened)
            os.read(gate, 1)  # ends when the gate is opened
            os.write(1, json.dumps(spend(home, number, films)).encode() + b"\n")
            os._exit(0)
        children.append(child)
    os.close(opened)
    for child in children:
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
