"""The reading verbs: every statement prepares, every record comes back as it was written."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from charlib.config import Home
from charlib.domain import money
from charlib.domain.choices import COST_GROUPS
from charlib.domain.jobs import Outcome
from charlib.domain.search.parse import parse
from charlib.domain.search.tokens import fold
from charlib.domain.search.tree import Everything
from charlib.domain.windows.window import Window
from charlib.errors import LibraryError
from charlib.store.read.reader import Reader
from charlib.store.store import Store

from .filling import PLANNED, READY, TASK, URL, Filled, an_account

ALL_OF_IT = parse(
    "red tag:hero -tag:extra (state:ready or account:main) used:>0 created:2020.. *oa* ~rad",
    now=0,
)

CALLS: dict[str, list[Callable[[Reader], Any]]] = {
    "team.share": [lambda r: r.team.share()],
    "team.unpushed": [lambda r: r.team.unpushed()],
    "team.held": [lambda r: r.team.held()],
    "team.names": [lambda r: r.team.names("log/"), lambda r: r.team.names("log/", "log/1")],
    "team.newest": [lambda r: r.team.newest("log/", 500)],
    "team.snapshot": [lambda r: r.team.snapshot()],
    "team.since": [lambda r: r.team.since("log/")],
    "team.refused": [lambda r: r.team.refused()],
    "team.members": [lambda r: r.team.members()],
    "team.names_of_creations": [lambda r: r.team.names_of_creations()],
    "team.files": [lambda r: r.team.files()],
    "team.file": [lambda r: r.team.file("kept/ab/abc.jpg")],
    "team.known": [lambda r: r.team.known(["log/1", "media/2"])],
    "setting": [lambda r: r.setting("project")],
    "projects.all": [lambda r: r.projects.all()],
    "projects.by_slug": [lambda r: r.projects.by_slug("pilot")],
    "accounts.all": [lambda r: r.accounts.all()],
    "accounts.ids": [lambda r: r.accounts.ids()],
    "accounts.by_name": [lambda r: r.accounts.by_name("main")],
    "beginnings.handles": [lambda r: r.beginnings.handles("pilot", "mi", 8)],
    "characters.known": [lambda r: r.characters.known([(None, "mia"), ("pilot", "mia")], "pilot")],
    "characters.called": [
        lambda r: r.characters.called([(None, "Mia"), ("pilot", "Tom")], "pilot")
    ],
    "characters.projects_of": [lambda r: r.characters.projects_of(["mia", "nobody"])],
    "characters.aliases": [
        lambda r: r.characters.aliases(None),
        lambda r: r.characters.aliases("pilot"),
    ],
    "characters.handles": [
        lambda r: r.characters.handles(None),
        lambda r: r.characters.handles("pilot"),
    ],
    "characters.by_handle": [
        lambda r: r.characters.by_handle("pilot", "mia"),
        lambda r: r.characters.by_handle("pilot", "mia", trashed=True),
    ],
    "characters.ids_of": [
        lambda r: r.characters.ids_of([("pilot", "mia")]),
        lambda r: r.characters.ids_of([("pilot", "mia")], trashed=True),
    ],
    "characters.by_ids": [lambda r: r.characters.by_ids([2, 1])],
    "characters.search": [
        lambda r: r.characters.search(Everything()),
        lambda r: r.characters.search(ALL_OF_IT, project="pilot", limit=5),
        lambda r: r.characters.search(parse("red", now=0), sort="rank"),
        lambda r: r.characters.search(parse("red", now=0), sort="used", limit=3),
    ],
    "characters.page_of": [lambda r: r.characters.page_of([2, 1], 0, 2)],
    "characters.facets": [
        lambda r: r.characters.facets(Everything()),
        lambda r: r.characters.facets(Everything(), project="pilot"),
        lambda r: r.characters.facets(ALL_OF_IT, project="pilot"),
    ],
    "characters.each": [lambda r: list(r.characters.each([2, 1]))],
    "characters.lines": [lambda r: list(r.characters.lines([2, 1]))],
    "characters.ids": [lambda r: r.characters.ids(ALL_OF_IT, sort="oldest", after=1)],
    "characters.count": [lambda r: r.characters.count(ALL_OF_IT)],
    "footage.windows_of": [lambda r: r.footage.windows_of(1)],
    "footage.windows_of_bindings": [lambda r: r.footage.windows_of_bindings(["a", "b"])],
    "footage.handles_of": [lambda r: r.footage.handles_of(["a"])],
    "footage.pieces": [lambda r: r.footage.pieces(1)],
    "footage.room": [lambda r: r.footage.room()],
    "footage.path_of": [lambda r: r.footage.path_of("ab")],
    "footage.uploads": [lambda r: r.footage.uploads(1)],
    "footage.avatar_url": [lambda r: r.footage.avatar_url(1)],
    "searches.text": [lambda r: r.searches.text("reds")],
    "searches.all": [lambda r: r.searches.all(), lambda r: r.searches.all("take")],
    "characters.trash": [lambda r: r.characters.trash("pilot")],
    "tags.named": [lambda r: r.tags.named("hero")],
    "jobs.raw_answer": [lambda r: r.jobs.raw_answer(1)],
    "characters.bound_to": [lambda r: r.characters.bound_to(1, "ch_1")],
    "characters.bound_to_any": (lambda r: r.characters.bound_to_any([(1, "ch_1")]),),
    "characters.by_uids": [lambda r: r.characters.by_uids(["c1"])],
    "footage.shown_looks": [lambda r: r.footage.shown_looks(["frontal"], lambda *_: True)],
    "tasks.people": [lambda r: r.tasks.people(1)],
    "characters.uses": [lambda r: r.characters.uses([1, 2])],
    "characters.prompts_using": [lambda r: r.characters.prompts_using([1, 2])],
    "tags.all": [lambda r: r.tags.all(), lambda r: r.tags.all("pilot")],
    "sources.all": [lambda r: r.sources.all()],
    "sources.find": [lambda r: r.sources.find("clip")],
    "sources.by_id": [lambda r: r.sources.by_id(1)],
    "sources.of_task": [lambda r: r.sources.of_task(1)],
    "sources.windows": [lambda r: r.sources.windows(1)],
    "sources.saved_windows": [lambda r: r.sources.saved_windows(1)],
    "sources.films_of": [lambda r: r.sources.films_of(["u"])],
    "tasks.all": [lambda r: r.tasks.all(), lambda r: r.tasks.all(states=["done"], limit=1)],
    "tasks.find": [lambda r: r.tasks.find("1")],
    "tasks.prompt": [lambda r: r.tasks.prompt(1)],
    "takes.search": [
        lambda r: r.takes.search(Everything()),
        lambda r: r.takes.search(Everything(), project="pilot", sort="scene", limit=2, after=1),
    ],
    "takes.ids": [
        lambda r: r.takes.ids(Everything()),
        lambda r: r.takes.ids(Everything(), project="pilot"),
    ],
    "takes.replaced": [lambda r: r.takes.replaced([1])],
    "persons.checked_without_consent": [lambda r: r.persons.checked_without_consent()],
    "persons.merged_into": [lambda r: r.persons.merged_into("pilot", "mia")],
    "shared.chosen": [lambda r: r.shared.chosen([1, 2])],
    "shared.asked": [
        lambda r: r.shared.asked("character", [1]),
        lambda r: r.shared.asked("task", [1]),
    ],
    "shared.erased": [lambda r: r.shared.erased(["c1"])],
    "shared.texts": [lambda r: r.shared.texts("character", ["c1"])],
    "shared.questions": [lambda r: r.shared.questions()],
    "takes.by_ids": [lambda r: r.takes.by_ids([1])],
    "takes.filmed": [lambda r: r.takes.filmed("pilot")],
    "takes.scenes": [lambda r: r.takes.scenes(None, None), lambda r: r.takes.scenes("pilot", 5)],
    "jobs.open": [
        lambda r: r.jobs.open("binding"),
        lambda r: r.jobs.open("task"),
        lambda r: r.jobs.open("binding", ["a", "b"]),
        lambda r: r.jobs.open("task", ["a"]),
    ],
    "jobs.states": [
        lambda r: r.jobs.states("binding", ["a"]),
        lambda r: r.jobs.states("task", ["a"]),
    ],
    "jobs.quickest_task": [lambda r: r.jobs.quickest_task("main")],
    "jobs.part_ids": [lambda r: r.jobs.part_ids("main")],
    "jobs.task_ids": [lambda r: r.jobs.task_ids("main")],
    "jobs.rivals": [lambda r: r.jobs.rivals(r.jobs.job("task", r.tasks.all()[0].uid))],
    "jobs.request_of": [lambda r: r.jobs.request_of(1)],
    "looks.owners": [lambda r: r.looks.owners("default")],
    "voices.owners": [lambda r: r.voices.owners("default"), lambda r: r.voices.owners(None)],
    "jobs.character_of": [lambda r: r.jobs.character_of("a")],
    "jobs.ids_before": [lambda r: r.jobs.ids_before("a")],
    "jobs.ids_at": [lambda r: r.jobs.ids_at(1)],
    "jobs.without_id": [lambda r: r.jobs.without_id("main")],
    "jobs.remote_ids": [lambda r: r.jobs.remote_ids("main")],
    "sources.of_url": [lambda r: r.sources.of_url(URL)],
    "characters.name_of_binding": [lambda r: r.characters.name_of_binding("a")],
    "footage.is_uploading": [lambda r: r.footage.is_uploading(1, "a")],
    "jobs.job": [lambda r: r.jobs.job("binding", "a"), lambda r: r.jobs.job("task", "a")],
    "jobs.unsettled": [lambda r: r.jobs.unsettled(1)],
    "jobs.films": [lambda r: r.jobs.films(), lambda r: r.jobs.films(["uid"])],
    "jobs.outcome": [
        lambda r: r.jobs.outcome("binding", "a"),
        lambda r: r.jobs.outcome("task", "a"),
    ],
    "costs.retried": [lambda r: r.costs.retried()],
    "costs.spent": [
        lambda r: r.costs.spent(1, money.parse("1 USD/month"), 0),
        lambda r: r.costs.spent(1, money.parse("1 calls"), 0),
    ],
    "costs.sums": [
        lambda r: [r.costs.sums(by, 0) for by in (None, *COST_GROUPS)],
    ],
    "tasks.by_uid": [lambda r: r.tasks.by_uid("a")],
    "jobs.task_of_binding": [lambda r: r.jobs.task_of_binding("a")],
    "persons.traces": [lambda r: r.persons.traces(1)],
    "journal.entries": [lambda r: r.journal.entries(), lambda r: r.journal.entries(limit=1)],
    "journal.to_undo": [
        lambda r: r.journal.to_undo(),
        lambda r: r.journal.to_undo(only_changes=True),
    ],
    "journal.to_redo": [lambda r: r.journal.to_redo()],
    "journal.count": [lambda r: r.journal.count()],
    "journal.one": [lambda r: r.journal.one(1)],
    "journal.steps": [lambda r: r.journal.steps()],
}
"""Every reading verb, with each of the forms its SQL can take."""


def verbs(reader: Reader) -> set[str]:
    """The reading verbs: `setting`, and `subject.verb`."""
    subjects = {name for name in dir(reader) if not name.startswith("_")} - {"close", "setting"}
    return {"setting"} | {
        f"{subject}.{name}"
        for subject in subjects
        for name in dir(getattr(reader, subject))
        if not name.startswith("_")
    }


def test_every_statement_of_the_reader_prepares(filled: Filled, place: Home) -> None:
    """SQLite can compile all SQL of all reading verbs against the migrated schema."""
    assert verbs(filled.store.read) == set(CALLS), "a verb of the reader is not exercised here"
    heard: list[str] = []
    with filled.store.write() as writer:
        writer.settings.save_search("reds", "red")
    filled.store.read._query.connection.set_trace_callback(heard.append)
    for calls in CALLS.values():
        for call in calls:
            call(filled.store.read)

    statements = {sql for sql in heard if not sql.startswith(("-- ", "PRAGMA"))}
    assert len(statements) >= len(CALLS)
    with closing(sqlite3.connect(place.database)) as connection:
        connection.create_function("fold", 1, fold, deterministic=True)
        connection.create_function("here", 1, str)
        connection.create_function("chosen", 0, lambda: None)
        for sql in statements:
            assert sql.split(maxsplit=1)[0] in {"SELECT", "WITH"}
            assert connection.execute(f"EXPLAIN {sql}").fetchall()


def test_the_reader_cannot_write(filled: Filled) -> None:
    """The reader's connection refuses every change."""
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        filled.store.read._query.connection.execute("DELETE FROM setting")


