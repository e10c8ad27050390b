"""List, show, check and try provider profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from charlib.cli import options as opt
from charlib.cli.declare import argument, option
from charlib.domain.money import exact, plain, unit_of
from charlib.errors import BadProfile, NotFound

if TYPE_CHECKING:
    from pathlib import Path

    from charlib.cli.state import State
    from charlib.providers.profile import Price, Profile
    from charlib.providers.profiles import Summary
    from charlib.trial import TrialRequest


def list_(state: State, *, limit: int = opt.limit(0)) -> None:
    """List the profiles: bundled ones and your own."""
    from charlib.errors import CharlibError

    profiles = []
    for name in state.lib.profiles.names()[: limit or None]:
        try:
            profiles.append(state.lib.profiles.summary(name))
        except CharlibError as error:
            state.output.warn(f"{state.lib.home.profiles / name}.toml: {error}")
    state.output.rows(
        [
            {
                "name": profile.name,
                "title": profile.title,
                "status": profile.status,
                "verified_on": str(profile.verified_on) if profile.verified_on else None,
                "sources": profile.sources,
                "doubts": state.lib.profiles.doubts(profile),
            }
            for profile in profiles
        ],
        ("profile", "status", "title"),
        [[profile.name, profile.status, _with_doubts(state, profile)] for profile in profiles],
    )
    state.output.talk(f"Put your own into {state.lib.home.profiles}.")


def _with_doubts(state: State, profile: Summary) -> str:
    """A title, and what speaks against the profile's facts."""
    doubts = ", ".join(state.lib.profiles.doubts(profile))
    return f"{profile.title} ({doubts})" if doubts else profile.title


def show(
    state: State, *, name: str = argument("PROFILE", "A profile's name.", completes="profiles")
) -> None:
    """Print a profile's TOML, as a pattern for your own.

    On a terminal a table of its prices follows.
    """
    profile = state.lib.profiles.load(name)
    text = state.lib.profiles.text(name) or ""
    if state.output.as_json:
        form = {"name": profile.name, "status": profile.status, "toml": text}
        state.output.json({**form, "prices": list(map(_price_form, profile.prices))})
        return
    for line in text.splitlines():
        state.output.line(line)
    if profile.prices and state.output.is_table:
        state.output.line("")
        header = ("what", "price", "source page")
        state.output.rows([], header, list(map(_price_cells, profile.prices)))


def _price_form(price: Price) -> dict[str, Any]:
    day = price.verified_on
    form = {**price._asdict(), "by_resolution": dict(price.by_resolution)}
    return {**form, "unit": unit_of(price.unit), "verified_on": day.isoformat() if day else None}


def _price_cells(price: Price) -> list[str]:
    """A row of the table: what is paid for, how much, and which page says so since when."""
    of = f"{price.of}: {', '.join(price.model)}" if price.model else price.of
    amount = f"{plain(exact(price.amount))} {unit_of(price.unit)} a {price.per}"
    sizes = [f"{name} {plain(exact(rate))}" for name, rate in price.by_resolution.items()]
    more = [f"each picture {plain(exact(price.picture))}"] if price.picture else []
    page = [price.source, str(price.verified_on or "")]
    return [of, ", ".join([amount, *sizes, *more]), ", ".join(filter(None, page))]


def check(
    state: State, *, file: Path = argument("FILE", "A TOML file.", completes="files")
) -> None:
    """Check a profile of your own, and show all its mistakes."""
    try:
        names = state.lib.profiles.check(file)
    except BadProfile as error:
        if state.output.as_json or len(error.mistakes) < 2:  # noqa: PLR2004 - one is the error
            raise
        for mistake in error.mistakes:
            state.output.line(mistake)
        text = f"{file} has {len(error.mistakes)} mistakes"
        raise BadProfile(text, hint=error.hint) from None
    form = {"file": str(file), "profiles": names}
    state.output.result(form, f"No mistakes in {', '.join(names)}.")
    folder = state.lib.home.profiles
    if file.resolve().parent != folder.resolve():
        state.output.talk(f"To use it in accounts, put it into {folder}.")


def try_(
    state: State,
    *,
    file: Path = argument("FILE", "A TOML file, or the name of a profile.", completes="files"),
    variant: str | None = option("NAME", "One variant only; default: all."),
) -> None:
    """Show the requests that a profile makes.

    They go to a recorder on this machine; nothing reaches the network.
    """
    from charlib.cli.commands.setup.start import need_sandbox

    need_sandbox()
    from charlib import trial

    profiles = _profiles(state, file, variant)
    tried = [(profile, trial.run(profile)) for profile in profiles]
    if state.output.as_json:
        state.output.json(
            [
                {"profile": profile.name, "requests": [_form(request) for request in requests]}
                for profile, requests in tried
            ]
        )
        return
    for profile, requests in tried:
        for request in requests:
            _show_request(state, profile.name, request)


def _profiles(state: State, file: Path, variant: str | None) -> list[Profile]:
    """The profiles of a file, or a bundled one by its name."""
    if file.suffix != ".toml" and not file.exists():
        return [state.lib.profiles.load(f"{file}:{variant}" if variant else str(file))]
    profiles = state.lib.profiles.read(file)
    wanted = f"{file.stem}:{variant}" if variant else None
    chosen = [profile for profile in profiles if wanted in {None, profile.name}]
    if not chosen:
        known = ", ".join(profile.name.partition(":")[2] for profile in profiles[1:])
        raise NotFound(f"{file} has no variant {variant}.", hint=f"It has: {known or 'none'}")
    return chosen


def _form(request: TrialRequest) -> dict[str, Any]:
    form = request._asdict()
    return {"for": form.pop("for_"), **form}


def _show_request(state: State, name: str, request: TrialRequest) -> None:
    import json

    state.output.line(f"# {name}: {request.for_}")
    if request.method:
        state.output.line(f"{request.method} {request.url}")
    for header, value in request.headers.items():
        state.output.line(f"{header}: {value}")
    if request.body is not None:
        is_text = isinstance(request.body, str)
        body = request.body if is_text else json.dumps(request.body, indent=2, ensure_ascii=False)
        for line in body.splitlines():
            state.output.line(line)
    state.output.line("")
