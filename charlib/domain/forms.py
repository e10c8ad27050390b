"""The JSON forms of records, as commands print them and export files contain them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from charlib.domain.journal import actor, left, summary
from charlib.domain.moment import to_text
from charlib.domain.records import (
    Account,
    Binding,
    Character,
    Check,
    Entry,
    FilmedScene,
    Look,
    Project,
    Source,
    Task,
    Voice,
)
from charlib.domain.windows.window import seconds

if TYPE_CHECKING:
    from decimal import Decimal

    from charlib.domain.money import Cost
    from charlib.domain.plans import Plan
    from charlib.domain.prompts.compose import Composition
    from charlib.domain.sharing.question import Question
    from charlib.domain.windows.suggestion import Suggestion, Suggestions


def _form(record: Any, names: str, **others: Any) -> dict[str, Any]:
    """The named fields of a record as they are, and `others`."""
    return {**{name: getattr(record, name) for name in names.split()}, **others}


def character(record: Character) -> dict[str, Any]:
    """A character; `notes`, `likeness` and `consent` only if they are not empty."""
    form = _form(
        record, "uid handle",
        aliases=list(record.aliases),
        **_form(record, "name project look"),
        tags=list(record.tags),
        looks=[look(each) for each in record.looks or (record.main,)],
        voice=voice(record.voice) if record.voice else None,
        bindings=list(map(binding, record.bindings)),
        created_at=to_text(record.created_at),
        updated_at=to_text(record.updated_at),
    )  # fmt: skip
    texts = _form(record, "notes likeness consent")
    return form | {name: text for name, text in texts.items() if text}


def look(record: Look) -> dict[str, Any]:
    """A look with the facts of its kept files; the name of the main look is empty."""
    kept = [_form(each, "role path sha256 mime bytes") for each in record.kept]
    return _form(record, "name description episodes", kept=kept)


def voice(record: Voice) -> dict[str, Any]:
    """A voice; `kept` are the facts of its file, null if only providers have it."""
    seconds = _seconds(record.duration_ms)
    kept = _form(record, "path sha256 mime bytes", seconds=seconds) if record.path else None
    return {
        "kept": kept,
        "source": record.source,
        "window": str(record.window) if record.window else None,
        "bindings": list(map(binding, record.bindings)),
        "created_at": to_text(record.created_at),
    }


def binding(record: Binding) -> dict[str, Any]:
    """A binding; the window is `start,end` in seconds; `base_url` is null for the profile's own."""
    return _form(
        record,
        "account account_uid profile base_url look remote_id mention state method source",
        window=str(record.window) if record.window else None,
        created_at=to_text(record.created_at),
        error=record.error,
    )  # fmt: skip


def task(record: Task) -> dict[str, Any]:
    """A task; one that is not sent yet is `queued`."""
    return _form(
        record, "id account remote_id",
        state={"planned": "queued", "sending": "queued"}.get(record.state, record.state),
        **_form(record, "prompt template"),
        characters=list(map(_mentioned, record.characters)),
        **_form(record, "model", params=dict(record.params)),
        **_form(record, "output episode scene take rating picked note"),
        cost=cost(record.cost),
        check=[check(each) for each in record.checks],
        created_at=to_text(record.created_at),
        completed_at=to_text(record.completed_at),
        error=record.error,
    )  # fmt: skip


def check(record: Check) -> dict[str, Any]:
    """Whether a take shows a character."""
    return _form(record, "handle look verdict score")


def scene(record: FilmedScene) -> dict[str, Any]:
    """A scene; takes are the IDs of their tasks."""
    return {
        **_form(record, "project episode"),
        "scene": record.label,
        "takes": [
            {"id": take.id, "take": take.number, **_form(take, "state rating picked")}
            for take in record.takes
        ],
        "picked": [take.id for take in record.picked],
    }


def _mentioned(text: str) -> dict[str, str]:
    """A character of a prompt in one of its looks: `mia`, or `mia+uniform`."""
    handle, _, look = text.partition("+")
    return {"handle": handle, "look": look}


def cost(record: Cost | None) -> dict[str, Any] | None:
    """A cost, or None; its amount is a number that reads as it was written."""
    if record is None:
        return None
    return {"amount": number(record.amount), **_form(record, "unit is_estimate")}


