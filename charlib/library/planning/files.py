"""The files of plans: one each, for this user alone, in the home folder.

The name says how far a plan is. Renaming claims it, and only one process can: whoever finds the
file gone comes too late. A claimed plan never becomes open again.

    ID.json           open, until it expires
    ID.begun.json     claimed, and not finished
    ID.ended.json     done, or failed
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from charlib.config import Home, new_uid
from charlib.domain import plans
from charlib.domain.plans import Plan
from charlib.errors import LibraryError
from charlib.files import replacing, sync_folder
from charlib.hints import call

_ID = re.compile(r"[a-z2-7]{8}")
_BEGUN, _ENDED = "begun", "ended"
_STAYS_MS = 30 * 24 * 3_600_000
"""How long a plan is kept after it has expired, for whoever asks what became of it."""


def new_id() -> str:
    """A name for a plan, short enough to type."""
    return new_uid()[:8]


def write(home: Home, plan: Plan) -> Plan:
    """Keep a new plan; return it. Raises LibraryError if the disk fails."""
    _write(_file(home, plan.id), plan)
    return plan


def _write(file: Path, plan: Plan) -> None:
    try:
        with replacing(file) as part:
            part.write_text(json.dumps(plans.to_json(plan), ensure_ascii=False), "utf-8")
    except OSError as error:
        raise LibraryError(
            f"the plan cannot be kept: {error.strerror}", hint=call("doctor")
        ) from error


def _file(home: Home, key: str, *words: str) -> Path:
    return home.plans / ".".join((key, *words, "json"))


def read(home: Home, key: str, now: int) -> Plan | None:
    """A plan by its id; None if there is none."""
    if not _ID.fullmatch(key):
        return None
    for word in ((), (_BEGUN,), (_ENDED,)):  # in the order that a plan goes through
        plan = _read(_file(home, key, *word), now)
        if plan is not None:
            return plan
    return None


def _read(file: Path, now: int) -> Plan | None:
    try:
        form = json.loads(file.read_text("utf-8"))
        plan = plans.from_json(form, form["state"])
    except (OSError, ValueError, TypeError, KeyError):
        return None
    if file.name.endswith(f".{_BEGUN}.json"):
        return plan._replace(state="begun")
    if plan.state == "open" and plan.expires_at <= now:
        return plan._replace(state="expired")
    return plan


def all_of(home: Home, now: int) -> list[Plan]:
    """All plans, the newest first."""
    read_each = (_read(file, now) for file in _files(home))
    found = [plan for plan in read_each if plan is not None]
    return sorted(found, key=lambda plan: (-plan.created_at, plan.id))


def _files(home: Home) -> Iterator[Path]:
    with suppress(OSError):
        yield from sorted(home.plans.glob("*.json"))


def claim(home: Home, plan: Plan) -> bool:
    """Take an open plan, for good; False if another process was faster.

    The disk has this before anything is sent: else a plan could be open again after a power cut.
    """
    try:
        _file(home, plan.id).rename(_file(home, plan.id, _BEGUN))
    except FileNotFoundError:
        return False
    except OSError as error:
        raise LibraryError(
            f"the plan cannot be begun: {error.strerror}", hint=call("doctor")
        ) from error
    sync_folder(home.plans)
    return True


def end(home: Home, plan: Plan) -> None:
    """Keep what became of a claimed plan."""
    _write(_file(home, plan.id, _ENDED), plan)
    _file(home, plan.id, _BEGUN).unlink(missing_ok=True)


def forget_old(home: Home, now: int) -> None:
    """Delete the plans of long ago, except those that were begun and have no end."""
    for file in _files(home):
        plan = _read(file, now)
        if plan and plan.state != "begun" and plan.expires_at + _STAYS_MS < now:
            file.unlink(missing_ok=True)


def forget_all(home: Home) -> None:
    """Delete all plans: texts and names are in them."""
    for file in _files(home):
        file.unlink(missing_ok=True)
