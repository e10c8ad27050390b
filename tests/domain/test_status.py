"""Status words: the many of the services, made four."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib.domain.status import Status, normalise
from tests.examples import examples

brief = examples(40)

QUEUED = "queued pending submitted not_start preparing unknown created starting waiting"
RUNNING = "processing in_progress running generating"
DONE = "completed complete success succeeded finished ready finalized active"
FAILED = "failed failure fail error cancelled canceled"
TABLE: list[tuple[str, Status]] = [
    *((word, "queued") for word in QUEUED.split()),
    *((word, "running") for word in RUNNING.split()),
    *((word, "done") for word in DONE.split()),
    *((word, "failed") for word in FAILED.split()),
]
WORDS = {word for word, _ in TABLE}


@pytest.mark.parametrize(("word", "meant"), TABLE)
def test_every_word_of_the_gateways_table_is_known(word: str, meant: Status) -> None:
    """Each word that the public gateways unify is understood, in any case and with spaces round."""
    assert normalise(word) == meant
    assert normalise(word.upper()) == meant
    assert normalise(f" {word.title()}\n") == meant


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("NOT_START", "queued"),
        ("IN_PROGRESS", "running"),
        ("SUCCESS", "done"),
        ("FAILURE", "failed"),
        ("IN_QUEUE", "queued"),
        ("succeed", "done"),
        ("Active", "done"),
        ("排队中", "queued"),
        ("生成中", "running"),
        ("已完成", "done"),
    ],
)
def test_words_as_the_services_spell_them(word: str, meant: Status) -> None:
    """What t8star, fal, Kling and Seedance answer is understood."""
    assert normalise(word) == meant


@pytest.mark.parametrize("word", ["", "  ", "video_upsampling", "half-done", "失败", None, 7, True])
def test_an_unknown_word_is_none(word: object) -> None:
    """A word nobody knows, or no word at all, is never taken for a failure: keep asking."""
    assert normalise(word) is None


@given(st.text().filter(lambda word: word.strip().casefold() not in WORDS))
@brief
def test_no_strange_word_fails(word: str) -> None:
    """Only a word of the table can mean that a task failed."""
    assert normalise(word) != "failed" or word.strip().casefold() == "expired"


@pytest.mark.parametrize(("word", "_meant"), TABLE)
def test_a_profiles_own_table_goes_first(word: str, _meant: Status) -> None:
    """A profile may give every word of the common table another meaning."""
    assert normalise(word, {word: "running"}) == "running"
    assert normalise(word, {word: "failed"}) == "failed"


def test_a_profile_adds_words_and_keeps_the_rest() -> None:
    """A profile's own words are understood in any case, and the common ones stay known."""
    special = {"video_upsampling": "running", "deleted": "failed"}
    assert normalise("VIDEO_UPSAMPLING", special) == "running"
    assert normalise("Deleted", special) == "failed"
    assert normalise("completed", special) == "done"
    assert normalise("strange", special) is None
