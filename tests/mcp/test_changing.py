"""What an agent changes: counted before, one entry each, and taken back."""

from __future__ import annotations

import pytest

from charlib.errors import PartlyDone
from charlib.library import Library
from tests.conftest import Cli

from .agent import Agent, served

ME = "agent:tester"


def entries(lib: Library) -> list[str]:
    """What the journal calls the agent's changes, oldest first."""
    return [each.command for each in reversed(lib.history(by=ME))]


def test_cataloguing_adds_and_then_changes(at_sandbox: Library, agent: Agent) -> None:
    """Each call is one entry, labelled with the client; the same call again changes nothing."""
    given = {"handle": "mia", "name": "Mia", "tags": ["hero"], "notes": "left-handed",
             "remote_id": "ch_1", "account": "home"}  # fmt: skip
    first = agent.call("catalogue", **given)
    again = agent.call("catalogue", **given)
    later = agent.call("catalogue", handle="mia", look="a red coat", tags=["lead"])
    assert (first["added"], again["added"], later["added"]) == (True, False, False)
    assert again["entry"] is None
    mia = at_sandbox.show("mia")
    assert (mia.name, mia.look, mia.notes) == ("Mia", "a red coat", "left-handed")
    assert set(mia.tags) == {"hero", "lead"}
    assert [each.remote_id for each in mia.bindings] == ["ch_1"]
    newest, oldest = at_sandbox.history(by=ME)
    assert (oldest.id, newest.id) == (first["entry"], later["entry"])
    assert oldest.command.startswith("agent:tester: catalogue mia Mia")


def test_cataloguing_tells_of_an_id_that_another_has(at_sandbox: Library, agent: Agent) -> None:
    """In the answer, where the agent reads it; once, and not for an ID of its own."""
    at_sandbox.add("tom", "ch_1", account="home")
    given = {"remote_id": "ch_1", "account": "home"}
    assert agent.call("catalogue", handle="mia", **given)["warnings"] == [
        "@tom has this ID at home too"
    ]
    at_sandbox.add("eva")
    assert len(agent.call("catalogue", handle="eva", **given)["warnings"]) == 2
    assert agent.call("catalogue", handle="eva", **given)["warnings"] == []
    assert agent.call("catalogue", handle="zoe")["warnings"] == []


def test_a_query_is_shown_before_it_changes(lib: Library, agent: Agent) -> None:
    """How many there are, and who; then exactly as many are changed, or none."""
    for name in ("mia", "tom", "eva"):
        lib.add(name, tags=["hero"])
    shown = agent.call("change", query="tag:hero", look="wet", tag=["rain"])
    assert (shown["count"], shown["changed"], shown["dry_run"]) == (3, None, True)
    given = {"query": "tag:hero", "look": "wet", "tag": ["rain"], "dry_run": False}
    assert agent.error("change", **given)["message"] == "expect is missing"
    assert agent.error("change", **given, expect=2)["kind"] == "conflict"
    assert lib.count("rain") == 0
    done = agent.call("change", **given, expect=3)
    assert (done["changed"], lib.count("tag:rain wet")) == (6, 3)
    assert len(entries(lib)) == 1
    agent.call("change", query="tag:hero", untag=["hero"], dry_run=False, expect=3)
    assert lib.count("tag:hero") == 0


def test_named_characters_are_changed_at_once(lib: Library, agent: Agent) -> None:
    """A dry run is possible too; an unknown name changes nothing of the others."""
    lib.add("mia")
    assert agent.call("change", handles=["mia"], notes="x", dry_run=True)["changed"] is None
    assert agent.error("change", handles=["mia", "nobody"], notes="x")["kind"] == "not-found"
    assert agent.error("change", handles=["mia"], notes="x", expect=2)["kind"] == "conflict"
    assert agent.error("change", handles=["mia"])["message"] == "nothing to change"
    assert agent.error("change", notes="x")["kind"] == "invalid"
    assert lib.show("mia").notes == ""
    agent.call("change", handles=["mia"], notes="x", expect=1)
    assert lib.show("mia").notes == "x"


