"""What answers look like, as JSON Schema. Each shape has a name in the document of the API."""

from __future__ import annotations

from typing import Any

from charlib.domain.choices import BINDING_STATES, SOURCE_KINDS

TEXT: Any = {"type": "string"}
NUMBER: Any = {"type": "number"}
COUNT: Any = {"type": "integer"}
TRUTH: Any = {"type": "boolean"}
OBJECT: Any = {"type": "object"}
TIME: Any = {"type": "string", "format": "date-time"}
WINDOW: Any = {"type": "string", "description": "start,end in seconds"}


def obj(**values: Any) -> dict[str, Any]:
    """An object with exactly these values; one whose name ends in `_` may be missing."""
    required = [name for name in values if not name.endswith("_")]
    return {
        "type": "object",
        "properties": {name.removesuffix("_"): schema for name, schema in values.items()},
        "required": required,
        "additionalProperties": False,
    }


def maybe(schema: Any) -> dict[str, Any]:
    """A value, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def many(schema: Any) -> dict[str, Any]:
    """A list of values."""
    return {"type": "array", "items": schema}


def one_of(*words: str) -> dict[str, Any]:
    """One of some words."""
    return {"type": "string", "enum": list(words)}


def ref(name: str) -> dict[str, str]:
    """A shape by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def part(name: str, *names: str, **more: Any) -> dict[str, Any]:
    """Some values of a shape that has a name, and more values beside them."""
    known, others = SHAPES[name], obj(**more)
    chosen = {each: known["properties"][each] for each in names}
    needed = [each for each in names if each in known["required"]]
    return {
        **others,
        "properties": {**chosen, **others["properties"]},
        "required": [*needed, *others["required"]],
    }


def whole(schema: Any) -> Any:
    """A schema with every shape that it names written out."""
    if isinstance(schema, list):
        return list(map(whole, schema))
    if not isinstance(schema, dict):
        return schema
    name = schema.get("$ref")
    if isinstance(name, str):
        return whole(SHAPES[name.rpartition("/")[2]])
    return {key: whole(value) for key, value in schema.items()}


COUNTED = many(obj(name=TEXT, count=COUNT))
COST = obj(amount=NUMBER, unit=TEXT, is_estimate=TRUTH)
_COST_LINE = obj(
    name=TEXT, amount=maybe(NUMBER), unit=TEXT, is_estimate=TRUTH, films=COUNT, creations=COUNT,
    unknown=COUNT, words=TEXT,
)  # fmt: skip
_KEPT = obj(role=TEXT, sha256=TEXT, mime=TEXT, bytes=maybe(COUNT), url=TEXT, seconds_=maybe(NUMBER))
_BINDING = obj(
    account=TEXT, account_uid=TEXT, profile=TEXT, base_url=maybe(TEXT), look=TEXT,
    remote_id=maybe(TEXT), mention=maybe(TEXT), state=one_of(*BINDING_STATES), method=TEXT,
    source=maybe(TEXT), window=maybe(WINDOW), created_at=TIME, error=maybe(TEXT),
)  # fmt: skip
_ERROR = obj(kind=TEXT, message=TEXT, hint=TEXT, picture_={"type": "string"})
_PROMPT: dict[str, Any] = {
    "account": TEXT, "profile": TEXT, "template": TEXT, "prompt": maybe(TEXT),
    "findings": many(ref("Finding")),
    "mentions": many(obj(start=COUNT, end=COUNT, project=TEXT, handle=TEXT, look=TEXT)),
    "request": maybe(OBJECT), "warnings": many(TEXT),
    "characters": many(obj(handle=TEXT, look=TEXT, remote_id=TEXT, mention=TEXT)),
}  # fmt: skip

