"""The JSON forms that `--json` prints and export files hold, as the design lays them down."""

from __future__ import annotations

import json

import pytest

from charlib.domain import forms
from charlib.domain.choices import TASK_STATES
from charlib.domain.prompts.compose import Composition, UsedCharacter
from charlib.domain.records import Account, Binding, Character, Project, Source, Task
from charlib.domain.windows.window import Window

NOON = 1_795_694_400_000
NOON_TEXT = "2026-11-26T12:00:00.000Z"

BINDING = Binding(
    id=1, account="main", profile="sora-sync", remote_id="char_1", mention="@char_1",
    state="ready", method="url", source="https://example.com/v.mp4", window=Window(5000, 8000),
    error=None, created_at=NOON, account_uid="acc1", base_url="https://relay.example",
)  # fmt: skip
MIA = Character(
    id=1, handle="mia", name="Mia", project="default", look="a red coat", notes="",
    tags=("hero", "lead"), bindings=(BINDING,), created_at=NOON, updated_at=NOON + 1,
)  # fmt: skip
TASK = Task(
    id=7, account="main", remote_id="video_1", state="running", prompt="@char_1 walks",
    model="sora-2", output=None, output_url=None, error=None, created_at=NOON, completed_at=None,
)  # fmt: skip
SOURCE = Source(
    id=3, kind="file", ref="clip.mp4", label=None, task_id=None, sha256="ab", bytes=10,
    duration_ms=12_345, width=640, height=360, media_path="media/ab.mp4", created_at=NOON,
)  # fmt: skip


def test_a_character_has_the_designs_keys() -> None:
    """A character in JSON is exactly what the contract names, in its order."""
    form = forms.character(MIA)
    assert list(form) == [
        "uid", "handle", "aliases", "name", "project", "look", "tags", "looks", "voice",
        "bindings", "created_at", "updated_at",
    ]  # fmt: skip
    assert form["tags"] == ["hero", "lead"]
    assert form["created_at"] == NOON_TEXT
    assert form["bindings"] == [forms.binding(BINDING)]
    main = {"name": "", "description": "a red coat", "episodes": "", "kept": []}
    assert form["looks"] == [main]


def test_notes_are_told_where_there_are_some() -> None:
    """Consent and likeness notes travel with a character that has them."""
    assert "notes" not in forms.character(MIA)
    assert forms.character(MIA._replace(notes="consent: yes"))["notes"] == "consent: yes"


def test_a_binding_has_the_designs_keys() -> None:
    """A binding says account, profile, id, mention, state, method, source, window and times."""
    assert forms.binding(BINDING) == {
        "account": "main",
        "account_uid": "acc1",
        "profile": "sora-sync",
        "base_url": "https://relay.example",
        "look": "",
        "remote_id": "char_1",
        "mention": "@char_1",
        "state": "ready",
        "method": "url",
        "source": "https://example.com/v.mp4",
        "window": "5,8",
        "created_at": NOON_TEXT,
        "error": None,
    }


def test_a_binding_without_window_says_so() -> None:
    """An id that was only catalogued came from no window."""
    assert forms.binding(BINDING._replace(window=None))["window"] is None


def test_a_window_from_the_first_moment_is_one() -> None:
    """A window that begins at 0 is printed, not taken for none."""
    assert forms.binding(BINDING._replace(window=Window(0, 1500)))["window"] == "0,1.5"


def test_a_task_has_the_designs_keys() -> None:
    """A task in JSON is exactly what the contract names, in its order."""
    assert list(forms.task(TASK)) == [
        "id", "account", "remote_id", "state", "prompt", "template", "characters", "model",
        "params", "output", "cost", "created_at", "completed_at", "error",
    ]  # fmt: skip
    assert forms.task(TASK._replace(completed_at=NOON))["completed_at"] == NOON_TEXT


@pytest.mark.parametrize("state", TASK_STATES)
def test_a_task_is_in_one_of_six_states(state: str) -> None:
    """The world sees queued, running, done, failed or unknown, whatever the library keeps."""
    shown = forms.task(TASK._replace(state=state))["state"]  # type: ignore[arg-type]
    assert shown in {"queued", "running", "done", "failed", "rejected", "unknown"}
    assert shown == state or (state in {"planned", "sending"} and shown == "queued")


def test_a_source_tells_its_duration_in_seconds() -> None:
    """Milliseconds inside are seconds outside; an unknown duration stays unknown."""
    assert forms.source(SOURCE)["duration"] == 12.345
    assert forms.source(SOURCE._replace(duration_ms=0))["duration"] == 0
    assert forms.source(SOURCE._replace(duration_ms=None))["duration"] is None


def test_an_account_tells_where_its_key_is_and_no_more() -> None:
    """The form holds the name of the variable, never a key."""
    account = Account(1, "main", "sora-sync", "https://relay.example", "RELAY_KEY", NOON)
    form = forms.account(account)
    assert form["key_env"] == "RELAY_KEY"
    assert set(form) == {
        "uid", "name", "profile", "base_url", "key_env", "key_command", "key_ring", "allows_http",
        "default", "foreign", "budget", "created_at",
    }  # fmt: skip


def test_a_composition_has_the_designs_keys() -> None:
    """A rendered prompt says for whom, from what, what it became, and who is in it."""
    used = UsedCharacter("mia", "char_1", "@char_1", character_id=1, binding_id=1)
    composition = Composition(
        "main", "sora-sync", "@mia", "@char_1", {"refs": [1]}, (used,), ("careful",)
    )
    assert forms.composition(composition) == {
        "account": "main",
        "profile": "sora-sync",
        "template": "@mia",
        "prompt": "@char_1",
        "request": {"refs": [1]},
        "characters": [{"handle": "mia", "look": "", "remote_id": "char_1", "mention": "@char_1"}],
        "warnings": ["careful"],
    }


def test_every_form_is_json() -> None:
    """All forms can be written as JSON and come back equal: lists are lists, times are text."""
    project = Project(1, "default", "Default", "", NOON, characters=2, is_current=True)
    composition = [
        forms.character(MIA),
        forms.task(TASK),
        forms.source(SOURCE),
        forms.project(project),
    ]
    assert json.loads(json.dumps(composition, allow_nan=False)) == composition
