"""Accounts: a profile, a base URL, and where the key is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from charlib.cli import options as opt
from charlib.cli.state import State, of
from charlib.errors import InvalidInput
from charlib.hints import Notice

if TYPE_CHECKING:
    from charlib.domain.records import Account

app = typer.Typer(help="Accounts at providers.", no_args_is_help=True, rich_markup_mode=None)
Name = Annotated[str, typer.Argument(metavar="ACCOUNT")]
KeyEnv = Annotated[str | None, typer.Option(metavar="VAR", help="The variable that holds the key.")]
KeyCommand = Annotated[
    str | None, typer.Option(metavar="CMD", help="A command that prints the key.")
]
Keyring = Annotated[
    str | None, typer.Option(metavar="NAME", help="The key's name in the system's keyring.")
]
UploadS3 = Annotated[
    str | None,
    typer.Option(metavar="s3://BUCKET/PREFIX", help="Put files there that a provider fetches."),
]
UploadEndpoint = Annotated[
    str | None, typer.Option(metavar="URL", help="The S3-compatible server, if not Amazon's.")
]
UploadCommand = Annotated[
    str | None,
    typer.Option(metavar="CMD", help="Or a command that uploads {file} as {name}, prints its URL."),
]
_HTTP = "Let the key go over plain http to another machine."


@app.command()
def add(
    ctx: typer.Context,
    name: Name,
    profile: Annotated[
        str, typer.Option("--profile", "-p", metavar="PROFILE", help="The dialect it speaks.")
    ],
    base_url: Annotated[
        str | None, typer.Option(metavar="URL", help="A server of your own, or a relay.")
    ] = None,
    key_env: KeyEnv = None,
    key_command: KeyCommand = None,
    keyring: Keyring = None,
    allow_http: Annotated[bool, typer.Option("--allow-http", help=_HTTP)] = False,
    upload_s3: UploadS3 = None,
    upload_endpoint: UploadEndpoint = None,
    upload_command: UploadCommand = None,
) -> None:
    """Add an account. Keys are never stored: only where they are found."""
    state = of(ctx)
    state.lib.accounts.add(
        name, profile=profile, base_url=base_url, key_env=key_env,
        key_command=key_command, key_ring=keyring, allow_http=allow_http,
        upload=_upload(upload_s3, upload_endpoint, upload_command),
    )  # fmt: skip
    _show(state, name)
    _warn_if_retired(state, name)


@app.command()
def edit(
    ctx: typer.Context,
    name: Name,
    base_url: Annotated[
        str | None, typer.Option(metavar="URL", help='Empty ("") is the profile\'s own.')
    ] = None,
    key_env: KeyEnv = None,
    key_command: KeyCommand = None,
    keyring: Keyring = None,
    allow_http: Annotated[
        bool | None, typer.Option("--allow-http/--no-allow-http", help=_HTTP)
    ] = None,
    upload_s3: UploadS3 = None,
    upload_endpoint: UploadEndpoint = None,
    upload_command: UploadCommand = None,
) -> None:
    """Change where an account's calls go, or where its key is found."""
    state = of(ctx)
    state.lib.accounts.edit(
        name, base_url=base_url, key_env=key_env, key_command=key_command, key_ring=keyring,
        allow_http=allow_http, upload=_upload(upload_s3, upload_endpoint, upload_command),
    )  # fmt: skip
    _show(state, name)


def _upload(bucket: str | None, endpoint: str | None, command: str | None) -> dict[str, str] | None:
    """How files are made reachable, as settings; empty to stop it, None where nothing was said."""
    if bucket and command:
        raise InvalidInput("files go one way", hint="--upload-s3 or --upload-command")
    if endpoint and not bucket:
        raise InvalidInput("an endpoint of what?", hint="--upload-s3 s3://BUCKET/PREFIX")
    if bucket:
        return {"s3": bucket, **({"endpoint": endpoint} if endpoint else {})}
    if command:
        return {"command": command}
    return None if bucket is None and command is None else {}


