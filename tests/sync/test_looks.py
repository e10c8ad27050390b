"""Looks in what is sent: settled by name, cleaned up by name, and remembered with each film."""

from __future__ import annotations

import pytest

from charlib.domain import forms
from charlib.errors import NotFound, ProviderError

from .stage import ACCOUNT, SYNC, Stage


def lost(stage: Stage) -> None:
    """Leave a look of mia unknown: it was made, and the answer was lost."""
    with stage.open(SYNC) as lib:
        lib.create("mia", url=stage.film, window="5,8")
    stage.strike("lost_answer", "POST", "/characters")
    with stage.open() as lib, pytest.raises(ProviderError) as refused:
        lib.looks.add("mia", "uniform", url=stage.film, window="1,3", episodes="4-12")
    assert "@mia+uniform" in str(refused.value)


def test_a_look_without_an_answer_is_settled_by_its_name(stage: Stage) -> None:
    """The list names it; the main look is another matter; nothing is sent."""
    lost(stage)
    sent = len(stage.requests("POST"))
    with stage.open() as lib:
        (request, hint), = lib.unsettled()  # fmt: skip
        assert request.label == "@mia+uniform"
        assert "mia+uniform" in str(hint)
        with pytest.raises(NotFound, match="@mia has no unanswered requests"):
            lib.resolve("mia", adopt="ch_2")
        with pytest.raises(NotFound, match="no look unifrom"):
            lib.resolve("mia+unifrom", adopt="ch_2")
        mia = lib.resolve("mia+uniform", adopt="ch_2")
        assert forms.character(mia)["bindings"][1]["look"] == "uniform"
        assert lib.prompt("@mia+uniform").characters[0].remote_id == "ch_2"
        assert lib.prompt("@mia").characters[0].remote_id != "ch_2"
    assert len(stage.requests("POST")) == sent


def test_a_look_is_sent_again_when_a_person_says_so(stage: Stage) -> None:
    """From its own window, as the same look; a failed one is tried again by sync alone."""
    lost(stage)
    with stage.open() as lib:
        lib.resolve("mia+uniform")
        states = {each.look: each.state for each in lib.show("mia").bindings}
        assert states == {"": "ready", "uniform": "ready"}
    assert stage.requests("POST")[-1].body["timestamps"] == "1,3"


def test_a_removed_look_is_not_sent(stage: Stage) -> None:
    """What failed and was taken away is not tried again; undo makes it due."""
    with stage.open(SYNC) as lib:
        lib.create("mia", url=stage.film, window="5,8")
        stage.strike("status", "POST", "/characters", status=402)
        with pytest.raises(ProviderError):
            lib.looks.add("mia", "coat", url=stage.film, window="1,3")
        sent = len(stage.requests("POST"))
        lib.looks.remove("mia", "coat")
        lib.sync(retry=True)
        assert len(stage.requests("POST")) == sent
        lib.undo()
        lib.sync(retry=True)
        assert len(stage.requests("POST")) == sent + 1
        assert {each.state for each in lib.show("mia").bindings if each.look} == {"ready"}


def test_a_film_remembers_its_looks(stage: Stage) -> None:
    """The task says which, however the prompt named them; both count as uses."""
    with stage.open(SYNC) as lib:
        lib.create("mia", url=stage.film, window="5,8")
        lib.looks.add("mia", "uniform", url=stage.film, window="1,3", episodes="4-12")
        lib.projects.use("default", episode=5)
        task = lib.generate("@mia sees herself", params=dict([SYNC.length]))
        assert forms.task(task)["characters"] == [{"handle": "mia", "look": "uniform"}]
        assert task.template == "@mia sees herself"
        lib.projects.use("default", episode="none")
        task = lib.generate("@mia sees @mia+uniform", params=dict([SYNC.length]))
        assert forms.task(task)["characters"] == [
            {"handle": "mia", "look": ""}, {"handle": "mia", "look": "uniform"},
        ]  # fmt: skip
        lib.looks.rename("mia", "uniform", "army")
        assert forms.task(lib.tasks.show(str(task.id)))["characters"][1]["look"] == "army"
        assert lib.uses("mia") == 2


def test_a_provider_prompt_is_read_back_with_its_looks(stage: Stage) -> None:
    """An ID of a look becomes the look; the text between stays."""
    with stage.open(SYNC) as lib:
        lib.create("mia", url=stage.film, window="5,8")
        lib.looks.add("mia", "uniform", remote_id="ch_2")
        rendered = lib.prompt("@mia sees @mia+uniform + 1").prompt
        assert lib.decompile(rendered).text == "@mia sees @mia+uniform + 1"
        assert lib.decompile(rendered).handles == ("mia", "mia+uniform")


def test_an_id_of_a_look_is_named_where_it_is_known(stage: Stage) -> None:
    """A warning says whose it is."""
    told: list[str] = []
    with stage.open(SYNC) as lib:
        lib.create("mia", url=stage.film, window="5,8")
        lib.looks.add("mia", "uniform", remote_id="ch_2")
        lib.add("tom", "ch_2", warn=told.append)
    assert told == [f"@mia+uniform has this ID at {ACCOUNT} too"]
