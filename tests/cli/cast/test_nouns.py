"""Windows, sources, projects, accounts and profiles on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.shell import FILM, SITE, Shell, done, refused

GONE = (
    "warning: account 'old' uses api.openai.com, which shut down on 2026-09-24: OpenAI shut its"
    " Videos API and the sora-2 models down, without a successor; nothing was sent. These still"
    " work: search, prompt, add, export; and another server with the same API: charlib account"
    " add NEW_NAME --profile sora-sync --base-url URL\n"
)


def test_window_check_tells_everything_at_once(cast: Shell) -> None:
    """Refusals come first, then advice; a good window is talk and no result."""
    cast("source", "add", FILM, "--label", "show", "--duration", "10")
    hard = ("it ends after the source, which is 10 s long", "it is 20 s long; the maximum is 3 s")

    assert cast("window", "check", "5,8", "--source", "show") == done("", "Window 5,8 is good.\n")
    assert cast("window", "check", "0,1.5") == done(
        "advice: 1.5 s is short: 2 s works best\n"
        "advice: it begins in the first 1 s, where faces are unstable\n"
    )
    assert cast("window", "check", "0,20", "--source", "show", "--account", "home") == refused(
        2,
        f"Window 0,20: {'; '.join(hard)}",
        "Choose another part of the source",
        out="".join(f"refused: {problem}\n" for problem in hard)
        + "advice: it begins in the first 1 s, where faces are unstable\n",
    )
    assert cast("window", "check", "-1,2").code == 2
    assert cast("window", "check", "5;8") == refused(
        2,
        "invalid window '5;8'",
        "A window is start,end in seconds: --window 5,8 or --window 10.5,13",
    )


def test_sources_are_recorded_with_what_is_known_of_them(cast: Shell, films: Path) -> None:
    """A URL is kept as it is, a file is looked into; each shows the windows cut from it."""
    cast("create", "eva", "--url", FILM, "--window", "5,8")
    film = str(films / "mia.mp4")

    url = cast("source", "add", FILM, "--label", "show", "--duration", "10")
    file = cast("source", "add", film)
    listed = cast("source", "list")

    assert url == done(
        f"source   1 (url)\nref      {FILM}\nlabel    show\nseconds  10\nwindows  5,8 @eva\n"
    )
    assert file == done(
        f"source   2 (file)\nref      {film}\nlabel    mia.mp4\nseconds  10\nsize     160x90\n"
    )
    assert listed == done(f"2\tfile\t10\tmia.mp4\t{film}\n1\turl\t10\tshow\t{FILM}\n")
    assert cast("source", "show", "show") == url
    assert cast("source", "list", "--limit", "1") == done(f"2\tfile\t10\tmia.mp4\t{film}\n")


def test_source_that_is_none_is_refused(cast: Shell) -> None:
    """A file that is not there, one that is no video and a strange URL are two lines each."""
    text = cast.write("notes.txt", "no film")

    assert cast("source", "add", "TMP/none.mp4") == refused(
        1, "no file TMP/none.mp4", "Give a video file or an http(s) URL"
    )
    assert cast("source", "add", text) == refused(
        1,
        "notes.txt is not a video: Invalid data found when processing input",
        "Give a video file: mp4, mov, mkv, webm",
    )
    assert cast("source", "add", "ftp://host.example/clip.mp4") == refused(
        2,
        "'ftp://host.example/clip.mp4' is not the URL of a video",
        "Providers fetch http and https only; for a local file: charlib source add FILE",
    )
    assert cast("create", "eva", "--url", "clip.mp4", "--window", "5,8") == refused(
        2,
        "'clip.mp4' is not the URL of a video",
        "A file of this machine is a source: --source clip.mp4",
    )
    nothing = "No sources yet. Add one: charlib source add REF\n"
    assert cast("source", "list") == done(err=nothing)


def test_source_of_this_machine_cannot_be_fetched_by_a_provider(cast: Shell, films: Path) -> None:
    """A provider that fetches by URL cannot be given a file, and is not asked."""
    film = str(films / "mia.mp4")
    cast("source", "add", film, "--label", "local")

    assert cast("create", "eva", "--source", "local", "--window", "5,8") == refused(
        2,
        f"{film} is on this machine, and sandbox fetches videos by URL",
        "The simulator fetches the files of a folder: charlib help providers; then give"
        " --url http://sandbox/files/mia.mp4",
    )


def test_projects_are_made_and_used(cast: Shell) -> None:
    """A project is the scope of what follows once it is in use, or where it is named."""
    assert cast("project", "add", "noir", "--name", "Noir") == done(
        "project     noir\nname        Noir\ncharacters  0\n"
    )
    assert cast("project", "list") == done("default\t\t2\tin use\nnoir\tNoir\t0\t\n")
    assert cast("--project", "noir", "list") == done(
        "", "No characters found. In other projects: 2, with --everywhere\n"
    )
    assert cast("project", "use", "noir") == done(
        "project     noir (in use)\nname        Noir\ncharacters  0\n"
    )
    assert cast("add", "mia", "--id", "char_other") == done("@mia  ready  @char_other\n")
    assert cast("prompt", "@mia meets @default/mia") == done("@char_other meets @char_mia\n")
    assert cast("project", "show", "default") == done("project     default\ncharacters  2\n")
    assert cast("project", "add", "noir") == refused(
        1, "project 'noir' exists already", "charlib project use noir"
    )
    assert cast("--project", "noiz", "list") == refused(
        1, "no project 'noiz'", "Did you mean noir?"
    )


def test_account_shows_where_its_key_is_found(home_account: Shell) -> None:
    """An account is its profile, address and the variable of its key; ended services are told."""
    assert home_account("account", "show", "home") == done(
        "account   home (default)\n"
        "profile   sandbox - The simulator that comes with charlib\n"
        f"base URL  {SITE}/async/sora/v1\n"
        "key from  CHARLIB_SANDBOX_KEY (has a default)\n"
        "status    live\n"
    )
    old = (
        "account   old\n"
        "profile   sora-sync - Sora-style Character API, synchronous (first tutorial)\n"
        "base URL  https://api.openai.com/v1/sora\n"
        "key from  OLD_KEY\n"
        "status    sunset 2026-09-24\n"
    )
    added = home_account("account", "add", "old", "--profile", "sora-sync", "--key-env", "OLD_KEY")
    assert added == done(old, GONE)
    assert home_account("account", "show", "old") == done(old)
    assert home_account("account", "add", "old", "--profile", "sandbox") == refused(
        1, "account 'old' exists already", "charlib account show old"
    )


def test_account_can_be_chosen_for_good_and_removed(cast: Shell) -> None:
    """The default account is marked; one that characters belong to stays."""
    cast("account", "add", "spare", "--profile", "sora-relay", "--base-url", "http://h.example/v1")
    home = f"home\tsandbox\t{SITE}/async/sora/v1\tCHARLIB_SANDBOX_KEY\t"
    spare = "spare\tsora-relay\thttp://h.example\tLAOZHANG_API_KEY\t"

    assert cast("account", "list") == done(f"{home}default\n{spare}\n")
    assert cast("account", "use", "spare") == done("The default account is spare.\n")
    assert cast("account", "list") == done(f"{home}\n{spare}default\n")
    assert cast("account", "remove", "spare") == done("", "Removed account spare.\n")
    assert cast("account", "remove", "home") == refused(
        1,
        "cannot remove account home: 2 bindings (some may be in the trash) still use it",
        "If its service has shut down: charlib account retire home",
    )
    assert cast("account", "show", "hom") == refused(1, "no account 'hom'", "Did you mean home?")


def test_service_that_has_ended_is_refused_before_any_call(home_account: Shell) -> None:
    """At the tutorial's own address nothing is sent and nothing is written."""
    home_account("account", "add", "old", "--profile", "sora-sync")

    result = home_account("create", "mia", "--url", FILM, "--window", "5,8", "--account", "old")

    what, hint = GONE.removeprefix("warning: ").rstrip("\n").split(". ", 1)
    assert result == refused(3, what, hint)
    assert home_account("list") == done("", "No characters found.\n")


