"""Profiles of users: found, extended, kept; a wrong one says what is wrong, and none executes."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import charlib.providers
from charlib.errors import BadProfile, NotFound
from charlib.providers.engine import build
from charlib.providers.profiles import Profiles

from .saying import PLAIN, bundled, making, profile, sent

FILMING = """
generate.call.path = '/v'
generate.answer.job_id = 'id'
generate.asks.size.to = 'size'
generate.asks.size.of = ['ratio', 'resolution']
generate.asks.size.values = { '16:9 720p' = 'w' }
"""
"""A generation whose size stands for two wishes."""
PRICED = "[[prices]]\nof = 'film'\nper = 'second'\nunit = 'USD'\n"
BAD: dict[str, tuple[str, str]] = {
    "an unknown key at the top": ("colour = 'red'", "'colour'"),
    "an unknown key inside": ("[http]\nbase_url = 'https://h'\nretries = 3", "http: .*'retries'"),
    "an unknown section": ("[destroy]\npath = '/x'", "'destroy'"),
    "a missing key": ("[generate.call]\npath = '/x'", "generate: 'answer' is missing"),
    "a section without its table": ("generate = 'yes'", "generate: must be a table"),
    "a text for a number": ("[window]\nmax_s = 'long'", "window: max_s: must be a number"),
    "a number for a text": ("title = 7", "title: must be text"),
    "a truth for a number": ("[reference]\nmax_per_prompt = true", "max_per_prompt: .*number"),
    "a text for a truth": ("[window]\nmax_hard = 'no'", "max_hard: must be true or false"),
    "a text for a date": ("sunset_on = 'soon'", "sunset_on: must be a date"),
    "a status nobody knows": ("status = 'dying'", "status: must be one of"),
    "a sunset without its day": ("status = 'sunset'", "needs sunset_on"),
    "a method nobody speaks": ("create.call.method = 'PATCH'", "method: must be one of"),
    "an encoding nobody speaks": ("create.call.encoding = 'xml'", "encoding: must be one of"),
    "a number among paths": ("create.answer.username = ['a', 7]", r"username\[1\]: must be text"),
    "a bad path of an answer": ("create.answer.username = 'a..b'", "answer: invalid path"),
    "a bad path of a field": ("create.call.fields.name = 'a[x]'", "call: invalid path"),
    "an empty path of a field": ("create.call.fields.name = ''", "call"),
    "a place in a list to write to": ("create.call.fields.name = 'refs[0]'", "call"),
    "a bad path of a constant": ("create.call.constants = { 'a..b' = 1 }", "call"),
    "a bad path of a parameter": ("create.call.params = { 'a..b' = 1 }", "call"),
    "a bad path of an envelope": ("create.answer.ok = { 'a..b' = 1 }", "answer"),
    "a bad path of an attachment": (
        "[[reference.attach]]\npath = 'a..b'\nitem = '{remote_id}'",
        "attach",
    ),
    "a path that wants what no job has": ("create.poll.call.path = '/t/{jobid}'", "poll"),
    "a mention of what no answer has": ("[reference]\ntemplate = '{nickname}'", "reference"),
    "a creation that wants its own job": ("create.call.path = '/c/{job_id}'", "create: field"),
    "a deletion of what has no name": (
        "delete.call.path = '/c/{character}'",
        "delete: call: field 'character'",
    ),
    "a film that is cancelled by what it has not": (
        f"{FILMING}generate.cancel.call.path = '/v/{{remote_id}}'",
        "cancel: call: field 'remote_id'",
    ),
    "a list that wants an ID": (
        "listing.items = 'data'\nlisting.remote_id = 'id'\nlisting.call.path = '/c/{remote_id}'",
        "listing: call: field 'remote_id'",
    ),
    "a place of an attachment that no character has": (
        "[[reference.attach]]\npath = '{nickname}'\nitem = '{remote_id}'",
        "reference: field 'nickname'",
    ),
    "media that go along in no way": (
        "[reference.inline.stills]\nof = 'stills'\ntakes = []",
        "inline.stills: takes",
    ),
    "a model's values without the words they stand for": (
        f"{FILMING}generate.models.pro.asks.size.values = {{ '16:9' = 'w' }}",
        "models.pro: asks.size: each of the values",
    ),
    "a bad regular expression": ("[[errors]]\nmatch = '(x'\nkind = 'money'", r"errors\[0\]"),
    "a kind of error nobody knows": ("[[errors]]\nmatch = 'x'\nkind = 'mony'", r"errors\[0\]"),
    "a negative price": (f"{PRICED}amount = -1", r"prices\[0\]: an amount"),
    "a price that is no number": (f"{PRICED}amount = nan", r"prices\[0\]: an amount"),
    "a price below what is counted": (f"{PRICED}amount = 1e-300", r"prices\[0\]: an amount"),
    "a wrap at no path": (
        f"{FILMING}generate.call.wrap = {{ '' = ['prompt'] }}",
        "call: a path is empty",
    ),
    "a wrap through a text": (
        f"{FILMING}generate.call.constants.a = 'b'\ngenerate.call.wrap = {{ 'a.x' = ['size'] }}",
        "a.x': another value",
    ),
    "a price without end": (f"{PRICED}amount = inf", r"prices\[0\]: an amount"),
    "a price of a size that is no number": (
        f"{PRICED}amount = 1\nby_resolution = {{ '4k' = nan }}",
        r"prices\[0\]: an amount",
    ),
    "a price in two words": (
        "[[prices]]\nof = 'film'\nper = 'call'\namount = 1\nunit = 'US dollars'",
        r"prices\[0\]: invalid unit",
    ),
    "a price in calls": (
        "[[prices]]\nof = 'film'\nper = 'call'\namount = 1\nunit = 'calls'",
        r"prices\[0\]: unit",
    ),
    "a price of what nobody makes": (
        "[[prices]]\nof = 'song'\nper = 'call'\namount = 1\nunit = 'USD'",
        r"prices\[0\]: of: must be one of",
    ),
    "a price without an amount": (PRICED, r"prices\[0\]: 'amount' is missing"),
    "two prices of a model": (
        f"{PRICED}amount = 1\nmodel = 'one'\n{PRICED}amount = 2\nmodel = ['two', 'ONE']",
        "film has two prices with one",
    ),
    "a cost without its unit": ("create.answer.cost = 'credits'", "create: answer: invalid unit"),
    "a factor that is no number": (
        "[create.answer]\ncost = 'a'\ncost_unit = 'usd'\ncost_factor = nan",
        "answer: cost_factor",
    ),
    "a bad path of a cost": (
        "create.answer.cost = 'a..b'\ncreate.answer.cost_unit = 'usd'",
        "answer: invalid path",
    ),
    "a status word that means nothing": (
        "create.poll.answer.statuses = { ok = 'splendid' }",
        "statuses",
    ),
}


@pytest.mark.parametrize(("toml", "place"), BAD.values(), ids=BAD.keys())
def test_a_wrong_profile_says_where(
    toml: str, place: str, folder: Path, profiles: Profiles
) -> None:
    """What a profile says wrongly is told with its place when it is loaded, not when it is paid."""
    (folder / "base.toml").write_text(PLAIN.replace('name = "plain"', ""), "utf-8")
    (folder / "mine.toml").write_text(f"extends = 'base'\n{toml}", "utf-8")

    with pytest.raises(BadProfile, match=place) as caught:
        profiles.load("mine")

    assert "mine" in str(caught.value)
    assert caught.value.hint


def test_a_file_that_is_no_toml_is_named(folder: Path, profiles: Profiles) -> None:
    """A file that cannot be parsed is told by its path, and the list of profiles goes on."""
    (folder / "mine.toml").write_text("[http\n", "utf-8")

    with pytest.raises(BadProfile, match=r"mine\.toml is not valid TOML"):
        profiles.load("mine")
    assert "sora-sync" in profiles.names()


def test_a_file_that_is_no_text_is_named(folder: Path, profiles: Profiles) -> None:
    """A file that is not UTF-8 is told by its path, and the list of profiles goes on."""
    (folder / "mine.toml").write_bytes(b"title = '\xff\xfe'\n")

    with pytest.raises(BadProfile, match="mine"):
        profiles.load("mine")
    assert "sora-sync" in profiles.names()


def test_extends_in_a_circle_is_told(folder: Path, profiles: Profiles) -> None:
    """Two profiles that extend each other are refused."""
    (folder / "one.toml").write_text("extends = 'two'", "utf-8")
    (folder / "two.toml").write_text("extends = 'one'", "utf-8")

    with pytest.raises(BadProfile, match="circle"):
        profiles.load("one")


def test_a_profile_extends_another(folder: Path, profiles: Profiles) -> None:
    """What a profile does not say it has from the one it extends, table by table."""
    text = "extends = 'sora-relay'\nstatus = 'live'\n[http]\nbase_url = 'https://mine.example'"
    (folder / "mine.toml").write_text(text, "utf-8")

    mine, relay = profiles.load("mine"), bundled("sora-relay")

    assert (mine.name, mine.status, mine.http.base_url) == ("mine", "live", "https://mine.example")
    assert mine.http.trim == relay.http.trim
    assert (mine.create, mine.reference) == (relay.create, relay.reference)


def test_a_users_profile_goes_before_a_bundled_one(folder: Path, profiles: Profiles) -> None:
    """A file of a bundled profile's name replaces it."""
    (folder / "sora-sync.toml").write_text(PLAIN.replace("plain", "sora-sync"), "utf-8")

    assert profiles.load("sora-sync").http.base_url == "https://host.example/v1"
    assert profiles.names().count("sora-sync") == 1


