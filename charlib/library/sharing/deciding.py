"""Questions that remain after libraries were joined, and the writing that answers them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from charlib.domain.character import handle as handles
from charlib.domain.text import printable
from charlib.hints import Call, Hint, Notice, the_call
from charlib.library.session import Session

if TYPE_CHECKING:
    from charlib.domain.sharing.question import Question
    from charlib.store.write.transaction import Transaction

_TEXTS: dict[str, Callable[[str], Call]] = {
    "name": lambda who: the_call("edit", who, name="TEXT"),
    "look": lambda who: the_call("edit", who, look="TEXT"),
    "notes": lambda who: the_call("edit", who, notes="TEXT"),
    "likeness": lambda who: the_call("edit", who, likeness="real"),
    "consent": lambda who: the_call("edit", who, consent="TEXT"),
}
_TAKES: dict[str, Callable[[str], Call]] = {
    "rating": lambda ref: the_call("take rate", ref, "4"),
    "note": lambda ref: the_call("take note", ref, "TEXT"),
}
"""Field → what writes it again."""


def _show_take(ref: str) -> Call:
    return the_call("take show", ref)


_LONGEST = 40


def questions(session: Session) -> list[Question]:
    """What somebody has to decide after libraries were joined: a field, and its values.

    The first value is shown here; `instead` stands in for it, where that is not possible. Writing
    the field again decides, also with the value that it has.
    """
    return session.store.read.shared.questions()


@contextmanager
def writing(
    session: Session, ids: Sequence[int], fields: Collection[str], *, kind: str = "character"
) -> Iterator[Transaction]:
    """A write transaction that answers the questions about some fields of what it writes."""
    asked = session.store.read.shared.asked(kind, ids)
    with session.store.share() if asked else session.store.write() as writer:
        yield writer
        for uid in asked:
            writer.sharing.records.decide(kind, uid, fields)


def phrase_question(session: Session, question: Question) -> Notice:
    """A question as a sentence, with the verb that answers it."""
    if question.kind == "task":
        return _of_take(question)
    name = handles.qualified(question.handle, question.project, session.project)
    shown, *others = (printable(str(value), _LONGEST) for value in question.values)
    if question.instead is not None or question.is_hidden:
        return _hidden(question, name, shown)
    field = question.field.rpartition("/")[2] if "/" in question.field else question.field
    if question.field.startswith("looks/"):
        field = f"the {field} of its look {question.look or question.field.split('/')[1]}"
    return Notice(
        f"@{name}: two people changed {field}: {shown} is shown, not {', '.join(others)}",
        _answer(question, name, shown),
    )


def _hidden(question: Question, name: str, shown: str) -> Notice:
    if question.field == "handle":
        return Notice(
            f"two characters are called @{shown}; one is @{name} here",
            Hint("{}    # or {}", the_call("rename", name, "NEW_HANDLE"), _merge(name, shown)),
        )
    if question.field.startswith("alias/"):
        other = question.field.partition("/")[2]
        return Notice(
            f"@{other} was another handle of @{name}, and now means somebody else here",
            Hint("{}    # or leave it so", the_call("alias add", name, "OTHER")),
        )
    field = question.field.rpartition("/")[2]
    return Notice(
        f"two looks of @{name} have the same {field}: {shown}",
        Hint("See {}", the_call("look list", name)),
    )


def _merge(name: str, other: str) -> Call:
    project, slash, _ = name.rpartition("/")
    return the_call("merge", name, f"{project}{slash}{other}")


def _answer(question: Question, name: str, shown: str) -> Hint:
    if question.field in _TEXTS:
        return Hint("To decide: {}", _TEXTS[question.field](name))
    if question.field == "handle":
        return Hint("To decide: {}", the_call("rename", name, "HANDLE"))
    if question.field == "project":
        return Hint("To decide: {}", the_call("move", name, to=shown))
    if question.look and question.field.endswith("/name"):
        return Hint("To decide: {}", the_call("look rename", name, question.look, "NAME"))
    if question.look:
        is_time = question.field.endswith("/episodes")
        time = the_call("look edit", name, question.look, episodes="4-12")
        text = the_call("look edit", name, question.look, description="TEXT")
        return Hint("To decide: {}", time if is_time else text)
    return Hint("See {}", the_call("show", name))


def _of_take(question: Question) -> Notice:
    number = str(question.number)
    shown, *others = (printable(str(value), _LONGEST) for value in question.values)
    change = _TAKES.get(question.field, _show_take)
    return Notice(
        f"take {number}: two people changed its {question.field}: {shown} is shown,"
        f" not {', '.join(others)}",
        Hint("To decide: {}", change(number)),
    )
