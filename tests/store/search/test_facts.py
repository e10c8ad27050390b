"""What is asked of the facts about a character, together with words, is what the facts say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from charlib.domain.choices import Sort
from charlib.domain.moment import from_text
from charlib.domain.search.fields import CHOICES
from charlib.domain.search.tokens import fold
from charlib.domain.windows.window import Window
from charlib.library import Library
from charlib.store.search.statement import SORTS
from charlib.store.write.transaction import Transaction
from tests.examples import examples
from tests.store.filling import an_account

from .conftest import Fresh

ACCOUNTS = ("home", "Relay", "реле")
SOURCES = (
    ("https://host.example/Clip-1.mp4", "Éva's pilot"),
    ("https://host.example/b.mp4", "Пилот"),
    ("https://host.example/красный.mp4", None),
)
DAYS = ("2025-12-31", "2026-01-01", "2026-01-31", "2026-02-01")
LOOKS = ("", "red coat", "red hat")
STATES = CHOICES["state"]


class Facts(NamedTuple):
    """One character: indexes into the lists above, and how many prompts it is in."""

    look: int
    likeness: str
    created: int
    updated: int
    bound: Sequence[tuple[int, str]]
    seen: Sequence[int]
    used: int
    tagged: bool


people = st.lists(
    st.builds(
        Facts,
        st.integers(0, 2),
        st.sampled_from(["", *CHOICES["likeness"]]),
        st.integers(0, 3),
        st.integers(0, 3),
        st.lists(
            st.tuples(st.integers(0, 2), st.sampled_from(STATES)),
            max_size=3,
            unique_by=lambda person: person[0],
        ),
        st.lists(st.integers(0, 2), max_size=2, unique=True),
        st.integers(0, 3),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)

Test = Callable[[Facts], bool]


def at(index: int) -> int:
    """A day's first moment."""
    return from_text(DAYS[index])


def of_source(part: str) -> Test:
    """Whether one of its sources is called so."""
    return lambda person: any(
        fold(part) in fold(text) for source in person.seen for text in SOURCES[source] if text
    )


def has(part: str) -> Test:
    """Whether there is one."""
    tests: dict[str, Test] = {
        "name": lambda _: False,
        "look": lambda person: person.look > 0,
        "notes": lambda _: False,
        "likeness": lambda person: person.likeness != "",
        "tags": lambda person: person.tagged,
        "binding": lambda person: bool(person.bound),
        "ready": lambda person: any(state == "ready" for _, state in person.bound),
        "source": lambda person: bool(person.seen),
        "window": lambda person: bool(person.seen),
        "prompt": lambda person: person.used > 0,
        "voice": lambda _: False,
    }
    return tests[part]


def is_like(likeness: str) -> Test:
    """Whether its face is of this kind."""
    return lambda person: person.likeness == likeness


def is_in(state: str) -> Test:
    """Whether a binding is in this state."""
    return lambda person: any(its == state for _, its in person.bound)


def no(test: Test) -> Test:
    """The opposite."""
    return lambda person: not test(person)


ASKED: dict[str, Test] = {
    "red": lambda person: person.look > 0,
    "coat": lambda person: person.look == 1,
    "*oa*": lambda person: person.look == 1,
    "tag:hero": lambda person: person.tagged,
    "account:relay": lambda person: any(which == 1 for which, _ in person.bound),
    "account:РЕЛ*": lambda person: any(which == 2 for which, _ in person.bound),
    "profile:sandbox": lambda person: bool(person.bound),
    "source:éva": of_source("éva"),
    "source:EVA": of_source("eva"),
    "source:ПИЛ": of_source("пил"),
    "source:красн*": lambda person: 2 in person.seen,
    "source:пилот*": lambda person: 1 in person.seen,
    'source:="eva\'s PILOT"': lambda person: 0 in person.seen,
    "source:=host.example": lambda _: False,
    "source:host.example": lambda person: bool(person.seen),
    "used:0": lambda person: person.used == 0,
    "used:>1": lambda person: person.used > 1,
    "used:1..2": lambda person: 1 <= person.used <= 2,
    "created:2026-01": lambda person: person.created in {1, 2},
    "created:..2025": lambda person: person.created == 0,
    "created:>=2026-01-31": lambda person: person.created >= 2,
    "updated:<2026-02": lambda person: person.updated < 3,
    "updated:2026-01-31": lambda person: person.updated == 2,
    **{f"likeness:{word}": is_like(word) for word in CHOICES["likeness"]},
    **{f"state:{word}": is_in(word) for word in STATES},
    **{f"has:{part}": has(part) for part in CHOICES["has"]},
    **{f"missing:{part}": no(has(part)) for part in CHOICES["missing"]},
}

