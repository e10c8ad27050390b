"""`python -m tests.proof.canary`: command lines as a user's, one after the other, in one process.

Each line on stdin is one order, as JSON: the `words` of a command, or a `fault` for the sandbox's
desk at `url`. With `crash` a fault of charlib's own is raised where the key is in the hands of the
code: in the middle of a request. What goes wrong is printed as the interpreter would print it. At
the end the process tells on stderr what is seen of it from outside.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
import urllib.request
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx

from charlib.cli import main


def crash(*_: Any, **__: Any) -> Any:
    """A fault that nobody foresaw."""
    raise RuntimeError("a fault that nobody foresaw")


def obey(order: dict[str, Any]) -> None:
    """Run a command, or put a fault in force."""
    if "fault" in order:
        body = json.dumps(order["fault"]).encode()
        urllib.request.urlopen(f"{order['url']}/_sandbox/faults", body).close()
        return
    spoilt = {"send": crash} if order.get("crash") else {"send": httpx.Client.send}
    sys.stderr.write(f"$ {' '.join(order['words'])}\n")
    with patch.multiple(httpx.Client, **spoilt), patch.dict(os.environ, order.get("environ", {})):
        try:
            code = main(order["words"])
        except Exception:  # noqa: BLE001 - with --debug everything comes up here
            traceback.print_exc()
            code = 1
    sys.stderr.write(f"exit code {code}\n")


if __name__ == "__main__":
    for line in sys.stdin:
        obey(json.loads(line))
    for name in ("cmdline", "comm"):
        seen = Path(f"/proc/self/{name}")
        sys.stderr.write(seen.read_text() if seen.exists() else "")
