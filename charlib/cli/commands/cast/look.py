"""Give characters looks: wardrobe, age, state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charlib.cli import options as opt
from charlib.cli.declare import argument, option
from charlib.domain.character.looks import with_look

if TYPE_CHECKING:
    from charlib.cli.state import State
    from charlib.domain.records import Character, Look

LOOK = argument("NAME", "A look, such as uniform.", completes="looks")
DESCRIPTION = option("TEXT", "What it looks like, in words.")
EPISODES = option("RANGES", "The episodes in which it is worn: 1-3, 4-12,15, or 4-.")


def add(
    state: State,
    *,
    handle: str = opt.HANDLE,
    name: str = argument("NAME", "What to type after +, such as uniform."),
    description: str = DESCRIPTION._replace(default=""),
    episodes: str = EPISODES._replace(default=""),
    url: str | None = option("URL", "With --window: create it from a video at a URL."),
    task: str | None = option("TASK", "With --window: from a task's film.", completes="tasks"),
    source: str | None = option(
        "REF", "With --window: from a recorded source or a file.", completes="video"
    ),
    window: str | None = option("START,END", "The window in seconds, such as 5,8."),
    still: list[str] = option(
        "FILE",
        "A picture to keep, the portrait first; can be repeated.",
        default=(),
        completes="files",
    ),
    id_: str | None = option("REMOTE_ID", "The ID that a provider has for it already."),
    mention: str | None = opt.MENTION,
    account: str | None = opt.ACCOUNT,
    no_wait: bool = opt.NO_WAIT,
    keep: bool = opt.KEEP,
) -> None:
    """Give a character another look, typed @HANDLE+NAME.

    Without a video, a picture or an ID it is only described. With --account, pictures are also sent
    to the provider.
    """
    with state.output.progress(f"@{with_look(handle, name)}", 1) as watch:
        person = state.lib.looks.add(
            handle, name, description=description, episodes=episodes, url=url, task=task,
            source=source, window=window, still=still, remote_id=id_, mention=mention,
            account=account, wait=not no_wait, keep=keep, watch=watch, warn=state.output.warn,
        )  # fmt: skip
    _show(state, person)


def list_(
    state: State,
    *,
    handle: str | None = opt.HANDLE,
    limit: int = opt.limit(),
) -> None:
    """List the looks of characters."""
    people = state.lib.looks.list(handle, limit=limit)
    _rows(state, people)


def edit(
    state: State,
    *,
    handle: str = opt.HANDLE,
    name: str = LOOK,
    description: str | None = DESCRIPTION,
    episodes: str | None = EPISODES,
) -> None:
    """Change the description or the episodes of a look."""
    _show(state, state.lib.looks.edit(handle, name, description=description, episodes=episodes))


def rename(
    state: State,
    *,
    handle: str = opt.HANDLE,
    old: str = argument("OLD", "The look to rename.", completes="looks"),
    new: str = argument("NEW", "Its new name."),
) -> None:
    """Rename a look; older prompts keep the old name."""
    _show(state, state.lib.looks.rename(handle, old, new))


def rm(state: State, *, handle: str = opt.HANDLE, name: str = LOOK) -> None:
    """Take a look away; undo brings it back."""
    _show(state, state.lib.looks.remove(handle, name))


def _show(state: State, person: Character) -> None:
    from charlib.domain import forms

    if state.output.as_json:
        state.output.json(forms.character(person))
        return
    _rows(state, [person])


def _rows(state: State, people: list[Character]) -> None:
    from charlib.domain import forms

    cells = [_cells(state, person, look) for person in people for look in person.looks]
    header = ("look", "episodes", "files", "accounts", "description")
    state.output.rows(
        list(map(forms.character, people)), header, cells,
        nothing="No looks yet. Add one: charlib look add HANDLE NAME",
    )  # fmt: skip


def _cells(state: State, person: Character, look: Look) -> list[str]:
    bound = dict.fromkeys(each.account for each in person.bindings if each.look == look.name)
    states = [each for account in bound if (each := person.binding_at(account, look.name))]
    return [
        f"@{with_look(state.lib.qualified(person), look.name)}",
        look.episodes,
        str(len(look.kept)) if look.kept else "",
        ", ".join(f"{each.account} ({each.state})" for each in states),
        look.description,
    ]
