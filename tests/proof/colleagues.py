"""`python -m tests.proof.colleagues`: members of a team, each a process, at the same moment.

Reads a plan as JSON: for each member its home, the names to create, and at which object it is
killed, by SIGKILL, before or after that is written. All wait at a gate. Each tells what became of
its creations, as a line of JSON; who was killed tells nothing.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import warnings
from collections import Counter
from typing import Any

import charlib.store.schema.upgrade
import charlib.store.write.transaction
import charlib.sync.run  # noqa: F401 - loaded before forking, so that no process has to
from charlib.errors import CharlibError
from charlib.library import Library, open_library
from charlib.objects.bucket import Bucket
from charlib.objects.folder import Folder
from tests.clocks import Hurried


class Late(Hurried):
    """A clock some hours away from the right one, on which nobody waits."""

    def __init__(self, hours: float) -> None:
        super().__init__()
        self.skipped = hours * 3600


def arm(moment: int, *, is_written: bool) -> None:
    """Kill this process at the `moment`th object that it writes."""
    count = Counter[str]()
    for kind in (Bucket, Folder):
        real = kind.put

        def put(place: Any, key: str, data: bytes, real: Any = real) -> bool:
            if key.startswith(("claims/", "spends/")):
                count["puts"] += 1
            if count["puts"] == moment:
                if is_written:
                    real(place, key, data)
                os.kill(os.getpid(), signal.SIGKILL)
            return bool(real(place, key, data))

        kind.put = put  # type: ignore[method-assign] # this process is a victim


def carry_on(lib: Library, plan: dict[str, Any]) -> dict[str, Any]:
    """Create everybody; what others were first with is told apart."""
    told: dict[str, Any] = {"made": 0, "refused": []}
    lib.sync(retry=True)
    for name in plan["names"]:
        try:
            if plan.get("films"):
                lib.generate(name, params={"duration": "2"}, wait=False)
            else:
                lib.create(name, url=plan["url"], window="5,8", keep=False)
            told["made"] += 1
        except CharlibError as error:
            told["refused"].append(error.kind)
    return told


def main() -> None:
    """Fork the members, open the gate, and wait for all of them."""
    plans = json.load(sys.stdin)
    warnings.simplefilter("ignore")
    gate, opened = os.pipe()
    children = []
    for plan in plans:
        child = os.fork()
        if child == 0:
            os.close(opened)
            os.read(gate, 1)  # ends when the gate is opened
            if plan.get("moment"):
                arm(plan["moment"], is_written=plan["is_written"])
            clock = Late(plan.get("hours", 0))
            with open_library(plan["home"], environ=plan["environ"], clock=clock) as lib:
                told = carry_on(lib, plan)
            os.write(1, json.dumps(told).encode() + b"\n")
            os._exit(0)
        children.append(child)
    os.close(opened)
    for child in children:
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