def test_the_reader_sees_what_was_committed_since(filled: Filled, place: Home) -> None:
    """A reader that is open sees at once what another one's transaction has committed."""
    other = Reader(place.database)
    before = len(other.projects.all())
    with filled.store.write() as writer:
        writer.projects.add("sequel")
        assert len(other.projects.all()) == before

    assert len(other.projects.all()) == before + 1
    other.close()


def test_a_reader_of_no_file_says_so(place: Home) -> None:
    """A library whose file is gone gives charlib's error, with a remedy."""
    with pytest.raises(LibraryError, match="cannot be used") as caught:
        Reader(place.database)

    assert caught.value.hint


def test_projects_round_trip(filled: Filled) -> None:
    """A project comes back as written, with the number of its living characters."""
    project = filled.store.read.projects.by_slug("pilot")

    assert project is not None
    assert (project.name, project.notes, project.characters) == ("The Pilot", "first season", 1)
    assert filled.store.read.projects.by_slug("nowhere") is None
    assert [project.slug for project in filled.store.read.projects.all()] == ["default", "pilot"]


def test_the_current_project_is_marked(filled: Filled) -> None:
    """The project `default` is the current one until another is put in use."""
    assert [project.slug for project in filled.store.read.projects.all() if project.is_current] == [
        "default"
    ]
    with filled.store.write() as writer:
        writer.settings.set("project", "pilot")

    assert [project.slug for project in filled.store.read.projects.all() if project.is_current] == [
        "pilot"
    ]


