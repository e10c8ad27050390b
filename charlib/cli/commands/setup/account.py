"""Add, edit, choose and retire accounts at providers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from charlib.cli import options as opt
from charlib.cli.declare import argument, flag, option, switch
from charlib.cli.many import counted
from charlib.errors import InvalidInput, PartlyDone

if TYPE_CHECKING:
    from charlib.cli.state import State
    from charlib.domain.records import Account
    from charlib.providers.profile import Profile
    from charlib.sync.inventory.cleaning import StoredCharacter

_NAMED = 3
"""How many IDs a question names."""
NAME = argument("ACCOUNT", "The account's name.", completes="accounts")
KEY_ENV = option("VARIABLE", "Environment variable that holds the key.")
KEY_COMMAND = option("COMMAND", "Command that prints the key.")
KEYRING = option("NAME", "Name of the key in the system's keyring.")
UPLOAD_S3 = option("s3://BUCKET/PREFIX", "Where to put files that the provider fetches.")
UPLOAD_ENDPOINT = option("URL", "S3-compatible server (default: Amazon).")
UPLOAD_COMMAND = option("COMMAND", "Command that uploads {file} as {name} and prints its URL.")
BUDGET = option("AMOUNT", 'The most to spend: "20 USD/month", "10 calls"; "none" for no limit.')
_ALLOW_HTTP = "Send the key over plain http to another machine."


def add(
    state: State,
    *,
    name: str = argument("ACCOUNT", "A name for the account."),
    profile: str = option("PROFILE", "Its provider profile.", short="-p", completes="profiles"),
    base_url: str | None = option("URL", "Your own server, or a relay."),
    key_env: str | None = KEY_ENV,
    key_command: str | None = KEY_COMMAND,
    keyring: str | None = KEYRING,
    allow_http: bool = flag(_ALLOW_HTTP),
    upload_s3: str | None = UPLOAD_S3,
    upload_endpoint: str | None = UPLOAD_ENDPOINT,
    upload_command: str | None = UPLOAD_COMMAND,
    budget: str | None = BUDGET,
) -> None:
    """Add an account.

    Keys are never stored, only where to find them.
    """
    state.lib.accounts.add(
        name, profile=profile, base_url=base_url, key_env=key_env,
        key_command=key_command, key_ring=keyring, allow_http=allow_http,
        upload=_upload(upload_s3, upload_endpoint, upload_command), budget=budget,
    )  # fmt: skip
    _show(state, name)
    _warn_if_retired(state, name)


def edit(
    state: State,
    *,
    name: str = NAME,
    base_url: str | None = option("URL", 'Your own server; "" for the profile\'s address.'),
    key_env: str | None = KEY_ENV,
    key_command: str | None = KEY_COMMAND,
    keyring: str | None = KEYRING,
    allow_http: bool | None = switch(_ALLOW_HTTP, default=None),
    upload_s3: str | None = UPLOAD_S3,
    upload_endpoint: str | None = UPLOAD_ENDPOINT,
    upload_command: str | None = UPLOAD_COMMAND,
    budget: str | None = BUDGET,
) -> None:
    """Change an account's address, key, uploads or budget."""
    state.lib.accounts.edit(
        name, base_url=base_url, key_env=key_env, key_command=key_command, key_ring=keyring,
        allow_http=allow_http, upload=_upload(upload_s3, upload_endpoint, upload_command),
        budget=budget,
    )  # fmt: skip
    _show(state, name)


def list_(state: State, *, limit: int = opt.limit(0)) -> None:
    """List the accounts."""
    accounts, gone = state.lib.accounts.list()[: limit or None], state.lib.accounts.gone()
    state.output.rows(
        [_form(state, account, gone) for account in accounts],
        ("account", "profile", "base URL", "key from", "status"),
        [
            [
                account.name,
                account.profile,
                *_address_and_key(state, account),
                _marks(state, account, gone),
            ]
            for account in accounts
        ],
    )
    if not accounts:
        state.output.talk("No accounts yet. Add one: charlib account add NAME --profile PROFILE")


def show(state: State, *, name: str = NAME) -> None:
    """Show an account."""
    _show(state, name)


def use(state: State, *, name: str = NAME) -> None:
    """Set the default account."""
    from charlib.domain import forms

    account = state.lib.accounts.use(name)
    state.output.result(forms.account(account), f"The default account is {account.name}.")


def remove(state: State, *, name: str = NAME) -> None:
    """Remove an account that no character or task uses."""
    state.lib.accounts.remove(name)
    if state.output.as_json:
        state.output.json({"account": name, "removed": True})
    state.output.talk(f"Removed account {name}.")


def retire(state: State, *, name: str = NAME) -> None:
    """Mark every ID of an account as gone.

    For an account whose service has shut down. Nothing is deleted.
    """
    count = state.lib.accounts.retire(name)
    text = f"Marked {counted(count, 'ID')} of {name} as gone."
    state.output.result({"account": name, "gone": count}, text)
    gone = state.lib.accounts.gone()
    others = [each.name for each in state.lib.accounts.list() if each.name not in {name, *gone}]
    if others and count:
        state.output.talk(f"To create them again elsewhere: charlib rebind --to {others[0]}")


