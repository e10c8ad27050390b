"""One of everything, written by the writer's own verbs."""

from __future__ import annotations

from dataclasses import dataclass

from charlib.domain.jobs import Outcome
from charlib.domain.windows.window import Window
from charlib.store.store import Store
from charlib.store.write.transaction import Transaction

URL = "https://host.example/clip.mp4"
READY, PLANNED, TASK = "readybinding", "plannedbinding", "runningtask"
"""The uids of the jobs."""


@dataclass(frozen=True, slots=True)
class Filled:
    """The ids of what is there."""

    store: Store
    account: int
    mia: int
    tom: int
    source: int
    window: int
    ready: int
    planned: int
    task: int
    prompt: int


def an_account(writer: Transaction, name: str = "main") -> int:
    """Add an account of the bundled simulator's profile."""
    return writer.accounts.add(name, "sandbox", "title = 'kept'", "http://127.0.0.1:1/v1", "KEY")


def fill(store: Store) -> Filled:
    """Write two characters, of whom one is bound and one is to be made from a task's output."""
    with store.write() as writer:
        account = an_account(writer)
        project = writer.projects.add("pilot", "The Pilot", "first season")
        mia = writer.characters.add(
            project, "mia", name="Mia Holm", look="red coat", notes="left-handed", tags=["hero"]
        )
        tom = writer.characters.add(writer.projects.id("default"), "tom", look="Éva's brother")
        source = writer.sources.record("url", URL, label="clip", duration_ms=15_000)
        window = writer.sources.add_window(source, mia, Window(5000, 8000))
        ready = writer.jobs.add_binding(
            mia,
            account,
            uid=READY,
            state="ready",
            method="url",
            window_id=window,
            remote_id="ch_1",
            mention="@mia.holm",
        )
        task = writer.jobs.add_task(
            account, uid=TASK, state="running", request={"path": "/videos"}, remote_id="video_1",
            model="m",
        )  # fmt: skip
        film = writer.sources.record("task", "task:video_1", task_id=task)
        planned = writer.jobs.add_binding(
            tom,
            account,
            uid=PLANNED,
            state="planned",
            method="task",
            window_id=writer.sources.add_window(film, tom, Window(0, 1500)),
            request={"body": {"from_task": "video_1"}},
        )
        writer.jobs.record("task", TASK, Outcome("running", raw='{"status":"running"}'))
        prompt = writer.jobs.add_prompt(
            project_id=project,
            account_id=account,
            task_id=task,
            template="@mia waits",
            text="@mia.holm waits",
            request={},
            characters=[(mia, ready, None)],
        )
    return Filled(store, account, mia, tom, source, window, ready, planned, task, prompt)