def test_accounts_round_trip(filled: Filled) -> None:
    """An account comes back with its profile's kept text and the name of its key's variable."""
    with filled.store.write() as writer:
        an_account(writer, "another")
        writer.settings.set("account", "main")
    another, main = filled.store.read.accounts.all()

    assert (main.name, main.profile, main.profile_toml) == ("main", "sandbox", "title = 'kept'")
    assert (main.base_url, main.key_env) == ("http://127.0.0.1:1/v1", "KEY")
    assert (main.is_default, another.is_default) == (True, False)
    assert filled.store.read.accounts.by_name("main") == main
    assert filled.store.read.accounts.by_name("nobody") is None


def test_settings_round_trip(store: Store) -> None:
    """A setting is what it was last set to, and is unset only when it still has the value named."""
    with store.write() as writer:
        writer.settings.set("project", "one")
        writer.settings.set("project", "two")
        writer.settings.unset("project", "one")
    assert store.read.setting("project") == "two"

    with store.write() as writer:
        writer.settings.unset("project", "two")
    assert store.read.setting("project") is None


def test_characters_round_trip(filled: Filled) -> None:
    """A character comes back with its words, its tags, and its bindings with their windows."""
    mia = filled.store.read.characters.by_handle("pilot", "mia")
    assert mia is not None
    (binding,) = mia.bindings

    assert (mia.name, mia.look, mia.notes) == ("Mia Holm", "red coat", "left-handed")
    assert (mia.project, mia.tags, mia.deleted_at) == ("pilot", ("hero",), None)
    assert (binding.account, binding.profile, binding.state) == ("main", "sandbox", "ready")
    assert (binding.remote_id, binding.mention) == ("ch_1", "@mia.holm")
    assert (binding.source, binding.window, binding.method) == (URL, Window(5000, 8000), "url")
    assert filled.store.read.characters.by_ids([filled.mia]) == [mia]
    assert filled.store.read.characters.by_handle("default", "mia") is None