def test_a_users_variants_are_listed_and_loaded(folder: Path, profiles: Profiles) -> None:
    """A profile of the user's may have variants, which are named after a colon."""
    text = PLAIN + "\n[variants.slow.http]\ntimeout_s = 900\n"
    (folder / "mine.toml").write_text(text, "utf-8")

    assert {"mine", "mine:slow"} <= set(profiles.names())
    assert profiles.load("mine").http.timeout_s == 300
    assert profiles.load("mine:slow").http.timeout_s == 900


def test_the_librarys_copy_is_used_when_the_file_is_gone(folder: Path, profiles: Profiles) -> None:
    """A library still speaks to an account whose profile's file is lost."""
    path = folder / "mine.toml"
    path.write_text("extends = 'sora-sync'\ntitle = 'Mine'", "utf-8")
    kept = profiles.text("mine")
    assert kept is not None
    path.unlink()

    assert profiles.text("mine") is None
    assert profiles.load("mine", kept).title == "Mine"
    with pytest.raises(NotFound):
        profiles.load("mine")


def test_the_file_goes_before_the_librarys_copy(folder: Path, profiles: Profiles) -> None:
    """A file that was mended since counts, not the copy of what it was."""
    (folder / "mine.toml").write_text(f"title = 'new'\n{PLAIN}", "utf-8")

    assert profiles.load("mine", f"title = 'old'\n{PLAIN}").title == "new"


