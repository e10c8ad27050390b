"""Share one cast with others, in a folder or a bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from charlib.cli.declare import argument, flag, option
from charlib.cli.many import counted, minute
from charlib.domain.choices import MEDIA_MODES
from charlib.errors import InvalidInput

if TYPE_CHECKING:
    from charlib.cli.state import State
    from charlib.domain.sharing.question import Question
    from charlib.library.claiming.settling import ClaimNote
    from charlib.library.nouns.share import Status

_SHOWN = 5
"""Questions that are shown after a pull."""
_WHO = argument("HANDLE", "A character, mia+LOOK, or voice:mia.", completes="handles")
_NOUNS = {
    "task": ("", "film"), "footage": ("footage of ", "character"), "ids": ("IDs of ", "character"),
}  # fmt: skip


def init(
    state: State,
    *,
    url: str = argument("URL", "A folder, or s3://BUCKET/PREFIX."),
    name: str = option("NAME", "What the others see; by default your user name.", default=""),
    read_only: bool = flag("Never write there."),
) -> None:
    """Share the cast in a folder or a bucket.

    The first member begins it, the others join. A bucket that is not Amazon's has its endpoint in
    the URL: s3://BUCKET/PREFIX?endpoint=URL. Its keys are in AWS_ACCESS_KEY_ID and
    AWS_SECRET_ACCESS_KEY. Nothing is pushed or pulled yet.
    """
    status = state.lib.share.init(url, name=name, read_only=read_only)
    state.output.result(_form(status), f"Shares the cast in {status.url} as {status.name}.")
    state.output.talk("To take what is there: charlib share pull")
    if not read_only:
        state.output.talk("To tell the others: charlib share push")


def push(state: State) -> None:
    """Tell the others what you changed.

    Keys stay here, and so do footage and voices of real people without a recorded consent.
    """
    done = state.lib.share.push(warn=state.output.warn)
    form = {
        "characters": done.characters, "films": done.films, "files": done.files,
        "objects": done.objects, "held": list(done.held),
    }  # fmt: skip
    numbers = (done.characters, "character"), (done.films, "film"), (done.files, "kept file")
    parts = [counted(number, noun) for number, noun in numbers if number]
    told = ", ".join(parts) or "projects and accounts"
    said = f"Pushed {told}." if done.objects else "Nothing to push."
    state.output.result(form, said)


def pull(
    state: State,
    *,
    media: str | None = option("MODE", "Kept files to fetch, from now on.", choices=MEDIA_MODES),
) -> None:
    """Take what the others changed, as one undo step.

    Fields are joined one by one: the later text wins, and where two people changed one text,
    charlib shows both.
    """
    from charlib.domain import forms

    done = state.lib.share.pull(media=media, warn=state.output.warn)
    numbers = {"added": done.added, "changed": done.changed, "removed": done.removed}
    form = {
        **numbers, "films": done.films, "files": done.files, "objects": done.objects,
        "accounts": done.accounts, "by": done.who, "refused": done.refused,
        "questions": [forms.question(each) for each in done.questions],
    }  # fmt: skip
    said = ", ".join(f"{number} {verb}" for verb, number in numbers.items())
    more = [counted(done.films, "film")] if done.films else []
    more += [counted(done.files, "kept file")] if done.files else []
    text = f"{said}{'; ' if more else ''}{', '.join(more)}"
    state.output.result(form, text if done.objects or done.files else "Nothing new.")
    _ask(state, done.questions)


def status(state: State) -> None:
    """Show the members, and what is not pushed or pulled."""
    told = state.lib.share.status()
    state.output.pairs(_form(told), [pair for pair in _pairs(told) if pair[1]])
    for name, why in told.refused.items():
        state.output.warn(f"{name} was not read: {why}")
    _ask(state, told.questions)


def claims(
    state: State,
    *,
    handle: str = argument(
        "HANDLE",
        "A character, mia+LOOK, or voice:mia; without it, all.",
        default="",
        completes="handles",
    ),
) -> None:
    """Show who is creating what right now.

    Before a member creates anything, it claims this where the cast is shared, so that two members
    never pay for one creation. A claim for something that is not here yet has no handle.
    """
    from charlib.library.claiming.settling import told

    notes = state.lib.share.claims(handle)
    form = [_claim(note) for note in notes]
    if handle:
        nobody = f"Nobody is creating {_named(handle)}."
        state.output.result(form, "\n".join(map(told, notes)) or nobody)
        return
    header = ("handle", "account", "member", "state", "since", "until")
    state.output.rows(
        form, header, list(map(_cells, notes)), nothing="Nobody is creating anything."
    )


def _named(ref: str) -> str:
    return ref if ref.startswith(("@", "voice:")) else f"@{ref}"


def release(
    state: State,
    *,
    handle: str = _WHO,
    account: str | None = option("NAME", "Only at this account."),
) -> None:
    """End a claim that its member will never end.

    The member may have paid for it, and creating it again is paid for again: ask first.
    """
    ended = state.lib.share.release(handle, account=account)
    said = [
        f"Ended the claim of {note.member or 'another member'}: {note.ref} at {note.account}."
        for note in ended
    ]
    state.output.result([_claim(note) for note in ended], "\n".join(said))


def budget(
    state: State,
    *,
    account: str = argument("ACCOUNT", "An account that all have.", completes="accounts"),
    amount: str | None = argument("AMOUNT", 'A new budget: "20 USD/month", "10 calls".'),
    none: bool = flag("Take the budget away."),
) -> None:
    """Show or set what all members may spend together.

    What any member sends counts from the moment that the budget is set. A member's own budget
    (account edit --budget) holds beside it.
    """
    from charlib.domain.money import plain

    share = state.lib.share
    if amount is not None and none:
        raise InvalidInput("it is either a budget or none", hint="Give one of both")
    changes = amount is not None or none
    told = share.set_budget(account, amount) if changes else share.budget(account)
    form = {
        "account": told.account, "budget": told.budget, "by": told.by,
        "spent": None if told.spent is None else plain(told.spent),
        "left": None if told.left is None else plain(told.left),
    }  # fmt: skip
    said = f"No budget for the team at {told.account}."
    if told.budget and told.spent is not None and told.left is not None:
        said = (
            f"{told.budget} for the team at {told.account}: {plain(told.spent)} spent,"
            f" {plain(told.left)} left; set by {told.by}."
        )
    state.output.result(form, said)


def _claim(note: ClaimNote) -> dict[str, Any]:
    from charlib.domain.moment import to_text

    return {
        "handle": note.ref or None, "account": note.account or None, "member": note.member,
        "state": note.state, "since": to_text(note.since), "until": to_text(note.until),
        "self": note.is_mine,
    }  # fmt: skip


def _cells(note: ClaimNote) -> list[str]:
    from charlib.domain.moment import to_text

    member = "you" if note.is_mine else note.member or "?"
    until = minute(to_text(note.until)) if note.until else ""
    since = minute(to_text(note.since)) if note.since else ""
    return [note.ref or "(not here)", note.account or "?", member, note.state, since, until]


def leave(state: State) -> None:
    """Share no more.

    What you pulled stays here, and what you pushed stays with the others.
    """
    state.lib.share.leave(warn=state.output.warn)
    state.output.result({"left": True}, "This library no longer shares its cast.")


def _ask(state: State, questions: tuple[Question, ...]) -> None:
    for question in questions[:_SHOWN]:
        state.output.warn(state.lib.phrase_question(question))
    if len(questions) > _SHOWN:
        state.output.talk(f"{len(questions) - _SHOWN:,} more; --json lists all of them.")


def _pairs(told: Status) -> list[tuple[str, str]]:
    from charlib.domain.moment import to_text

    people = [
        f"{each.name}{' (you)' if each.is_self else ''}"
        + (f", pushed {minute(to_text(each.pushed_at))}" if each.pushed_at else "")
        for each in told.members
    ]
    unpushed = [_unpushed(kind, number) for kind, number in told.unpushed.items()]
    waiting = [f"{counted(number, 'push')} by {who}" for who, number in told.waiting.items()]
    return [
        ("cast", told.url),
        ("you", told.name + (" (read-only)" if told.is_read_only else "")),
        ("media", told.media),
        ("not pushed", ", ".join(unpushed)),
        ("stays here", ", ".join(f"@{each}" for each in told.held)),
        ("not pulled", ", ".join(waiting)),
        ("last pull", minute(to_text(told.pulled_at)) if told.pulled_at else ""),
        ("last push", minute(to_text(told.pushed_at)) if told.pushed_at else ""),
        ("members", "; ".join(people)),
    ]


def _unpushed(kind: str, number: int) -> str:
    before, noun = _NOUNS.get(kind, ("", kind))
    return before + counted(number, noun)


def _form(told: Status) -> dict[str, Any]:
    from charlib.domain import forms
    from charlib.domain.moment import to_text

    return {
        "url": told.url, "name": told.name, "author": told.author, "media": told.media,
        "read_only": told.is_read_only, "pulled_at": to_text(told.pulled_at),
        "pushed_at": to_text(told.pushed_at), "unpushed": told.unpushed, "held": list(told.held),
        "waiting": told.waiting,
        "members": [
            {"author": each.author, "name": each.name, "pushed_at": to_text(each.pushed_at),
             "self": each.is_self}
            for each in told.members
        ],
        "questions": [forms.question(each) for each in told.questions], "refused": told.refused,
    }  # fmt: skip