def test_by_ids_keeps_the_order_asked_for(filled: Filled) -> None:
    """Characters come back in the order of the ids, and an id nobody has is left out."""
    characters = filled.store.read.characters.by_ids([filled.tom, 404, filled.mia])

    assert [character.handle for character in characters] == ["tom", "mia"]


def test_known_answers_keys_as_they_were_asked(filled: Filled) -> None:
    """A key without a project means the current one; both ways of asking are answered."""
    known = [(None, "mia"), ("pilot", "mia"), ("default", "tom")]
    asked = [*known, (None, "tom"), ("no", "mia")]

    for order in (asked, asked[::-1]):
        found = filled.store.read.characters.known(order, "pilot")
        assert found == {key: (key[0] or "pilot", key[1]) for key in known}


def test_handles_of_one_project_or_all(filled: Filled) -> None:
    """Handles are listed for one project, or for all when none is named."""
    assert sorted(filled.store.read.characters.handles(None)) == ["mia", "tom"]
    assert filled.store.read.characters.handles("pilot") == ["mia"]


def test_tags_are_counted(filled: Filled) -> None:
    """Each tag is listed with how many living characters have it, also when none has."""
    with filled.store.write() as writer:
        writer.tags.add([filled.tom], ["hero", "extra"])
        writer.tags.remove([filled.tom], ["extra"])

    assert [(tag.name, tag.characters) for tag in filled.store.read.tags.all()] == [
        ("extra", 0),
        ("hero", 2),
    ]
    assert [(tag.name, tag.characters) for tag in filled.store.read.tags.all("pilot")] == [
        ("extra", 0),
        ("hero", 1),
    ]


