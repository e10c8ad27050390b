"""The file of late answers: to requests of a library that a backup has replaced meanwhile."""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from pathlib import Path
from typing import Any

from charlib.domain.jobs import Job, Outcome
from charlib.domain.moment import to_text
from charlib.domain.text import printable
from charlib.errors import LibraryError
from charlib.files import replacing

_SHOWN = ("state", "remote_id", "job_id", "mention", "output_url", "error")


def erase(file: Path, uids: Collection[str]) -> None:
    """Remove the answers to these requests; a file without answers goes."""
    if not file.exists():
        return
    lines = file.read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not any(f'"{uid}"' in line for uid in uids)]
    if kept == lines:
        return
    if not kept:
        file.unlink()
        return
    with replacing(file) as part:
        part.write_text("".join(kept), "utf-8")


def append(file: Path, job: Job, outcome: Outcome, now: int) -> None:
    """Add an answer, on the disk when this returns; LibraryError with its id if that fails."""
    line: dict[str, Any] = {
        "uid": job.uid, "what": job.what, "label": job.label, "account": job.account,
        "account_uid": job.account_uid, "at": to_text(now),
        **{name: getattr(outcome, name) for name in _SHOWN if getattr(outcome, name)},
    }  # fmt: skip
    try:
        number = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(number, "a", encoding="utf-8") as opened:
            opened.write(json.dumps(line, ensure_ascii=False) + "\n")
            opened.flush()
            os.fsync(number)
    except OSError as error:
        answer = printable(outcome.remote_id or outcome.job_id or outcome.state)
        raise LibraryError(
            f"the answer to {job.label} at {job.account}, {answer}, cannot be saved:"
            f" {error.strerror}",
            hint="Write it down, and make room on the disk",
        ) from error