def test_trash_compares_before_it_swaps(lib: Library, agent: Agent) -> None:
    """What somebody changed since the agent looked stays, and so does the rest of the call."""
    lib.add("mia")
    lib.add("tom")
    seen = [agent.call("show", handle=name)["character"]["updated_at"] for name in ("mia", "tom")]
    lib.edit("tom", notes="needed")
    given = {"handles": ["mia", "tom"], "seen_updated_at": seen}
    assert agent.error("trash", **given)["kind"] == "conflict"
    assert lib.count("") == 2
    assert agent.error("trash", handles=["mia"], seen_updated_at=[])["kind"] == "invalid"
    gone = agent.call("trash", handles=["default/mia"], seen_updated_at=seen[:1])
    assert gone["trashed"] == ["default/mia"]
    assert [each.handle for each in lib.list()] == ["tom"]


def test_no_tool_writes_a_consent(lib: Library, agent: Agent) -> None:
    """Whether a person agreed is not for a program to say."""
    lib.add("mia")
    for name in ("change", "catalogue"):
        (tool,) = [each for each in agent.tools() if each.name == name]
        assert not {"consent", "likeness"} & set(tool.input_schema["properties"])
    assert agent.error("change", handles=["mia"], consent="she said yes")["kind"] == "invalid"


def test_undo_takes_back_its_own_changes_only(lib: Library, agent: Agent) -> None:
    """The last one, or one that is named; others' changes stay, also those of another agent."""
    agent.call("catalogue", handle="mia", look="red")
    theirs = lib.history(limit=1)[0].id
    lib.edit("mia", notes="by a person")
    person = lib.history(limit=1)[0].id
    agent.call("change", handles=["mia"], tag=["hero"])
    assert agent.error("undo", entry=person)["kind"] == "conflict"
    undone = agent.call("undo")
    assert (undone["entry"]["by"], undone["entry"]["state"]) == (ME, "undone")
    assert lib.show("mia").tags == ()
    assert "changed the same later" in agent.error("undo", entry=theirs)["message"]
    with served(lib, name="other") as other:
        assert other.error("undo")["kind"] == "not-found"
        assert other.error("undo", entry=theirs)["kind"] == "conflict"
    assert lib.show("mia").notes == "by a person"


def test_an_agents_work_is_taken_back_by_name(lib: Library, agent: Agent, cli: Cli) -> None:
    """Newest first; what a person changed since is kept, and named."""
    lib.add("old", look="blue")
    agent.call("catalogue", handle="mia", look="red")
    agent.call("change", handles=["old"], look="green")
    agent.call("change", handles=["old"], tag=["hero"])
    lib.edit("old", look="grey")
    history = cli("history")
    assert "agent:tester: change" in history.out
    done = cli("--json", "undo", "--by", ME)
    assert done.code == PartlyDone.exit_code
    report = done.out.splitlines()[0]
    assert '"undone"' in report
    old = lib.show("old")
    assert (old.look, old.tags) == ("grey", ())
    assert lib.count("mia") == 0
    assert cli("undo", "--by", ME, "--yes").code == PartlyDone.exit_code  # the kept one still is
    assert cli("undo", "--by", "agent:nobody").code == 1


def test_clients_have_names_that_fit_the_journal(lib: Library) -> None:
    """Whatever a client calls itself."""
    with served(lib, name="Evil: \n studio: ☃" + "x" * 99) as agent:
        agent.call("catalogue", handle="mia")
    (entry,) = lib.history()
    label = entry.command.partition(": ")[0]
    assert label.startswith("agent:Evil-studio-")
    assert len(label) <= len("agent:") + 40
    assert lib.history(by=label) == [entry]
    with served(lib, name="☃") as agent:
        agent.call("catalogue", handle="tom")
    assert lib.history(limit=1)[0].command.startswith("agent:unknown: ")


@pytest.mark.parametrize("project", ["noir", None])
def test_a_change_in_another_project_is_one_entry_too(lib: Library, project: str | None) -> None:
    """Named by the argument, or in the handle."""
    lib.projects.add("noir")
    handle = "mia" if project else "noir/mia"
    with served(lib) as agent:
        made = agent.call("catalogue", handle=handle, project=project, tags=["hero"], notes="x")
        assert made["character"]["ref"] == "noir/mia"
    assert len(lib.history(by=ME)) == 1