def test_sources_round_trip(filled: Filled) -> None:
    """A source is found by its label, its reference and its number; a task's output by its task."""
    read = filled.store.read
    clip = read.sources.by_id(filled.source)
    film = read.sources.of_task(filled.task)
    assert clip is not None
    assert film is not None

    assert (clip.kind, clip.ref, clip.label, clip.duration_ms) == ("url", URL, "clip", 15_000)
    assert (film.kind, film.ref, film.task_id) == ("task", "task:video_1", filled.task)
    for ref in ("clip", URL, str(clip.id)):
        assert read.sources.find(ref) == [clip]
    assert read.sources.find("video_1") == [film]
    assert read.sources.all() == [film, clip]
    assert read.sources.all(limit=1) == [film]


def test_windows_of_a_source_name_who_is_seen(filled: Filled) -> None:
    """The windows of a source come in order of time, without those of trashed characters."""
    with filled.store.write() as writer:
        writer.sources.add_window(filled.source, filled.tom, Window(500, 2000))
    read = filled.store.read
    assert read.sources.windows(filled.source) == [
        ("tom", Window(500, 2000)),
        ("pilot/mia", Window(5000, 8000)),
    ]

    with filled.store.write() as writer:
        writer.characters.put_away([filled.tom])
    assert read.sources.windows(filled.source) == [("pilot/mia", Window(5000, 8000))]


def test_tasks_round_trip(filled: Filled) -> None:
    """A task is found by the provider's id and by its number, and listed by its state."""
    read = filled.store.read
    (task,) = read.tasks.find("video_1")

    assert (task.account, task.state, task.model) == ("main", "running", "m")
    assert read.tasks.find(str(task.id)) == [task]
    assert read.tasks.all() == read.tasks.all(states=["running"]) == [task]
    assert read.tasks.all(states=["done", "failed"]) == []


def test_a_tasks_output_is_its_kept_file_else_its_url(filled: Filled) -> None:
    """The downloaded file is what a task's output is; before there is one, the result's URL."""
    done = Outcome("done", output_url=URL, completed_at=7)
    with filled.store.write() as writer:
        writer.jobs.record("task", TASK, done)
    (task,) = filled.store.read.tasks.all()
    assert (task.output, task.output_url, task.completed_at) == (URL, URL, 7)

    with filled.store.write() as writer:
        writer.sources.record(
            "task", "task:video_1", task_id=filled.task, media_path="/kept/film.mp4"
        )
    (task,) = filled.store.read.tasks.all()
    assert (task.output, task.output_url) == ("/kept/film.mp4", URL)