SHAPES: dict[str, Any] = {
    "Error": obj(error=_ERROR),
    "Binding": _BINDING,
    "Character": obj(
        uid=TEXT, handle=TEXT, aliases=many(TEXT), name=TEXT, project=TEXT, look=TEXT,
        tags=many(TEXT),
        looks=many(obj(name=TEXT, description=TEXT, episodes=TEXT, kept=many(_KEPT))),
        voice=maybe(
            obj(
                kept=maybe(_KEPT), source=maybe(TEXT), window=maybe(WINDOW),
                bindings=many(ref("Binding")), created_at=TIME,
            )
        ),
        bindings=many(ref("Binding")), created_at=TIME, updated_at=TIME,
        notes_=TEXT, likeness_=TEXT, consent_=TEXT,
        picture=maybe(TEXT),
    ),
    "Page": obj(characters=many(ref("Character")), total=COUNT, offset=COUNT),
    "Facets": obj(total=COUNT, tags=COUNTED, projects=COUNTED, states=COUNTED, looks=COUNTED),
    "Merge": obj(
        old=ref("Character"), into=ref("Character"), prompts=COUNT, conflicts=many(TEXT)
    ),
    "Purge": obj(
        handle=TEXT, project=TEXT, uid=TEXT, files=COUNT, films=COUNT, prompts=COUNT,
        is_scrubbed=TRUTH,
        remains=obj(
            ids=many(obj(kind=TEXT, account=TEXT, remote_id=TEXT)), backups=many(TEXT),
            films=many(TEXT), videos=many(TEXT), texts=many(TEXT), exports=many(TEXT),
            links=many(TEXT), cast=many(TEXT),
        ),
    ),
    "Entry": obj(
        id=COUNT, at=TIME, command=TEXT, by=TEXT, changed=TEXT, state=one_of("done", "undone"),
        undoable=TRUTH, stays_=TEXT,
    ),
    "Source": obj(
        id=COUNT, kind=one_of(*SOURCE_KINDS), name=TEXT, url=maybe(TEXT), task=maybe(COUNT),
        duration=maybe(NUMBER), width=maybe(COUNT), height=maybe(COUNT), bytes=maybe(COUNT),
        created_at=TIME, film=maybe(TEXT),
    ),
    "Offered": obj(id=TEXT, name=TEXT, folder=TEXT, bytes=COUNT, changed_at=TIME),
    "Window": obj(handle=TEXT, window=WINDOW),
    "Suggestion": obj(
        window=WINDOW, score=NUMBER, confident=TRUTH, subject=TEXT, why=TEXT, but=TEXT,
        parts=OBJECT,
    ),
    "Checked": obj(
        window=WINDOW, ok=TRUTH, problems=many(obj(text=TEXT, hard=TRUTH)),
        judged=maybe(ref("Suggestion")),
    ),
    "Account": obj(
        uid=TEXT, name=TEXT, profile=TEXT, base_url=maybe(TEXT), key=TEXT, default=TRUTH,
        foreign=TRUTH,
        window=obj(
            min_s=maybe(NUMBER), max_s=maybe(NUMBER), min_hard=TRUTH, max_hard=TRUTH,
            advise_min_s=maybe(NUMBER), advise_max_s=maybe(NUMBER), settle_s=maybe(NUMBER),
            advise_apart=TRUTH,
        ),
        budget=maybe(TEXT), left=maybe(TEXT), team=maybe(TEXT), creates=TRUTH, films=TRUTH,
        error=maybe(TEXT), created_at=TIME,
    ),
    "Project": obj(
        slug=TEXT, name=TEXT, notes=TEXT, characters=COUNT, episode=maybe(COUNT),
        current=TRUTH, created_at=TIME,
    ),
    "Task": obj(
        id=COUNT, account=TEXT, remote_id=maybe(TEXT), state=TEXT, prompt=TEXT, template=TEXT,
        characters=many(obj(handle=TEXT, look=TEXT)), model=TEXT, params=OBJECT,
        episode=maybe(COUNT), scene=maybe(TEXT), take=maybe(COUNT), rating=maybe(COUNT),
        picked=TRUTH, note=TEXT,
        check=many(obj(handle=TEXT, look=TEXT, verdict=TEXT, score=maybe(NUMBER))),
        cost=maybe(COST), created_at=TIME, completed_at=maybe(TIME), error=maybe(TEXT),
        project=TEXT, film=maybe(TEXT),
    ),
    "Scene": obj(
        project=TEXT, episode=maybe(COUNT), scene=TEXT, picked=many(COUNT),
        takes=many(
            obj(id=COUNT, take=maybe(COUNT), state=TEXT, rating=maybe(COUNT), picked=TRUTH)
        ),
    ),
    "Exported": obj(files=many(TEXT), others=many(TEXT), written=COUNT, missing=many(COUNT)),
    "Costs": obj(by=maybe(TEXT), lines=many(_COST_LINE), total=many(_COST_LINE)),
    "Who": obj(
        verdict=TEXT, faces=COUNT, why=TEXT,
        people=many(
            obj(
                handle=TEXT, look=TEXT, verdict=TEXT, score=maybe(NUMBER), why=TEXT,
                frame_ms=maybe(COUNT), lowest=maybe(obj(score=NUMBER, ms=COUNT)),
            )
        ),
    ),
    "Finding": obj(
        kind=TEXT, severity=one_of("error", "warning"), start=COUNT, end=COUNT, text=TEXT,
        message=TEXT, hint=TEXT, fixes=many(TEXT), view=TEXT,
    ),
    "Linted": obj(
        **_PROMPT,
        cast=many(
            obj(
                project=TEXT, handle=TEXT, name=TEXT, look=TEXT, looks=COUNT, episodes=TEXT,
                picture=maybe(TEXT),
            )
        ),
    ),
    "Rendered": obj(**_PROMPT, plan=maybe(ref("Plan")), error=maybe(_ERROR)),
    "Row": obj(cells=OBJECT, takes=COUNT, plan=maybe(ref("Plan")), error=maybe(_ERROR)),
    "Plan": obj(
        account=TEXT, count=COUNT, costs=many(COST), unknown=COUNT, words=TEXT,
        refused=many(TEXT), budgets=many(TEXT), warnings=many(TEXT),
    ),
    "Job": obj(
        id=COUNT, what=TEXT, state=one_of("running", "done", "failed"), done=NUMBER,
        total=maybe(NUMBER), lines=many(TEXT), result=maybe(OBJECT), error=maybe(ref("Error")),
    ),
    "Started": obj(plan=maybe(ref("Plan")), job=maybe(ref("Job"))),
    "Unsettled": obj(
        key=TEXT, what=TEXT, label=TEXT, account=TEXT, error=TEXT, is_sending=TRUTH,
        is_trashed=TRUTH, cost=maybe(COST), hint=TEXT,
    ),
    "Share": obj(
        url=TEXT, name=TEXT, read_only=TRUTH, pulled_at=maybe(TIME), pushed_at=maybe(TIME),
        unpushed=COUNT, members=many(TEXT),
    ),
    "Claim": obj(
        ref=maybe(TEXT), account=maybe(TEXT), member=TEXT, state=TEXT, since=TIME,
        until=maybe(TIME), self=TRUTH,
    ),
    "Diagnosis": obj(
        what=TEXT, problem=TEXT, hint=TEXT, is_mendable=TRUTH, is_mended=TRUTH, is_note=TRUTH
    ),
    "Times": obj(
        unit=many(COUNT), zero=NUMBER, first=COUNT, steps=many(many(COUNT)), keys=many(COUNT),
        frames=COUNT, plays=TRUTH,
    ),
    "Strip": obj(
        tile=many(COUNT), columns=COUNT, per_sheet=COUNT, moments=many(NUMBER), is_keys=TRUTH,
        sheets=many(TEXT),
    ),
}  # fmt: skip
