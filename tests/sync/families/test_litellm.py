"""The official shape through an unmodified LiteLLM proxy, where its command `litellm` is installed.

It is no dependency: install `litellm[proxy]` anywhere, put it into the PATH or name it in LITELLM.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from charlib.config import Clock
from charlib.library import Library
from charlib.sandbox import Server

from .cast import OPENAI, material

PROXY = os.environ.get("LITELLM") or shutil.which("litellm")
KEY = "sk-proxy-of-the-tests"
STARTS_S = 90.0

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not PROXY, reason="the command litellm is not installed"),
]


@pytest.fixture
def proxy(server: Server, tmp_path: Path) -> Iterator[str]:
    """A proxy in front of the simulator's official shape; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = tmp_path / "proxy.yaml"
    config.write_text(
        "model_list:\n"
        "  - model_name: sora-2\n"
        "    litellm_params:\n"
        "      model: openai/sora-2\n"
        f"      api_base: {server.bases['openai']}/v1\n"
        "      api_key: sandbox-key\n"
        f"general_settings:\n  master_key: {KEY}\n"
    )
    variables = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "NO_PROXY": "127.0.0.1"}
    with (tmp_path / "proxy.log").open("w") as log:
        running = subprocess.Popen(
            [str(PROXY), "--config", str(config), "--host", "127.0.0.1", "--port", str(port)],
            env={**os.environ, **variables},
            stdout=log,
            stderr=log,
        )
        try:
            _await(f"http://127.0.0.1:{port}/health/liveliness", running)
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()
            running.wait(30)


def _await(url: str, running: subprocess.Popen[bytes]) -> None:
    until = monotonic() + STARTS_S
    while monotonic() < until and running.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except (urllib.error.URLError, OSError):
            Clock().wait(0.5)
        else:
            return
    pytest.fail("the proxy did not start")


def test_characters_and_films_pass_through(
    lib: Library, server: Server, folder: Path, proxy: str
) -> None:
    """The proxy's long encoded ids are kept and sent as they came, and it finds who is meant."""
    os.environ["PROXY_KEY"] = KEY
    lib.accounts.add("main", profile="openai-videos:litellm", base_url=proxy, key_env="PROXY_KEY")
    before = len(server.ledger.characters)
    for handle in ("mia", "tom"):
        kept = material(folder, server, OPENAI)
        lib.create(handle, url=server.file_url("clip.mp4"), window="0,4", material=kept)
    task = lib.generate("@tom meets @mia")

    mia, tom = server.ledger.characters[before:]
    (binding,) = lib.show("mia").bindings
    assert binding.remote_id != mia.id
    assert server.ledger.generations[-1].mentions == (tom.id, mia.id)
    assert Path(task.output or "").is_file()