def clean(
    state: State,
    *,
    name: str = NAME,
    adopt: list[str] = option(
        "ID=HANDLE", "Give this ID to a character, new or known; repeatable.", default=()
    ),
    delete: list[str] = option("ID", "Delete this ID at the provider; repeatable.", default=()),
    unused: bool = flag("Delete every ID that only the trash or a replaced binding has."),
    yes: bool = opt.YES,
) -> None:
    """Show what an account keeps that the library does not use.

    Adopts or deletes what you choose; by itself it changes nothing.
    """
    adopted = [_adoption(text) for text in adopt]
    stored = state.lib.accounts.clean(name)
    if not (adopted or delete or unused):
        _show_stored(state, name, stored)
        return
    others = [each.remote_id for each in stored if unused and each.standing == "unused"]
    doomed = [*delete, *(each for each in others if each not in dict(adopted))]
    state.lib.accounts.check_delete(name, doomed, stored=stored)
    lines = []
    for remote_id, handle in adopted:
        person = state.lib.accounts.adopt(name, remote_id, handle, stored=stored)
        lines.append(f"{remote_id} is @{state.lib.qualified(person)}.")
    left = _deleted(state, name, doomed, stored, yes=yes)
    deleted = [each for each, why in left.items() if not why]
    failed = {each: why for each, why in left.items() if why}
    form = {"account": name, "adopted": dict(adopted), "deleted": deleted, "left": failed}
    count = counted(len(deleted), "ID")
    lines += [f"Deleted {count} at {name}."] if left else []
    state.output.result(form, "\n".join(lines) or f"Nothing was deleted at {name}.")
    if failed:
        why = "; ".join(f"{each}: {why}" for each, why in failed.items())
        raise PartlyDone(
            f"Deleted {len(deleted)} of {counted(len(left), 'ID')} ({why}).",
            hint=f"charlib account clean {name}",
        )


def _adoption(text: str) -> tuple[str, str]:
    """The ID and the handle of `ID=HANDLE`; IDs may have `=` in them, handles do not."""
    remote_id, _, handle = text.rpartition("=")
    if not remote_id or not handle:
        raise InvalidInput(f"--adopt {text} names no character.", hint="--adopt ID=HANDLE")
    return remote_id, handle.removeprefix("@")


def _deleted(
    state: State, name: str, ids: list[str], stored: list[StoredCharacter], *, yes: bool
) -> dict[str, str]:
    """Delete IDs after asking; each with why it is still there."""
    from charlib.cli.many import confirmed_for_good

    if not ids:
        return {}
    named = ", ".join(ids[:_NAMED]) + (", …" if len(ids) > _NAMED else "")
    what = f"Delete {counted(len(ids), 'ID')} at {name} for good: {named}"
    if yes:  # otherwise the question says it
        state.output.talk(what)
    if confirmed_for_good(what, yes=yes):
        return state.lib.accounts.delete(name, ids, stored=stored)
    state.output.talk("Nothing was deleted.")
    return {}


def _show_stored(state: State, name: str, stored: list[StoredCharacter]) -> None:
    if state.lib.accounts.profile(name).listing is None:
        profile = state.lib.accounts.show(name).profile
        state.output.warn(f"{profile} cannot list its characters: these are the library's IDs")
    state.output.rows(
        [each._asdict() for each in stored],
        ("ID", "name", "in this library"),
        [[each.remote_id, each.name, _standing(each)] for each in stored],
        nothing=f"{name} has no characters.",
    )
    kinds = {each.standing for each in stored}
    if "unknown" in kinds:
        state.output.talk(f"To adopt one: charlib account clean {name} --adopt ID=HANDLE")
    if kinds & {"unknown", "unused"}:
        state.output.talk(f"To delete one for good: charlib account clean {name} --delete ID")
    if "awaited" in kinds:
        state.output.talk("To settle what is awaited: charlib sync")
    if "missing" in kinds:
        state.output.talk(f"To record what is missing: charlib verify --account {name}")


def _standing(each: StoredCharacter) -> str:
    """Who has an ID, in words."""
    people = ", ".join(f"@{person}" for person in each.people)
    return {
        "used": people,
        "unused": f"no longer used ({people})",
        "unknown": "not here",
        "awaited": "may be an answer that never came",
        "missing": f"{people}, but the provider does not list it",
    }[each.standing]


def _upload(bucket: str | None, endpoint: str | None, command: str | None) -> dict[str, str] | None:
    """The upload settings; empty to remove them, None to leave them as they are."""
    if bucket and command:
        raise InvalidInput(
            "Files are uploaded in one way only.", hint="Use --upload-s3 or --upload-command"
        )
    if endpoint and not bucket:
        raise InvalidInput(
            "--upload-endpoint needs a bucket.", hint="Add --upload-s3 s3://BUCKET/PREFIX"
        )
    if bucket:
        return {"s3": bucket, **({"endpoint": endpoint} if endpoint else {})}
    if command:
        return {"command": command}
    return None if bucket is None and command is None else {}


