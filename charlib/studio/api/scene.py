"""The scene: mentions completed, prompts checked, and what may be asked of a film."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from charlib.doors.shapes import COUNT, many, maybe, obj, ref
from charlib.doors.shapes import TEXT as WORDS
from charlib.errors import CharlibError
from charlib.studio import showing
from charlib.studio.declare import Table, body, path, query

if TYPE_CHECKING:
    from charlib.domain.prompts.lint import CheckedPrompt
    from charlib.library import Library
    from charlib.studio.desk import Desk

table = Table()
TEXT = body("The prompt, with @handles.")
PROJECT = body("The project whose handles are meant; without it, the current one.", None)
EPISODE = body(
    "The episode, which chooses looks: a number, or `none`; without it, the project's current one.",
    None, longest=20,
)  # fmt: skip
_OFFER = obj(
    text=WORDS, project=WORDS, handle=WORDS, name=WORDS, look=WORDS, episodes=WORDS, looks=COUNT,
    picture=maybe(WORDS),
)  # fmt: skip
_CHOICE = obj(name=WORDS, values=many(WORDS), least=maybe(COUNT), most=maybe(COUNT), default=WORDS)


@table.get("/api/mentions", "complete_mention", obj(typed=maybe(WORDS), offers=many(_OFFER)))
def mentions(
    at: Desk,
    *,
    text: str = query("The prompt up to the cursor, or its end.", longest=1_000),
    project: str | None = query("The project whose handles are meant.", None),
    limit: int = query("The most.", 8, least=1, most=50),
) -> Any:
    """What the mention at the end of a text may go on with; `typed` is what an offer replaces."""
    with at.library(project) as lib:
        found = lib.complete_mention(text, limit=limit)
    return {"typed": found.typed, "offers": list(map(_offer, found.offers))}


def _offer(offer: Any) -> dict[str, Any]:
    person, look = offer.character, offer.look
    return {
        "text": offer.text,
        "project": offer.project,
        "handle": person.handle if person else "",
        "name": person.name if person else "",
        "look": look.name if look else "",
        "episodes": look.episodes if look else "",
        "looks": len(person.looks) - 1 if person and not look else 0,
        "picture": person and showing.picture_of(person, look),
    }


@table.post("/api/prompts/lint", "lint", ref("Linted"), changes=False)
def lint(
    at: Desk,
    *,
    text: str = TEXT,
    project: str | None = PROJECT,
    account: str | None = body("The account; without it, the default one.", None),
    episode: str | None = EPISODE,
) -> Any:
    """What is wrong with a prompt at an account, each problem with its place; and its cast."""
    with at.library(project) as lib:
        found = lib.lint(text, account=account, episode=episode)
        return showing.checked(found) | {"cast": _cast(lib, found)}


def _cast(lib: Library, found: CheckedPrompt) -> list[dict[str, Any]]:
    """The characters of a prompt in their looks, with faces; each once."""
    parts = dict.fromkeys((each.project, each.handle, each.look) for each in found.mentions)
    cast = []
    for project, handle, name in parts:
        try:
            person = lib.show(f"{project}/{handle}")
        except CharlibError:  # removed a moment ago
            continue
        look = person.look_called(name)
        cast.append(
            {
                "project": project, "handle": handle, "name": person.name, "look": name,
                "looks": len(person.looks) - 1, "episodes": look.episodes if look else "",
                "picture": showing.picture_of(person, look),
            }
        )  # fmt: skip
    return cast


@table.get("/api/accounts/{name}/choices", "accounts.choices", obj(choices=many(_CHOICE)))
def choices(
    at: Desk,
    *,
    name: str = path("The name of the account."),
    model: str = query("The model; without it, the account's own.", "", longest=200),
) -> Any:
    """What may be asked of a film at an account."""
    with at.library(None) as lib:
        found = lib.accounts.choices(name, model=model)
    return {"choices": [each._asdict() | {"values": list(each.values)} for each in found]}
