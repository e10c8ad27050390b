"""What providers do: creating characters, filming prompts, finishing and settling it.

What may cost money is planned first: without `confirm` the plan is the answer, and nothing is sent.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from charlib.domain import forms
from charlib.domain.character.batch import Order, Row
from charlib.domain.prompts import asks
from charlib.domain.prompts.scenarios import Scenario
from charlib.domain.scenes import MOST_TAKES
from charlib.doors.places import unplaced
from charlib.doors.shapes import OBJECT, many, obj, ref
from charlib.errors import Conflict, NotFound
from charlib.studio import showing
from charlib.studio.api.moment import playable
from charlib.studio.api.scene import EPISODE
from charlib.studio.declare import Table, body, path, query
from charlib.studio.phrasing import phrased

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from charlib.domain.money import Cost
    from charlib.domain.records import Unsettled
    from charlib.library import Library
    from charlib.studio.desk import Desk
    from charlib.studio.jobs import Job

table = Table()
STARTED = ref("Started")
JOB = ref("Job")
CONFIRM = body("The `count` and `costs` of the plan that was shown; without it, only a plan.", None)
KEY = path("The key of the request.", longest=64)
PROJECT = body("The project; without it, the current one.", None)
ACCOUNT = body("The account; without it, the default one.", None)


@table.get("/api/jobs", "", obj(jobs=many(JOB)))
def jobs(at: Desk) -> Any:
    """The jobs of this studio, newest first; the event `job` tells how they go on."""
    return {"jobs": [job.form() for job in at.jobs.all()]}


@table.get("/api/tasks", "tasks.list", obj(tasks=many(ref("Task"))))
def tasks(
    at: Desk,
    *,
    limit: int = query("The most.", 200, least=1, most=5000),
    offset: int = query("Tasks before the first of them.", 0, least=0),
) -> Any:
    """The tasks, newest first."""
    return {"tasks": list(map(showing.task, at.lib.tasks.list(limit=limit, offset=offset)))}


@table.get("/api/tasks/{id}", "tasks.numbered", ref("Task"))
def task(at: Desk, *, id: int = path("The number of the task.", least=1)) -> Any:
    """One task."""
    return showing.task(at.lib.tasks.numbered(id))


@table.post("/api/tasks/{id}/cancel", "tasks.cancel", ref("Task"))
def cancel(at: Desk, *, id: int = path("The number of the task.", least=1)) -> Any:
    """Ask the provider to cancel a film; one that is not sent yet is not sent."""
    return showing.task(at.lib.tasks.cancel(id))


@table.get("/media/tasks/{id}", "tasks.numbered", "video/*")
def film(at: Desk, *, id: int = path("The number of the task.", least=1)) -> Any:
    """The film of a task, also in parts."""
    return playable(_film_of(at.lib, id))


def _film_of(lib: Library, number: int) -> Path:
    from pathlib import Path

    output = lib.tasks.numbered(number).output
    if output is None or not Path(output).is_file():
        raise NotFound(f"the film of task {number} is not here", hint="Choose Sync in Work")
    return Path(output)


@table.post("/api/create", "create", STARTED, spends=True)
def create(
    at: Desk,
    *,
    handle: str = body("What to type after @.", longest=200),
    source: int = body("The number of the source.", least=1),
    window: str = body("The window, as start,end in seconds.", longest=100),
    account: str | None = ACCOUNT,
    project: str | None = PROJECT,
    name: str = body("Its full name.", ""),
    look: str = body("What it looks like.", ""),
    tags: list[str] = body("Its tags.", (), longest=100),
    confirm: dict[str, Any] | None = CONFIRM,
) -> Any:
    """Create a character at a provider from a window of a source."""
    known = at.lib.sources.numbered(source)
    film: dict[str, Any] = of_source(known)
    order = Order(handle, window, account=account, **film)
    with at.library(project) as lib:
        (row,) = lib.plan_create_many([Row(1, order)])
        if row.error is not None:
            raise row.error
        plan = planned(lib, [(row.account, row.cost)], row.warnings)
    chosen = row.account

    def work(job: Job) -> dict[str, Any]:
        with at.library(project) as lib:
            made = lib.create(
                handle, window=window, account=chosen, name=name, look=look, tags=list(tags),
                watch=job.watch, warn=job.warn, **film,
            )  # fmt: skip
            return showing.character(made)

    return started(at, plan, confirm, f"create @{handle}", work)


def of_source(known: Any) -> dict[str, str]:
    """A source as `create` takes it."""
    if known.kind == "task":
        return {"task": str(known.task_id)}
    return {"url": known.ref} if known.kind == "url" else {"source": known.ref}


@table.post("/api/generate", "generate_many", STARTED, spends=True)
def generate(
    at: Desk,
    *,
    texts: list[str] = body("The prompts, one for each film.", longest=200),
    account: str | None = ACCOUNT,
    project: str | None = PROJECT,
    ratio: str = body("The shape, such as 9:16.", ""),
    seconds: float | None = body("The length in seconds.", None, least=0),
    resolution: str = body("The size, such as 720p.", ""),
    seed: int | None = body("The seed.", None),
    audio: bool | None = body("With sound, or without.", None),
    model: str = body("The provider's model.", ""),
    params: dict[str, Any] | None = body("Any values of the request, by path.", None),
    episode: str | None = EPISODE,
    scene: str | None = body("The scene, such as 3, 3a or int-day.", None, longest=200),
    takes: int = body("Films of each prompt.", 1, least=1, most=MOST_TAKES),
    confirm: dict[str, Any] | None = CONFIRM,
) -> Any:
    """Film prompts at an account; each film becomes a task, and a take of its scene."""
    wishes = asks.read(
        {
            "ratio": ratio, "seconds": seconds, "resolution": resolution, "seed": seed,
            "audio": audio, "model": model,
        }
    )  # fmt: skip
    rows = [Scenario(f"prompt {n}" * (len(texts) > 1), t, asks=wishes) for n, t in _rows(texts)]
    story: dict[str, Any] = {"episode": episode, "scene": scene, "takes": takes}
    with at.library(project) as lib:
        films = lib.plan_generate(rows, account=account, params=params, **story)
        calls = [(film.composition.account, film.cost) for film in films]
        plan = planned(lib, calls, [text for film in films for text in film.warnings])

    def work(job: Job) -> dict[str, Any]:
        with at.library(project) as lib:
            made = lib.generate_many(
                rows, account=account, params=params, watch=job.watch, warn=job.warn, **story
            )
            return {"tasks": list(map(showing.task, made))}

    return started(at, plan, confirm, f"generate {len(films)}", work, total=len(films))


def _rows(texts: Sequence[str]) -> Any:
    return enumerate(texts, start=1)


def planned(
    lib: Library, calls: Sequence[tuple[str, Cost | None]], warnings: Sequence[str]
) -> dict[str, Any]:
    """What calls to an account would cost, and whether its budget allows it."""
    estimate = lib.estimate(calls)
    unasked = [each.sentence for each in estimate.unasked]
    return {
        "account": calls[0][0],
        "count": estimate.calls,
        "costs": list(map(forms.cost, estimate.total)),
        "unknown": estimate.unknown,
        "words": estimate.words,
        "refused": [each.sentence for each in estimate.refused],
        "budgets": [each.sentence for each in estimate.budgets],
        "warnings": [unplaced(text) for text in dict.fromkeys((*warnings, *unasked))],
    }


def started(
    at: Desk,
    plan: dict[str, Any],
    confirm: dict[str, Any] | None,
    what: str,
    work: Callable[[Job], dict[str, Any]],
    *,
    total: float = 1,
) -> dict[str, Any]:
    """The plan alone, or the job that carries out a plan that was shown and confirmed."""
    if confirm is None:
        return {"plan": plan, "job": None}
    at.refuse_spending()
    shown = {name: plan[name] for name in ("count", "costs")}
    if {name: confirm.get(name) for name in shown} != shown:
        raise Conflict("the plan is another one than was shown", hint="Look at the price again")
    return {"plan": plan, "job": at.start(what, work, total=total).form()}


@table.post("/api/sync", "sync", STARTED, spends=True)
def sync(at: Desk, *, retry: bool = body("Send failed ones again.", default=False)) -> Any:
    """Finish what is open: send, poll, download. What may have been paid for is never resent."""
    at.refuse_spending()

    def work(job: Job) -> dict[str, Any]:
        with at.library(None) as lib:
            done = lib.sync(retry=retry, watch=job.watch, warn=job.warn)
        return {
            "states": done.states,
            "open": [
                {"what": each.job.label, "why": unplaced(str(each.why))} for each in done.left
            ],
            "failed": [{"what": what, "error": unplaced(why)} for what, why in done.failed],
            "unknown": len(done.unknown),
        }

    return {"plan": None, "job": at.start("sync", work).form()}


@table.get("/api/unsettled", "unsettled", obj(requests=many(ref("Unsettled"))))
def unsettled(at: Desk) -> Any:
    """The requests that got no answer, each with what settles it."""
    return {
        "requests": [
            {
                "key": _key(each), "what": each.what, "label": unplaced(each.label),
                "account": each.account, "error": unplaced(each.error),
                "is_sending": each.is_sending, "is_trashed": each.is_trashed,
                "cost": forms.cost(each.cost),
                "hint": phrased(hint),
            }
            for each, hint in at.lib.unsettled()
        ]
    }  # fmt: skip


def _key(request: Unsettled) -> str:
    """What the page calls a request: references of uploads are paths of this machine."""
    return hashlib.sha256(f"{request.account} {request.ref}".encode()).hexdigest()[:20]


@table.post("/api/unsettled/{key}/adopt", "resolve", STARTED)
def adopt(
    at: Desk,
    *,
    key: str = KEY,
    id: str = body("What the provider shows for it.", longest=4_000),
    mention: str | None = body("What prompts say, if it is not the ID.", None),
) -> Any:
    """Record what the provider made; the job fetches the film of a task."""
    return _settling(at, key, adopt=id, mention=mention)


@table.post("/api/unsettled/{key}/lost", "resolve", obj(settled=OBJECT))
def lost(at: Desk, *, key: str = KEY) -> Any:
    """Record that the provider made nothing."""
    return _settled(at, _unsettled(at, key), lost=True)


@table.post("/api/unsettled/{key}/resend", "resolve", STARTED, spends=True)
def resend(
    at: Desk,
    *,
    key: str = KEY,
    confirm: bool = body("That it may be billed again was shown.", default=False),
) -> Any:
    """Send a request again, which may be billed again: `cost` of the list is what it may cost."""
    at.refuse_spending()
    if not confirm:
        raise Conflict("it may be billed again", hint="Confirm it")
    return _settling(at, key)


def _unsettled(at: Desk, key: str) -> Unsettled:
    """A request by its key; NotFound if it was settled."""
    request = next((each for each, _ in at.lib.unsettled() if _key(each) == key), None)
    if request is None:
        raise NotFound("this request is settled already", hint="Load the list again")
    return request


def _settling(at: Desk, key: str, **how: Any) -> dict[str, Any]:
    """The job that settles a request: it may wait for a film."""
    request = _unsettled(at, key)

    def work(job: Job) -> dict[str, Any]:
        return _settled(at, request, watch=job.watch, **how)

    what = f"settle {unplaced(request.label)}"
    return {"plan": None, "job": at.start(what, work).form()}


def _settled(at: Desk, request: Unsettled, **how: Any) -> dict[str, Any]:
    from charlib.domain.records import Character, Task

    with at.library(None) as lib:
        done = lib.resolve(request.ref, account=request.account, **how)
    if isinstance(done, Character):
        return {"settled": showing.character(done)}
    return {"settled": showing.task(done) if isinstance(done, Task) else {"label": "upload"}}