Asked = tuple[str, Test]
terms = st.sampled_from(sorted(ASKED)).map(lambda text: (text, ASKED[text]))


def either(parts: list[Asked]) -> Asked:
    """A query that one of several fits."""
    return f"({' or '.join(text for text, _ in parts)})", lambda person: any(
        t(person) for _, t in parts
    )


def both(parts: list[Asked]) -> Asked:
    """A query that all of several fit."""
    return f"({' '.join(text for text, _ in parts)})", lambda person: all(
        t(person) for _, t in parts
    )


queries: st.SearchStrategy[Asked] = st.recursive(
    terms,
    lambda part: st.one_of(
        part.map(lambda person: (f"not {person[0]}", no(person[1]))),
        st.lists(part, min_size=2, max_size=3).map(either),
        st.lists(part, min_size=2, max_size=3).map(both),
    ),
    max_leaves=5,
)


def fill(writer: Transaction, cast: Sequence[Facts]) -> None:
    """Write characters with these facts: the first has the id 1."""
    project = writer.projects.id("default")
    accounts = [an_account(writer, name) for name in ACCOUNTS]
    sources = [writer.sources.record("url", ref, label=label) for ref, label in SOURCES]
    for number, character in enumerate(cast, start=1):
        who = writer.characters.add(
            project, f"p{number}", look=LOOKS[character.look], likeness=character.likeness,
            tags=["hero"] * character.tagged,
            created_at=at(character.created), updated_at=at(character.updated),
        )  # fmt: skip
        for which, state in character.bound:
            writer.jobs.add_binding(
                who, accounts[which], state=state, method="url", request={},
                remote_id=f"ch_{who}", mention=f"@ch_{who}",
            )  # fmt: skip
        for source in character.seen:
            writer.sources.add_window(sources[source], who, Window(0, 1000))
        for _ in range(character.used):
            task = writer.jobs.add_task(accounts[0], state="planned", request={})
            writer.jobs.add_prompt(
                project_id=project, account_id=accounts[0], task_id=task, template="", text="",
                request={}, characters=[(who, None, None)],
            )  # fmt: skip


@examples(12)
@given(cast=people, asked=st.lists(queries, min_size=20, max_size=30))
def test_facts_are_found_as_they_are(fresh: Fresh, cast: list[Facts], asked: list[Asked]) -> None:
    """Any query of facts finds those of whom they are true: listed, counted, paged, and sorted."""
    with fresh() as lib:
        with lib._session.store.write() as writer:
            fill(writer, cast)
        for query, test in asked:
            wanted = [number for number, character in enumerate(cast, start=1) if test(character)][
                ::-1
            ]
            assert ids(lib, query) == wanted, query
            assert lib.count(query) == len(wanted), query
            for limit in (1, 3):
                assert ids(lib, query, limit=limit) == wanted[:limit], query
            for sort in set(SORTS) - {"newest", "rank"}:
                assert sorted(ids(lib, query, sort=sort), reverse=True) == wanted, (query, sort)


def ids(lib: Library, query: str, limit: int = 0, sort: Sort = "newest") -> list[int]:
    """The ids that a search finds, in its order."""
    return [character.id for character in lib.search(query, limit=limit, sort=sort)]
