"""A batch that is killed at any moment is finished by sync, with nobody lost or made twice."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.servers.dialects import SORA_SYNC
from tests.acceptance.servers.expect import KEY_VAR, Cli, listed
from tests.acceptance.servers.strict_servers import KEY

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.servers.strict_servers import StrictServer

    from .conftest import Join

ROWS = 60
URLS = {f"extra_{n:02}": f"https://clips.example.com/{n:02}.mp4" for n in range(ROWS)}
UNFINISHED = frozenset({"planned", "sending", "processing"})


def write_batch(path: Path) -> Path:
    """Write the batch of sixty rows and give its file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("handle", "url", "window"))
        writer.writerows((handle, url, "5,8") for handle, url in URLS.items())
    return path


def run_and_kill(server: StrictServer, home: Path, batch: Path, answers: int) -> None:
    """Run the batch in a process of its own; kill it when the server has answered so many."""
    create = ("--home", str(home), "create", "--from", str(batch))
    log = batch.with_suffix(".log")
    with log.open("w") as words:
        process = subprocess.Popen(
            [sys.executable, "-m", "charlib", *create],
            env={**os.environ, KEY_VAR: KEY},
            stdout=words,
            stderr=words,
        )
        try:
            reached = server.wait_for_answers(answers, within_s=30)
        finally:
            process.kill()
            process.wait()
    assert reached, log.read_text()


@pytest.mark.parametrize("answers", [1, 7, 30, 55])
def test_killed_batch_is_finished_by_sync(
    run: Cli, join: Join, home: Path, tmp_path: Path, answers: int
) -> None:
    """After SIGKILL and sync each row has one settled binding; a recorded answer is never re-asked.

    A row that was about to be sent, or whose answer never came, is ``unknown`` and not re-sent; any
    other row is asked for exactly once.
    """
    server = join(SORA_SYNC, delay_s=0.03)
    run_and_kill(server, home, write_batch(tmp_path / "batch.csv"), answers)
    recorded = {
        character["handle"]
        for character in listed(run)
        if character["bindings"][0]["state"] == "ready"
    }

    first = run("sync")
    asked = Counter(body["url"] for body in server.bodies("create"))
    second = run("sync")

    assert "Traceback" not in first.err + second.err
    assert {first.code, second.code} <= {0, 3, 4}
    assert asked == Counter(body["url"] for body in server.bodies("create"))
    tally = {character["handle"]: character["bindings"] for character in listed(run)}
    assert tally.keys() == URLS.keys()
    for handle, bindings in tally.items():
        (only,) = bindings
        times = asked[URLS[handle]]
        assert only["state"] not in UNFINISHED
        assert times <= 1
        assert times == 1 or only["state"] == "unknown"
        assert only["state"] == "ready" or handle not in recorded
        if only["state"] == "ready":
            assert server.minted[only["remote_id"]]["url"] == URLS[handle]