@pytest.mark.parametrize(
    ("profile", "variable", "form"),
    [
        ("higgsfield-soul", "HIGGSFIELD_API_KEY", "KEY_ID:KEY_SECRET"),
        ("kling-elements:legacy", "KLING_ACCESS_AND_SECRET_KEY", "ACCESS:SECRET"),
        ("seedance-assets", "VOLC_ACCESS_AND_SECRET_KEY", "ACCESS:SECRET"),
    ],
)
def test_a_key_of_two_parts_is_told(
    home_account: Shell, profile: str, variable: str, form: str
) -> None:
    """Where a key has two parts, adding the account says so, and a missing or wrong one too."""
    added = home_account("account", "add", "two", "--profile", profile)
    assert f"key from  {variable}, as {form}\n" in added.out
    other = "account 'two' has no key: the environment variable ARK_API_KEY is not set"
    # films have a key of their own
    also, hint = (
        (f"; {other}", "; Set ARK_API_KEY to the key") if "seedance" in profile else ("", "")
    )
    stores = "; charlib never stores keys"
    env = {variable: "", "ARK_API_KEY": ""}
    assert home_account("account", "check", "two", env=env) == refused(
        2,
        f"account 'two' has no key: the environment variable {variable} is not set{also}",
        f"Set {variable} to the key, {form}{hint}{stores}",
    )
    env = {variable: "sandbox-key", "ARK_API_KEY": ""}
    assert home_account("account", "check", "two", env=env) == refused(
        2,
        f"the key in {variable} does not fit {profile}: it must have two parts: {form}{also}",
        f"Write it as {form}, with a colon between the two parts{hint}{stores if hint else ''}",
    )


