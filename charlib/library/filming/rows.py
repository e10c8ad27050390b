"""The rows that are filmed: prompts with their places and takes, and which of them are missing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from charlib.domain.text import nfc
from charlib.errors import InvalidInput
from charlib.hints import call
from charlib.library.session import Session

if TYPE_CHECKING:
    from charlib.domain.prompts.scenarios import Scenario
    from charlib.store.read.takes import Filmed


class Story(NamedTuple):
    """Where films belong in the story, and how many takes are made, unless a row says it."""

    episode: int | None = None
    scene: str | None = None
    takes: int = 1

    def takes_of(self, row: Scenario) -> Iterator[Scenario]:
        """A row once for each of its takes, with its place; InvalidInput if that means nothing."""
        from charlib.domain import scenes

        number = self.episode if row.episode is None else row.episode
        placed = row._replace(episode=number, scene=row.scene or scenes.label(self.scene))
        return placed.each_take(scenes.takes(self.takes) or 1)


def rows_of(texts: str | Iterable[str | Scenario], places: Sequence[str] = ()) -> list[Scenario]:
    """Prompts as rows, each with its place; InvalidInput without any, and for an empty one."""
    from charlib.domain.prompts.scenarios import Scenario

    given = [texts] if isinstance(texts, str | Scenario) else [*texts]
    if not given:
        raise InvalidInput("there is no prompt", hint="Give one prompt on each line")
    places = places or [f"prompt {n}" * (len(given) > 1) for n in range(1, len(given) + 1)]
    rows = [
        row if isinstance(row, Scenario) else Scenario(place, row)
        for row, place in zip(given, places, strict=True)
    ]
    for row in rows:
        if not row.prompt.strip():  # a provider would film anything, and charge for it
            which = f"{row.place}: " if row.place else ""
            raise InvalidInput(f"{which}the prompt is empty", hint=call("generate", "@mia walks"))
    return rows


def unfilmed(
    session: Session,
    texts: str | Iterable[str | Scenario],
    *,
    account: str | None = None,
    episode: int | str | None = None,
    scene: str | None = None,
    takes: int = 1,
    again: bool = False,
) -> list[Scenario]:
    """The takes of rows that are still to be filmed, each as a row of its own; `again`, all.

    A take is filmed if its scene has a film of the same prompt, of the same account and wishes,
    that has not failed. A row without a scene is never filmed. `generate_many` takes the result.
    """
    story = Story(session.episode(episode), scene, takes)
    rows = [take for row in rows_of(texts) for take in story.takes_of(row)]
    if again or not any(row.scene for row in rows):
        return rows
    filmed: dict[_Key, list[Filmed]] = {}
    for take in session.store.read.takes.filmed(session.project):
        key = _key(take.episode, take.scene, take.account, take.template)
        filmed.setdefault(key, []).append(take)
    names = {
        name: session.accounts.choose(name or account).name
        for name in {row.account for row in rows}
    }
    missing = []
    # Rows that ask the most choose first: what fits them fits the others too.
    for at in sorted(range(len(rows)), key=lambda at: -len(rows[at].asks.given())):
        row = rows[at]
        alike = filmed.get(_key(row.episode, row.scene, names[row.account], row.prompt), [])
        same = next((take for take in alike if row.scene and _is_as_asked(take, row)), None)
        if same is None:
            missing.append(at)
        else:
            alike.remove(same)
    return [rows[at] for at in sorted(missing)]


_Key: TypeAlias = tuple[int | None, str, str, str]


def _key(episode: int | None, scene: str, account: str, template: str) -> _Key:
    return episode, scene, account, nfc(template.strip())


def _is_as_asked(take: Filmed, row: Scenario) -> bool:
    """Whether what a row asks was asked of a take."""
    made = {**json.loads(take.params), "model": take.model}
    return all(made.get(name) == value for name, value in row.wishes.given().items())
