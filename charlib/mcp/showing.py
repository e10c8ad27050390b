"""Records as a model gets them: in the shapes of the tools, and marked as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from charlib.domain import forms
from charlib.domain.moment import to_text
from charlib.domain.text import printable
from charlib.doors.places import named, unplaced
from charlib.mcp import shapes
from charlib.mcp.phrasing import phrased

if TYPE_CHECKING:
    from charlib.domain.plans import Plan
    from charlib.domain.prompts.lint import CheckedPrompt
    from charlib.domain.records import Character, Entry, Source, Unsettled
    from charlib.hints import Hint


def safe(value: Any) -> Any:
    """A document in whose texts nothing is invisible: a person must see what a model reads."""
    if isinstance(value, str):
        is_plain = value.isascii() and value.isprintable()
        return value if is_plain else "\n".join(map(printable, value.split("\n")))
    if isinstance(value, Mapping):
        return {safe(name): safe(each) for name, each in value.items()}
    return list(map(safe, value)) if isinstance(value, list | tuple) else value


def noted(**values: Any) -> dict[str, Any]:
    """An answer with texts from the library, which says what they are."""
    return {"note": shapes.NOTE, **safe(values)}


def fitted(form: Mapping[str, Any], shape: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a form that a shape has."""
    return {name: form[name] for name in shape["properties"] if name in form}


def ref(record: Character) -> str:
    """What tools call a character: `project/handle`."""
    return f"{record.project}/{record.handle}"


def row(record: Character) -> dict[str, Any]:
    """A character of a list."""
    bindings = shapes.ROW["properties"]["bindings"]["items"]
    form = forms.character(record)
    shown = [fitted(each, bindings) for each in form["bindings"]]
    return fitted(form, shapes.ROW) | {"ref": ref(record), "bindings": shown}


def full(record: Character) -> dict[str, Any]:
    """A character with its looks and IDs; its picture is a resource."""
    form, shape = forms.character(record), shapes.FULL["properties"]
    binding = shape["bindings"]["items"]
    looks = [fitted(each, shape["looks"]["items"]) | {"kept": len(each["kept"])}
             for each in form["looks"]]  # fmt: skip
    bound = [fitted(each, binding) | {"error": each["error"] and unplaced(each["error"])}
             for each in form["bindings"]]  # fmt: skip
    return fitted(form, shapes.FULL) | {
        "ref": ref(record),
        "looks": looks,
        "bindings": bound,
        "voice": record.voice is not None,
        "picture": picture(record),
    }


def picture(record: Character) -> str | None:
    """The resource with the picture of a character, if there is or may be one."""
    is_seen = any(look.kept for look in record.looks or (record.main,))
    is_seen = is_seen or any(each.source and each.window for each in record.bindings)
    return f"charlib://picture/{record.project}/{record.handle}" if is_seen else None


def prompt(record: CheckedPrompt) -> dict[str, Any]:
    """A prompt at an account: what it is rendered to, and its findings."""
    form, composed = record.form(), record.composition
    people = composed.characters if composed else ()
    return fitted(form, shapes.PROMPT) | {
        "findings": findings(record),
        "warnings": list(map(unplaced, composed.warnings)) if composed else [],
        "characters": [
            {name: getattr(each, name) for name in ("handle", "look", "mention")} for each in people
        ],
    }


def findings(record: CheckedPrompt) -> list[dict[str, Any]]:
    """What is wrong with a prompt."""
    shape = shapes.PROMPT["properties"]["findings"]["items"]
    return [
        fitted(each, shape)
        | {"message": unplaced(each["message"]), "hint": phrased(each["hint"])}
        for each in record.form()["findings"]
    ]  # fmt: skip


def entry(record: Entry) -> dict[str, Any]:
    """An entry of the journal."""
    form = fitted(forms.entry(record), shapes.ENTRY)
    return form | {"command": unplaced(form["command"]), "changed": unplaced(form["changed"])}


def source(record: Source) -> dict[str, Any]:
    """A source by its number and name; no folder is in it."""
    name = record.label or named(record.ref) or ""
    return fitted(forms.source(record), shapes.SOURCE) | {"name": name}


def unsettled(record: Unsettled, hint: Hint) -> dict[str, Any]:
    """A request that got no answer, and what settles it."""
    return {
        "what": record.what,
        "label": unplaced(record.label),
        "account": record.account,
        "error": unplaced(record.error),
        "hint": phrased(hint),
    }


def planned(plan: Plan) -> dict[str, Any]:
    """A plan in short."""
    return {
        "plan_id": plan.id,
        "kind": plan.kind,
        "project": plan.project,
        "state": plan.state,
        "price": plan.words,
        "expires_at": to_text(plan.expires_at),
        "made": list(plan.result),
        "error": unplaced(plan.error),
    }


def sends(plan: Plan, most: int) -> list[dict[str, Any]]:
    """The first calls of a plan: what each sends, where, and what it costs."""
    return [
        {"what": unplaced(each.what), "account": each.account, "cost": forms.cost(each.cost)}
        for each in plan.sends[:most]
    ]