def test_key_that_is_missing_is_asked_for(home_account: Shell) -> None:
    """A key that is not in its variable is named by the variable, before anything is written."""
    base = ("--base-url", f"{SITE}/sync/v1/sora")
    home_account("account", "add", "main", "--profile", "sora-sync", *base, "--key-env", "MY_KEY")
    create = ("create", "mia", "--url", FILM, "--window", "5,8", "--account", "main")

    assert home_account(*create) == refused(
        2,
        "account 'main' has no key: the environment variable MY_KEY is not set",
        "Set MY_KEY to the key; charlib never stores keys",
    )
    assert home_account(*create, env={"MY_KEY": "wrong"}) == refused(
        3,
        "@mia at main: the provider does not accept the key, HTTP 401: Incorrect API key provided."
        " (invalid_api_key)",
        "Check the key, and that its token group covers this model: charlib account show main",
    )
    assert home_account("sync", "--retry", env={"MY_KEY": "sandbox-key"}) == done("1 ready\n")


def test_profiles_are_listed_and_shown(shell: Shell) -> None:
    """Bundled profiles and the user's own are listed with their status; one is shown as TOML."""
    own = shell.folder / "home" / "profiles"
    own.mkdir(parents=True)
    (own / "mine.toml").write_text('extends = "sora-sync"\ntitle = "My relay"\nstatus = "live"\n')

    listed = shell("profile", "list")
    lines = listed.out.splitlines()
    assert (listed.code, listed.err) == (0, "Put your own into TMP/home/profiles.\n")
    assert lines == sorted(lines)
    assert {
        "mine\tlive\tMy relay",
        "sandbox\tlive\tThe simulator that comes with charlib",
        "sora-async\tsunset\tSora-style Character API, asynchronous (second tutorial)",
        "vidu-subjects\tlive\tVidu subjects: up to 3 stills, or a clip of up to 5 s",
    } <= set(lines)
    assert shell("profile", "show", "mine") == done(
        'extends = "sora-sync"\ntitle = "My relay"\nstatus = "live"\n'
    )
    assert shell("account", "add", "x", "--profile", "mien") == refused(
        1,
        "no profile 'mien'",
        "Did you mean mine?",
    )


@pytest.mark.parametrize(
    ("line", "fault"),
    [("colour = 3", "unknown key 'colour'"), ("status = 3", "status: must be one of live")],
)
def test_profile_is_checked(shell: Shell, line: str, fault: str) -> None:
    """A file is told to be a profile, or what is wrong with it and where, in two lines."""
    good = shell.write("good.toml", 'extends = "sandbox"')
    bad = shell.write("bad.toml", 'extends = "sandbox"', line)

    result = shell("profile", "check", bad)

    checked = shell("profile", "check", good)
    assert (checked.code, checked.out) == (0, "No mistakes in good.\n")
    assert checked.err.startswith("To use it in accounts, put it into ")
    assert (result.code, result.out) == (2, "")
    assert fault in result.err
    assert result.err.count("\n") == 2


MISTAKES = """
extends = "kling-elements"
colour = "red"
status = "dying"
[http]
timeout_s = "long"
key_parts = "ACCESS"
[create.call]
path = "/c/{job_id}"
[create.poll.call]
path = "/t/{jobid}"
[reference]
template = "{nickname}"
tokens = { smell = "{n}" }
[variants.own.window]
min_s = "short"
"""


def test_every_mistake_in_a_profile_is_shown(shell: Shell) -> None:
    """One line each, also those of variants, and none twice."""
    bad = shell.write("bad.toml", MISTAKES)

    result = shell("profile", "check", bad)

    assert result.code == 2
    assert result.err.startswith(f"error: {bad} has 8 mistakes\n")
    places = [
        "unknown key 'colour'", "status: must be one of", "http: timeout_s: must be a number",
        "create: field 'job_id'", "poll: field 'jobid'", "reference: field 'nickname'",
        "tokens: medium 'smell'", "bad:own: window: min_s",
    ]  # fmt: skip
    lines = result.out.splitlines()
    assert [sum(place in line for line in lines) for place in places] == [1] * 8
    told = shell("--json", "profile", "check", bad).json["error"]
    assert [place for place in places if place not in told["message"]] == []


def test_looks_of_one_character_may_share_a_moment(home_account: Shell, films: Path) -> None:
    """A window is warned of that another character has; an existing look is told first."""
    seen = ("--url", FILM, "--window", "5,8")
    assert home_account("create", "mia", *seen).code == 0
    added = home_account("look", "add", "mia", "coat", *seen)
    assert (added.code, added.err) == (0, "")
    other = home_account("create", "tom", *seen)
    assert "it overlaps @mia's window 5,8, @mia+coat's window 5,8" in other.err

    for source in (seen, ("--source", str(films / "mia.mp4"), "--window", "5,8")):
        assert home_account("look", "add", "mia", "coat", *source) == refused(
            1,
            "@mia+coat exists already in project default",
            "charlib look list mia    # or choose another name",
        )
