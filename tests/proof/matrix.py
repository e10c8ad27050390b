"""`python -m tests.proof.matrix`: every fault on every call, and what becomes of it.

Each cell is lived through against the sandbox: the call is struck once, then `charlib sync` runs,
then `charlib sync --retry`. The table is in `faults.md`, and a test runs each of its columns again.
`--write` writes it there.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from charlib.errors import CharlibError
from charlib.library import Library
from charlib.providers.transport import client as clients
from charlib.sandbox import Fault, Settings, film, running
from tests.media.sounds import tone
from tests.pages import fill, part
from tests.sync.stage import ACCOUNT, Dialect, Stage, told

PAGE, NAME = Path(__file__).parent / "faults.md", "fault matrix"
PATIENT_S = 2.5
"""How long a call waits for an answer, in seconds, where the fault is that it does not come."""
_SLOW = {"slow_drip", "latency"}
MOST = 1 << 20
"""The most a film may weigh here, in bytes: a body without end ends there."""

FAULTS: Mapping[str, dict[str, Any]] = {
    "429, `Retry-After` in seconds": {"kind": "rate_limit", "seconds": 3},
    "429, `Retry-After` as a date": {"kind": "rate_limit", "seconds": 3, "as_date": True},
    "429, no credit left": {"kind": "status", "status": 429, "code": "credit_balance_exhausted"},
    "500 with JSON": {"kind": "status", "status": 500},
    "500 with a page": {"kind": "html_error", "status": 500},
    "502 with a page": {"kind": "html_error", "status": 502},
    "503 with JSON": {"kind": "status", "status": 503},
    "503 with a page": {"kind": "html_error", "status": 503},
    "504 with a page": {"kind": "html_error", "status": 504},
    "an error inside a 200": {"kind": "error_in_200"},
    "truncated JSON": {"kind": "truncated_json"},
    "wrong content type": {"kind": "wrong_type"},
    "an answer without its id": {"kind": "null_id"},
    "a slow drip": {"kind": "slow_drip", "seconds": PATIENT_S / 5},
    "silence": {"kind": "latency", "seconds": 3 * PATIENT_S},
    "a reset before it is processed": {"kind": "reset_before"},
    "a connection lost after it is": {"kind": "lost_answer"},
    "a redirect to another host": {"kind": "redirect"},
    "a body without end": {"kind": "endless"},
}


@dataclass(frozen=True, slots=True)
class Call:
    """A call that can be struck: of which dialect, how it is known, and what it is part of."""

    dialect: Dialect
    method: str
    path: str
    makes: str
    body: str = ""


QUICK = Dialect("quick-sync", "sync")
JOBS = Dialect("quick-async", "async")
VOICES = Dialect("quick-voices", "ark", key_env="STAGE_KEYS")
CALLS: Mapping[str, Call] = {
    "create": Call(QUICK, "POST", "/characters", "character"),
    "create a job": Call(JOBS, "POST", "/characters", "character"),
    "poll it": Call(JOBS, "GET", "/characters/", "character"),
    "create a voice": Call(VOICES, "POST", "/ark/", "voice", '"AssetType"'),
    "generate": Call(QUICK, "POST", "/generations", "film"),
    "poll the film": Call(QUICK, "GET", "/generations/", "film"),
    "download": Call(QUICK, "GET", "/outputs/", "film"),
}
_PROFILE = """
extends = "{}"
status = "live"
[http]
base_url = "https://host.example"
{}
"""
_NO_LIST = """
[voice]
drops = ["listing"]
"""
"""A lost voice that nobody can ask for."""


@dataclass
class Lived:
    """What was seen of one cell."""

    first: str
    synced: str
    retried: str
    asked: int
    paid: int

    def __str__(self) -> str:
        """In the words of the table."""
        again = f", asked {self.asked} times" if self.asked > 1 else ""
        if self.first in {"ready", "done"}:
            return f"{self.first}{again}"
        if self.synced in {"ready", "done"}:
            return f"`{self.first}`; `sync`: {self.synced}"
        if self.retried in {"ready", "done"}:
            return f"`{self.first}`; `sync --retry`: {self.retried}"
        return f"**`{self.first}`**, not sent again"


def live(films: Path, home: Path, call: Call, fault: dict[str, Any]) -> Lived:
    """Live through one cell in a new library, with a sandbox of its own."""
    is_slow = fault["kind"] in _SLOW
    _write_profiles(home, f"timeout_s = {PATIENT_S}" if is_slow else "")
    limits = {"MAX_VIDEO": MOST, **({"DOWNLOAD_S": PATIENT_S} if is_slow else {})}
    with (
        running(Settings(files=films, polls=1, film_height=36)) as server,
        running(Settings()) as elsewhere,
        patch.multiple(clients, **limits),
    ):
        stage = Stage(server, home)
        url = {"url": elsewhere.url} if fault["kind"] == "redirect" else {}
        where = {
            "method": call.method, "path_contains": call.path, "body_contains": call.body,
        }  # fmt: skip
        server.faults.add(Fault(**where, **{**fault, **url}))
        lived = _live(stage, call)
        seen = elsewhere.ledger.requests
    assert all("authorization" not in request.headers for request in seen)
    return lived


def _live(stage: Stage, call: Call) -> Lived:
    """Make what the fault strikes, sync, and sync again; what came of it, and what it cost."""
    with stage.open(call.dialect) as lib:
        _attempt(lambda: _make(lib, stage, call.makes))
        first = _state(lib, call.makes)
        seen = stage.requests(call.method, call.path)
        asked = sum(call.body.encode() in request.raw for request in seen)
        _attempt(lib.sync)
        synced = _state(lib, call.makes)
        _attempt(lambda: lib.sync(retry=True))
        retried = _state(lib, call.makes)
    paid = len(stage.generations if call.makes == "film" else stage.characters)
    is_job = call.method == "GET" and "/outputs/" not in call.path
    return Lived(first, synced, retried, 0 if is_job else asked, paid)


def _write_profiles(home: Path, http: str) -> None:
    folder = home / "profiles"
    folder.mkdir(parents=True)
    bases = ((QUICK, "sora-sync"), (JOBS, "sora-async"), (VOICES, "seedance-assets"))
    for dialect, base in bases:
        text = _PROFILE.format(base, http) + (_NO_LIST if dialect is VOICES else "")
        (folder / f"{dialect.profile}.toml").write_text(text, "utf-8")


def _make(lib: Library, stage: Stage, what: str) -> None:
    if what == "character":
        lib.create("mia", url=stage.film, window="1,3", keep=False)
    elif what == "voice":
        _make_voice(lib, stage)
    else:
        lib.generate("a street", params={"duration": "2"})


def _make_voice(lib: Library, stage: Stage) -> None:
    """Create the voice of @mia, which lies where the provider can fetch it."""
    file = tone(stage.home / "mia.wav", seconds=3)
    lib.add("mia", "asset-mia", account=ACCOUNT)
    voice = lib.voices.add("mia", file=file).voice
    assert voice
    account, url = lib.accounts.show(ACCOUNT), stage.server.file_url("mia.wav")
    with lib._session.store.write() as writer:
        writer.footage.set_upload(account.id, voice.path, url, None)
    lib.rebind(lib.plan_rebind(ACCOUNT, fetch=False))


def _state(lib: Library, what: str) -> str:
    if what == "voice":
        spoken = lib.show("mia").voice
        return spoken.bindings[0].state if spoken and spoken.bindings else "nowhere"
    if what == "character":
        return lib.show("mia").bindings[0].state
    (task,) = lib.tasks.list()
    if task.state == "running" and task.error:
        return "not fetched"
    return task.state


def _attempt(act: Callable[[], object]) -> None:
    try:
        act()
    except CharlibError as error:
        told(error)


def column(name: str) -> list[Lived]:
    """All faults on one call."""
    with tempfile.TemporaryDirectory() as folder:
        films = Path(folder) / "films"
        films.mkdir()
        film.render(films / "mia.mp4", seconds=4, width=160, height=90, prompt="mia")
        tone(films / "mia.wav", seconds=3)
        return [
            live(films, Path(folder) / str(number), CALLS[name], fault)
            for number, fault in enumerate(FAULTS.values())
        ]


def table() -> str:
    """The whole table, as Markdown."""
    columns = [[str(lived) for lived in column(name)] for name in CALLS]
    lines = [f"| | {' | '.join(CALLS)} |", f"|{'---|' * (len(CALLS) + 1)}"]
    for number, fault in enumerate(FAULTS):
        lines.append(f"| {fault} | {' | '.join(column[number] for column in columns)} |")
    return "\n".join(lines)


def written(name: str) -> list[str]:
    """Return a column of the table as the page has it."""
    rows = [line.strip("| ").split(" | ") for line in part(PAGE, NAME).splitlines()[2:]]
    assert [row[0] for row in rows] == list(FAULTS), "python -m tests.proof.matrix --write"
    return [row[1 + list(CALLS).index(name)] for row in rows]


def main() -> None:
    """Print the table, and with `--write` put it into its page."""
    page = table()
    sys.stdout.write(page + "\n")
    if "--write" in sys.argv:
        fill(PAGE, NAME, page)


if __name__ == "__main__":
    main()
