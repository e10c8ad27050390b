"""The command: its first line, its port, another studio beside it, and its end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from charlib.cli import main
from charlib.errors import Conflict
from charlib.library import Library
from charlib.studio import run

from .client import Page, running

STOPS_S = 20.0
"""Far more than the two seconds that it may take on a machine with nothing else to do."""


@contextmanager
def started(*options: str, **environ: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A studio as a process, and its address."""
    command = [sys.executable, "-m", "charlib", "--json", "studio", "--no-browser", *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, **environ},
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            yield process, json.loads(process.stdout.readline())["url"]
        finally:
            if process.poll() is None:
                process.kill()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_it_stops_whatever_is_open(home: Path, sign: signal.Signals) -> None:
    """With a stream that a tab reads; stopping is no error, and the token is gone with it."""
    with started("--port", "0") as (process, url), httpx.Client() as http:
        assert http.get(url).status_code == 303
        with http.stream("GET", url.partition("?")[0] + "api/events") as response:
            next(response.iter_lines())
            process.send_signal(sign)
            out, err = process.communicate(timeout=STOPS_S)
        assert (process.returncode, out) == (0, "")
        assert "Traceback" not in err
    assert list(home.glob("studio-*.json")) == []


def test_work_that_was_not_finished_is_recorded(lib: Library, home: Path) -> None:
    """As with every other command: it says so, and `sync` finishes it."""
    lib.accounts.add("home", profile="sandbox", key_env="HOME_KEY")
    with socket.create_server(("127.0.0.1", 0)) as deaf:  # takes the request, and never answers
        port = deaf.getsockname()[1]
        lib.accounts.edit("home", base_url=f"http://127.0.0.1:{port}/sora/v1")
        with (
            started("--port", "0", HOME_KEY="sandbox-key") as (process, url),
            httpx.Client() as http,
        ):
            base = url.partition("/?")[0]
            http.headers["origin"] = base
            http.get(url)
            body = {"texts": ["a dog"]}
            plan = http.post(f"{base}/api/generate", json=body).json()["plan"]
            confirm = {"count": 1, "costs": plan["costs"]}
            answer = http.post(f"{base}/api/generate", json=body | {"confirm": confirm})
            assert answer.json()["job"]["state"] == "running"
            connection, _ = deaf.accept()
            with connection:
                connection.recv(10)
                process.send_signal(signal.SIGINT)
                _, err = process.communicate(timeout=STOPS_S)
    assert process.returncode == 130
    assert "charlib sync" in err
    assert [task.state for task in lib.tasks.list()] == ["sending"]
    assert list(home.glob("studio-*.json")) == []


def test_a_second_studio_has_the_next_port(home: Path, lib: Library) -> None:
    """On the same library; what one changes, the other is told."""
    assert lib.project == "default"
    with run.opened(home=home) as first, run.opened(home=home) as second:
        ports = [each.listener.getsockname()[1] for each in (first, second)]
    assert len(set(ports)) == 2
    with running(home=home) as one, running(home=home) as two, Page(one) as a, Page(two) as b:
        with b.events() as told:
            next(told)
            a.post("/api/characters", handle="mia")
            assert next(told)["event"] == "change"
        assert b.get("/api/characters")["total"] == 1
        strange = a.http.get(f"{b.origin}/api/characters", headers={"origin": b.origin})
        assert strange.status_code == 401


def test_a_port_that_is_asked_for_is_not_exchanged(home: Path) -> None:
    """Somebody may have written it down."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Conflict, match=str(port)), run.opened(home=home, port=port):
            pass


def test_what_is_wrong_is_said_before_it_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that is not there, a project that is not there."""
    assert main(["studio", str(tmp_path / "none"), "--no-browser"]) == 1
    assert "No folder" in capsys.readouterr().err
    assert main(["--project", "none", "studio", "--no-browser", "--port", "0"]) == 1
    assert "no project 'none'" in capsys.readouterr().err


def test_a_port_is_free_again_at_once(home: Path) -> None:
    """A studio that was stopped can be started at the same address."""
    ports = []
    for _ in range(2):
        with running(home=home) as studio, Page(studio) as page:
            page.get("/api/studio")
            ports.append(studio.listener.getsockname()[1])
        with run.opened(home=home, port=ports[0]):
            pass
