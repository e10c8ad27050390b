"""The scene: mentions completed, prompts checked and rendered for every account, with prices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from charlib.domain.prompts import asks
from charlib.domain.prompts.scenarios import Scenario
from charlib.domain.scenes import MOST_TAKES
from charlib.errors import CharlibError
from charlib.studio import showing
from charlib.studio.declare import Table, body, path, query
from charlib.studio.faults import form_of
from charlib.studio.shapes import COUNT, many, maybe, obj, ref
from charlib.studio.shapes import TEXT as WORDS

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
PARAMS = body("Any values of the request, by path.", None)
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


@table.post(
    "/api/prompts/render", "prompt_everywhere", obj(prompts=many(ref("Rendered"))), changes=False
)
def render(
    at: Desk,
    *,
    text: str = TEXT,
    project: str | None = PROJECT,
    episode: str | None = EPISODE,
    takes: int = body("Films at each account.", 1, least=1, most=MOST_TAKES),
    wishes: dict[str, Any] | None = body("What is asked: ratio, seconds and so on.", None),
    params: dict[str, Any] | None = PARAMS,
) -> Any:
    """The prompt as every account needs it with what it costs there, or what is wrong with it."""
    asked = {name: value for name, value in (wishes or {}).items() if name in asks.NAMES}
    with at.library(project) as lib:
        found = lib.prompt_everywhere(text, episode=episode)
        return {"prompts": [_rendered(lib, each, episode, takes, asked, params) for each in found]}


def _rendered(
    lib: Library,
    found: CheckedPrompt,
    episode: str | None,
    takes: int,
    asked: dict[str, Any],
    params: dict[str, Any] | None,
) -> dict[str, Any]:
    """A prompt at an account, as it would be filmed there."""
    from charlib.studio.api.work import planned

    plan = error = None
    if found.composition is not None:
        try:
            row = Scenario("", found.template, found.account, asks.read(asked))
            films = lib.plan_generate([row], episode=episode, takes=takes, params=params)
            first, calls = films[0], [(film.composition.account, film.cost) for film in films]
            found = found._replace(composition=first.composition)
            if first.request:
                plan = planned(lib, calls, first.warnings)
                return showing.checked(found, first.request.body) | {"plan": plan, "error": None}
        except CharlibError as wrong:
            error = form_of(wrong)["error"]
    return showing.checked(found) | {"plan": plan, "error": error}


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