def number(amount: Decimal) -> float:
    """An exact amount as JSON has it: a whole number has no point."""
    return int(amount) if amount == int(amount) else float(amount)


def entry(record: Entry) -> dict[str, Any]:
    """An entry of the journal."""
    return {
        "id": record.id,
        "at": to_text(record.at),
        "command": record.command,
        "by": actor(record.command),
        "changed": summary(record),
        "state": "done" if record.undone_at is None else "undone",
        "undoable": record.is_undoable,
    }


def undone(record: Entry) -> dict[str, Any]:
    """An entry that was just undone; `stays` is what it left, in words."""
    return {**entry(record), "state": "undone", "stays": left(record)}


_TEXTS_OF_PLANS = ("refused", "skipped", "warnings", "budgets")


def plan(record: Plan) -> dict[str, Any]:
    """A kept plan."""
    sends = [{**_form(each, "what account"), "cost": cost(each.cost)} for each in record.sends]
    return {
        "plan": record.id,
        **_form(record, "kind project by state"),
        "price": record.words,
        "sends": sends,
        **{name: list(getattr(record, name)) for name in _TEXTS_OF_PLANS},
        "created_at": to_text(record.created_at),
        "expires_at": to_text(record.expires_at),
        "made": list(record.result),
        "error": record.error or None,
    }


def source(record: Source) -> dict[str, Any]:
    """A source; its duration is in seconds."""
    return _form(
        record, "id kind ref label",
        duration=_seconds(record.duration_ms),
        **_form(record, "width height bytes sha256"),
        media=record.media_path,
        created_at=to_text(record.created_at),
    )  # fmt: skip


def facts(ref: str, record: Any) -> dict[str, Any]:
    """The facts about a video, from `media`."""
    return {
        "video": ref,
        "duration": _seconds(record.duration_ms),
        **_form(record, "width height rotation fps", variable_rate=record.is_vfr),
        **_form(record, "container codec", audio=record.audio or None, bytes=record.bytes),
        "sha256": record.sha256 or None,
        "takes_ranges": record.takes_ranges,
        "picture_duration": _seconds(record.picture_ms),
        "sound_duration": _seconds(record.sound_ms),
        "remarks": list(record.remarks),
    }


def suggestion(record: Suggestion) -> dict[str, Any]:
    """A suggested window: its score and parts from 0 to 1, and the reasons for and against it."""
    return {
        "window": str(record.window),
        "score": record.score,
        "confident": record.is_confident,
        **_form(record, "subject why but", parts=dict(record.parts)),
    }


def suggestions(record: Suggestions) -> dict[str, Any]:
    """The windows of a film, the best first, the stretches without any, and when shots begin."""
    return {
        "duration": _seconds(record.duration_ms),
        "confident": record.is_confident,
        "windows": list(map(suggestion, record.windows)),
        "refused": [{"window": str(each.window), "why": each.why} for each in record.refused],
        "damage": record.damage or None,
        "shots": list(map(_seconds, record.shots_ms)),
    }


def project(record: Project) -> dict[str, Any]:
    """A project with the number of its characters, and its current episode."""
    created_at = to_text(record.created_at)
    names = "slug name notes characters episode"
    return _form(record, names, current=record.is_current, created_at=created_at)


def account(record: Account) -> dict[str, Any]:
    """An account: the place of its key, never the key."""
    created_at = to_text(record.created_at)
    names = "uid name profile base_url key_env key_command key_ring allows_http"
    flags = {"default": record.is_default, "foreign": record.is_foreign}
    budget = record.budget or None
    return _form(record, names, **flags, budget=budget, created_at=created_at)


def composition(record: Composition) -> dict[str, Any]:
    """A rendered prompt."""
    return _form(
        record, "account profile template prompt request",
        characters=[_form(used, "handle look remote_id mention") for used in record.characters],
        warnings=list(record.warnings),
    )  # fmt: skip


def question(record: Question) -> dict[str, Any]:
    """A field that somebody has to decide."""
    return {**record._asdict(), "values": list(record.values)}


def _seconds(ms: int | None) -> float | None:
    return None if ms is None else float(seconds(ms))