def _warn_if_retired(state: State, name: str) -> None:
    from charlib.config import Clock
    from charlib.errors import Retired
    from charlib.hints import Notice
    from charlib.providers.accounts import refuse_if_retired

    account = state.lib.accounts.show(name)
    try:
        refuse_if_retired(account, state.lib.accounts.profile(name), Clock().now())
    except Retired as error:
        state.output.warn(Notice(str(error), error.hint))


def _key_place(account: Account) -> str:
    """Where an account's key is found, in words."""
    if account.is_foreign:
        return "unknown"
    if account.key_command:
        return f"the output of `{account.key_command}`"
    return f"the keyring: {account.key_ring}" if account.key_ring else account.key_env or ""


def _uploads(account: Account) -> str:
    """How an account's files are uploaded, in words."""
    import json

    settings = json.loads(account.upload or "{}")
    return str(settings.get("command") or settings.get("s3"))


def _show(state: State, name: str) -> None:
    from charlib.domain import forms
    from charlib.providers.accounts import base_url
    from charlib.providers.transport import auth

    account, gone = state.lib.accounts.show(name), state.lib.accounts.gone()
    if state.lib.profiles.is_missing(account.profile, account.profile_toml):
        pairs = [("account", account.name), ("profile", f"{account.profile} (unknown here)")]
        state.output.pairs(_form(state, account, gone), pairs)
        state.output.warn(f"Put {account.profile}.toml into {state.lib.home.profiles}.")
        return
    profile = state.lib.accounts.profile(name)
    has_default = bool(profile.http.public_key) and not account.is_foreign
    place = _key_place(account) or profile.http.key_env or "no key needed"
    if form := auth.form(profile.http):
        place += f", as {form}"
    marks, spent = ", ".join(_kinds(account)), state.lib.accounts.spent(name)
    team = next((each for each in state.lib.accounts.budgets(name) if each.whose == "team"), None)
    pairs = [
        ("account", f"{account.name} ({marks})" if marks else account.name),
        ("profile", f"{account.profile} - {profile.title}"),
        ("base URL", base_url(account, profile) or "none: renders prompts only"),
        ("key from", f"{place} (has a default)" if has_default else place),
        *([("uploads by", _uploads(account))] if account.upload else []),
        *([("budget", spent.sentence)] if spent else []),
        *([("budget", team.sentence)] if team else []),
        ("status", _status(account, profile, gone)),
    ]
    document = _form(state, account, gone) | {
        "team_budget": team.budget if team else None,
        "team_left": forms.number(team.left) if team else None,
    }
    state.output.pairs(document, pairs)


def check(state: State, *, name: str = NAME) -> None:
    """Ask the provider a free question: does it take the key?"""
    checked = state.lib.accounts.check(name)
    form = {"account": checked.account, "state": checked.state, "asked": list(checked.asked)}
    state.output.result(form, checked.sentence)


def _form(state: State, account: Account, gone: set[str]) -> dict[str, Any]:
    """An account as a document; `budget_left` is in the budget's unit, null without a budget."""
    from charlib.domain import forms

    spent = state.lib.accounts.spent(account.name) if account.budget else None
    left = forms.number(spent.left) if spent else None
    return forms.account(account) | {"budget_left": left, "retired": account.name in gone}


def _left(state: State, account: Account) -> str:
    """What is left of an account's budget, in words."""
    spent = state.lib.accounts.spent(account.name)
    if spent is None:
        return ""
    from charlib.domain import money

    return f"{money.plain(spent.left)} of {spent.budget} left"


def _status(account: Account, profile: Profile, gone: set[str]) -> str:
    """Whether the service is alive, as far as the profile and the library tell."""
    if account.name in gone:
        return "retired: all its IDs are gone"
    return f"sunset {profile.sunset_on}" if profile.status == "sunset" else profile.status


def _marks(state: State, account: Account, gone: set[str]) -> str:
    """What a list says about an account: whether it is the default one, or is no longer used."""
    from charlib.errors import CharlibError

    try:
        has_ended = state.lib.profiles.summary(account.profile).status == "sunset"
    except CharlibError:
        has_ended = False
    is_sunset = has_ended and not account.base_url
    ended = [*["sunset"] * is_sunset, *["retired"] * (account.name in gone)]
    left = _left(state, account) if account.budget else ""
    return ", ".join([*_kinds(account), *ended, *([left] if left else [])])


def _kinds(account: Account) -> list[str]:
    """Whether an account is the default one, or came with an import."""
    known = {"of another library": account.is_foreign, "default": account.is_default}
    return [word for word, is_so in known.items() if is_so]


def _address_and_key(state: State, account: Account) -> tuple[str, str]:
    """An account's base URL and the place of its key, as far as its profile is known."""
    from charlib.errors import CharlibError
    from charlib.providers.accounts import base_url

    try:
        profile = state.lib.accounts.profile(account.name)
    except CharlibError:  # an imported account whose profile is missing here; `show` says so
        return account.base_url or "", _key_place(account)
    is_nowhere = account.is_foreign and not account.base_url and profile.status == "sunset"
    address = "" if is_nowhere else base_url(account, profile)  # a gateway's is another service's
    return address, _key_place(account) or profile.http.key_env