def test_a_providers_id_goes_before_a_number(filled: Filled) -> None:
    """A task whose remote id looks like another task's number is the one that is meant."""
    with filled.store.write() as writer:
        writer.jobs.add_task(filled.account, state="done", request=None, remote_id=str(filled.task))

    (task,) = filled.store.read.tasks.find(str(filled.task))

    assert task.remote_id == str(filled.task)


def test_prompts_count_for_their_characters(filled: Filled) -> None:
    """It is known in how many prompts a character was used."""
    assert filled.store.read.characters.prompts_using([filled.mia]) == 1
    assert filled.store.read.characters.prompts_using([filled.tom]) == 0


def test_outcomes_round_trip(filled: Filled) -> None:
    """The raw answer and the id of a finished binding come back."""
    outcome = Outcome("ready", remote_id="ch_2", mention="@t", raw='{"id":"ch_2"}', expires_at=9)
    with filled.store.write() as writer:
        writer.jobs.record("binding", PLANNED, outcome)
    read = filled.store.read

    assert read.jobs.raw_answer(filled.planned) == '{"id":"ch_2"}'
    assert read.jobs.raw_answer(filled.ready) is None
    assert read.characters.bound_to(filled.account, "ch_2") == ["tom"]
    assert read.jobs.states("binding", [READY, PLANNED, "nobody"]) == {
        READY: "ready",
        PLANNED: "ready",
    }


def test_open_bindings_are_jobs(filled: Filled) -> None:
    """A planned binding is a job that knows its request and the state of the task it waits for."""
    (job,) = filled.store.read.jobs.open("binding")

    assert (job.id, job.what, job.label, job.account) == (
        filled.planned,
        "binding",
        "@tom",
        "main",
    )
    assert (job.state, job.waits_for) == ("planned", "running")
    assert job.request == {"body": {"from_task": "video_1"}}
    assert filled.store.read.jobs.open("binding", [READY]) == []


def test_open_tasks_are_jobs(filled: Filled) -> None:
    """A task stays a job until its result is kept: running, then done without a file, then none."""
    read = filled.store.read
    assert [job.remote_id for job in read.jobs.open("task")] == ["video_1"]
    with filled.store.write() as writer:
        writer.jobs.record("task", TASK, Outcome("done", output_url=URL))
    assert [(job.state, job.output_url) for job in read.jobs.open("task")] == [("done", URL)]

    with filled.store.write() as writer:
        writer.sources.record("task", "task:video_1", task_id=filled.task, media_path="film.mp4")
    assert read.jobs.open("task") == []


def test_a_trashed_character_is_not_sent(filled: Filled) -> None:
    """What is planned for a trashed character is no job; what was sent is still asked after."""
    with filled.store.write() as writer:
        writer.characters.put_away([filled.tom])
    assert filled.store.read.jobs.open("binding") == []

    with filled.store.write() as writer:
        writer.jobs.record("binding", PLANNED, Outcome("processing", job_id="j"))
    assert [job.remote_id for job in filled.store.read.jobs.open("binding")] == ["j"]


def test_what_was_never_answered_is_told(filled: Filled) -> None:
    """Bindings and tasks that were sent and not answered are named with what is known of them."""
    with filled.store.write() as writer:
        writer.jobs.record("binding", PLANNED, Outcome("unknown", error="cut off"))
        writer.jobs.add_task(filled.account, state="unknown", request={})

    unsettled = filled.store.read.jobs.unsettled()

    assert ("@tom", "main", "cut off", "binding", "default/tom", PLANNED) in [
        request[:6] for request in unsettled
    ]
    assert [request.ref for request in unsettled if request.what == "task"] == [
        f"task:{filled.task + 1}"
    ]


def test_records_are_plain_values(filled: Filled) -> None:
    """What leaves the store is a frozen record of plain values: no row, no session."""
    mia = filled.store.read.characters.by_handle("pilot", "mia")
    assert mia is not None

    with pytest.raises(AttributeError):
        mia.name = "other"  # type: ignore[misc] # that it cannot be set is the point
    assert {type(value).__module__ for value in mia._asdict().values()} == {"builtins"}