def test_a_profile_nobody_has_is_told_with_the_nearest(profiles: Profiles) -> None:
    """A misspelt name is answered with the one that was probably meant."""
    with pytest.raises(NotFound, match="'sora-relai'") as caught:
        profiles.load("sora-relai")

    assert "Did you mean sora-relay?" in caught.value.hint


def test_a_variant_nobody_has_is_told_with_those_there_are(profiles: Profiles) -> None:
    """A misspelt variant is answered with the variants of that profile."""
    with pytest.raises(NotFound, match="no variant 'modle'") as caught:
        profiles.load("sora-relay:modle")

    assert "model" in caught.value.hint


@pytest.mark.parametrize("name", ["../secret", "/etc/hostname", "a/b", "", ".", "a\0b"])
def test_a_name_is_no_path(name: str, profiles: Profiles) -> None:
    """No name of a profile reaches a file outside the two folders."""
    with pytest.raises(NotFound):
        profiles.load(name)


def test_what_a_profile_extends_is_no_path(folder: Path, profiles: Profiles) -> None:
    """No `extends` reaches a file outside the two folders."""
    (folder.parent / "secret.toml").write_text(PLAIN, "utf-8")
    (folder / "mine.toml").write_text("extends = '../secret'", "utf-8")

    with pytest.raises(NotFound, match="invalid profile name"):
        profiles.load("mine")


EXECUTABLE = ("{job_id.__class__}", "{job_id!r}", "{job_id:>99999}", "{__import__('os')}")


@pytest.mark.parametrize("field", EXECUTABLE)
def test_nothing_in_a_profile_is_executed(field: str) -> None:
    """Only plain names in braces are filled in; everything else of a template is literal text."""
    mine = profile(PLAIN.replace("/characters/{job_id}", f"/x/{field}"))
    poll = making(mine.create).poll
    assert poll is not None

    assert build(poll.call, {}).path == f"/x/{field}"


def test_a_value_is_never_a_template() -> None:
    """Braces in what a user says or a provider answers are sent as they are."""
    mine = profile()
    poll = making(mine.create).poll
    assert poll is not None

    assert sent(making(mine.create).call, url="{window}", window="5,8")[2]["url"] == "{window}"
    assert build(poll.call, {"job_id": "{job_id}/../x"}).path == "/characters/%7Bjob_id%7D%2F..%2Fx"
    assert mine.reference.mention_of({"remote_id": "{username}"}) == "@{username}"


def test_the_providers_have_no_way_to_execute() -> None:
    """No module that reads profiles calls anything that could run what it read."""
    folder = Path(charlib.providers.__file__).parent
    called = {
        node.func.id
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }

    assert not called & {"eval", "exec", "compile", "__import__", "import_module"}