def _warn_if_retired(state: State, name: str) -> None:
    from charlib.config import Clock
    from charlib.errors import Retired
    from charlib.providers.accounts import refuse_if_retired

    account = state.lib.accounts.show(name)
    try:
        refuse_if_retired(account, state.lib.accounts.profile(name), Clock().now())
    except Retired as error:
        state.output.warn(Notice(str(error), error.hint))


def _where(account: Account) -> str:
    """Where an account says that its key is found, in words."""
    if account.key_command:
        return f"what `{account.key_command}` prints"
    return f"the keyring: {account.key_ring}" if account.key_ring else account.key_env or ""


def _uploads(account: Account) -> str:
    """How files of this machine are made reachable for an account, in words."""
    import json

    settings = json.loads(account.upload or "{}")
    return str(settings.get("command") or settings.get("s3"))


def _show(state: State, name: str) -> None:
    from charlib.domain import forms
    from charlib.providers.accounts import base_url

    account = state.lib.accounts.show(name)
    if state.lib.profiles.is_missing(account.profile, account.profile_toml):
        pairs = [("account", account.name), ("profile", f"{account.profile} - not known here")]
        state.output.pairs(forms.account(account), pairs)
        state.output.warn(f"put {account.profile}.toml into {state.lib.home.profiles}")
        return
    profile = state.lib.accounts.profile(name)
    variable = _where(account) or profile.http.key_env or "none needed"
    pairs = [
        ("account", account.name + (" (default)" if account.is_default else "")),
        ("profile", f"{account.profile} - {profile.title}"),
        ("base URL", base_url(account, profile) or "none: it only renders prompts"),
        ("key from", variable if not profile.http.public_key else f"{variable} (has a default)"),
        *([("uploads by", _uploads(account))] if account.upload else []),
        ("status", f"sunset {profile.sunset_on}" if profile.status == "sunset" else profile.status),
    ]
    state.output.pairs(forms.account(account), pairs)


def _reach(state: State, account: Account) -> tuple[str, str]:
    """Where an account's calls go and where its key is found, as far as its profile is known."""
    from charlib.errors import CharlibError
    from charlib.providers.accounts import base_url

    try:
        profile = state.lib.accounts.profile(account.name)
    except CharlibError:  # an imported account whose dialect nobody here has; `show` tells
        return account.base_url or "", _where(account)
    return base_url(account, profile), _where(account) or profile.http.key_env


@app.command("list")
def list_(ctx: typer.Context, limit: opt.Limit = 0) -> None:
    """List the accounts."""
    from charlib.domain import forms

    state = of(ctx)
    accounts = state.lib.accounts.list()[: limit or None]
    state.output.rows(
        [forms.account(one) for one in accounts],
        ("account", "profile", "base URL", "key from", ""),
        [
            [
                one.name,
                one.profile,
                *_reach(state, one),
                "default" if one.is_default else "",
            ]
            for one in accounts
        ],
    )
    if not accounts:
        state.output.talk("no account yet: charlib account add NAME --profile P")


@app.command()
def show(ctx: typer.Context, name: Name) -> None:
    """Show an account."""
    _show(of(ctx), name)


@app.command()
def use(ctx: typer.Context, name: Name) -> None:
    """Make an account the one that is meant when none is named."""
    from charlib.domain import forms

    state = of(ctx)
    account = state.lib.accounts.use(name)
    state.output.result(forms.account(account), f"{account.name} is the default account")


@app.command()
def remove(ctx: typer.Context, name: Name) -> None:
    """Remove an account that no character and no task belongs to."""
    state = of(ctx)
    state.lib.accounts.remove(name)
    if state.output.as_json:
        state.output.json({"account": name, "removed": True})
    state.output.talk(f"account {name} is removed")


@app.command()
def retire(ctx: typer.Context, name: Name) -> None:
    """Call all ids of an account gone, where its service ended. Nothing is deleted."""
    state = of(ctx)
    count = state.lib.accounts.retire(name)
    state.output.result(
        {"account": name, "gone": count}, f"{count} {'id is' if count == 1 else 'ids are'} gone"
    )
