"""A key that could be recognised anywhere, and a whole story told with it: it is nowhere."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from charlib.sandbox import Fault, Server, Settings, running

from .conftest import ROOT

KEY = "sk-canary-9b1deb4d3b7d4bad"
VARIABLE = "CANARY_KEY"


class Story:
    """Command lines in a world of their own, and everything that was heard of them."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.heard: list[bytes] = []
        self._orders: list[dict[str, Any]] = []
        for name in ("home", "tmp", "cwd"):
            (folder / name).mkdir()
        self.environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder / "home"),
            "TMPDIR": str(folder / "tmp"),
            "CHARLIB_HOME": str(folder / "home" / "charlib"),
            "PYTHONPATH": str(ROOT),
            "COLUMNS": "80",
            VARIABLE: KEY,
        }

    def run(self, *words: str, **more: Any) -> None:
        """Order one."""
        self._orders.append({"words": words, **more})

    def strike(self, kind: str, **more: Any) -> None:
        """Order the next request to be answered badly."""
        fault = {"kind": kind, "method": "POST", **more}
        self._orders.append({"url": self.server.url, "fault": fault})

    def tell(self) -> None:
        """Carry all orders out, and keep what is said."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.proof.canary"],
            cwd=self.folder / "cwd",
            env=self.environ,
            input="".join(json.dumps(order) + "\n" for order in self._orders).encode(),
            capture_output=True,
            check=True,
        )
        self.heard += [done.stdout, done.stderr]

    def everything(self) -> dict[str, bytes]:
        """All that was written anywhere, by where."""
        files = {str(path): path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}
        return files | {f"said {number}": text for number, text in enumerate(self.heard)}


def traces(data: bytes) -> bool:
    """Whether the key is in some bytes, plain, reversed, as hexadecimal or in base64."""
    forms = [KEY, KEY[::-1], KEY.encode().hex()]
    forms += [base64.b64encode(f"{pad}{KEY}".encode()).decode()[4:-4] for pad in ("", "x", "xy")]
    return any(form.encode() in data for form in forms)


@pytest.fixture
def story(films: Path, tmp_path: Path) -> Story:
    """A world with a sandbox that knows the key."""
    with running(Settings(key=KEY, files=films, polls=0, film_height=36)) as server:
        yield Story(server, tmp_path)


def tell(story: Story) -> None:
    """Everything that a user does, and much that goes wrong."""
    url = story.server.file_url("mia.mp4")
    at = ("--base-url", story.server.bases["sync"], "--key-env", VARIABLE)
    echo = {"error": {"message": f"Incorrect API key provided: {KEY}", "code": "invalid_api_key"}}
    story.run("account", "add", "main", "--profile", "sora-sync", *at)
    story.run("account", "show", "main")
    story.run("--debug", "create", "mia", "--url", url, "--window", "5,8", "--tag", "hero")
    badly: list[tuple[str, dict[str, Any]]] = [
        ("status", {"status": 401, "body": echo}),
        ("status", {"status": 500, "body": echo}),
        ("wrong_type", {"message": f"Authorization: Bearer {KEY}"}),
        ("redirect", {"url": f"https://127.0.0.1:1/?key={KEY}"}),
        ("lost_answer", {}),
    ]
    for number, (kind, more) in enumerate(badly):
        story.strike(kind, **more)
        story.run("--debug", "create", f"extra_{number}", "--url", url, "--window", "1,3")
        story.run("--json", "show", f"extra_{number}")
    story.run("--debug", "create", "crashed", "--url", url, "--window", "1,3", crash=True)
    story.run("create", "crashed2", "--url", url, "--window", "1,3", crash=True)
    story.run("generate", "@mia walks", "--wait", "--param", "duration=2")
    story.run("prompt", "@mia walks")
    story.run("sync", "--retry")
    story.run("--json", "sync", environ={VARIABLE: f"{KEY}\x07"})
    story.run("export", "cast.jsonl")
    story.run("backup", "copy.db")
    story.run("history")
    story.run("doctor")
    story.run("undo")
    story.tell()


def test_the_key_is_nowhere(story: Story) -> None:
    """After a whole story the key is in no byte of any file, answer, error or crash."""
    tell(story)
    texts = story.everything()

    used = [request.headers.get("authorization") for request in story.server.ledger.requests]
    assert f"Bearer {KEY}" in used, "the canary was never sent"
    assert any(b"RuntimeError: a fault that nobody foresaw" in text for text in story.heard)
    assert sum(text.count(b"exit code 0\n") for text in story.heard) >= 12
    assert any(name.endswith("copy.db") for name in texts)
    assert any(name.endswith("library.db") for name in texts)
    assert any(name.endswith("cast.jsonl") for name in texts)
    assert {name for name, data in texts.items() if traces(data)} == set()


def test_the_key_is_not_in_a_log_that_a_killed_process_left(story: Story) -> None:
    """SIGKILL leaves a write-ahead log, and the key is not in it either."""
    at = ("--base-url", story.server.bases["sync"], "--key-env", VARIABLE)
    story.run("account", "add", "main", "--profile", "sora-sync", *at)
    story.tell()
    story.server.faults.add(Fault("latency", method="POST", seconds=30))
    url = story.server.file_url("mia.mp4")
    words = ("create", "mia", "--url", url, "--window", "5,8")
    process = subprocess.Popen(
        [sys.executable, "-m", "charlib", *words],
        cwd=story.folder / "cwd",
        env=story.environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while not story.server.faults.struck and process.poll() is None:
        os.sched_yield()
    cmdline = Path(f"/proc/{process.pid}/cmdline")
    seen = cmdline.read_bytes() if cmdline.exists() else b""
    process.send_signal(signal.SIGKILL)
    process.wait()
    texts = story.everything()

    assert any(name.endswith("-wal") and data for name, data in texts.items())
    assert not traces(seen)
    assert {name for name, data in texts.items() if traces(data)} == set()
