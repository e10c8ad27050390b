"""`account clean`: what an account keeps, who uses it, and what is adopted or deleted on demand."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import httpx
import pytest

from charlib.library import Library
from charlib.sandbox import Fault, Server
from tests.conftest import Cli, Result

ELEMENTS = "/v1/general/advanced-custom-elements"
KEY = {"Authorization": "Bearer sandbox-key"}


def _jpeg(luma: int) -> str:
    """A grey picture of 320 by 320 pixels, as base64."""
    frame = av.VideoFrame(320, 320, "yuvj420p")
    for plane, value in zip(frame.planes, (luma, 128, 128), strict=True):
        plane.update(bytes([value]) * plane.buffer_size)
    coder = av.CodecContext.create("mjpeg", "w")
    coder.width, coder.height, coder.pix_fmt = 320, 320, "yuvj420p"
    coder.time_base = frame.time_base = Fraction(1, 25)
    frame.pts = 0
    packets = [*coder.encode(frame), *coder.encode(None)]
    return base64.b64encode(b"".join(map(bytes, packets))).decode()


PICTURES = {"frontal_image": _jpeg(80), "refer_images": [{"image_url": _jpeg(160)}]}


@dataclass(frozen=True)
class Kling:
    """The account `kling` of a library, at a sandbox that keeps elements."""

    server: Server
    cli: Cli

    def make(self, name: str) -> str:
        """An element that was made elsewhere; its ID."""
        body = {
            "element_name": name, "element_description": name, "reference_type": "image_refer",
            "element_image_list": PICTURES,
        }  # fmt: skip
        base = self.server.bases["kling"]
        task = httpx.post(base + ELEMENTS, json=body, headers=KEY).json()["data"]["task_id"]
        for _ in range(3):
            data = httpx.get(f"{base}{ELEMENTS}/{task}", headers=KEY).json()["data"]
        return str(data["task_result"]["elements"][0]["element_id"])

    def __call__(self, *words: str) -> Result:
        """Run a command line."""
        return self.cli(*words)

    def clean(self, *words: str) -> Result:
        """Run `account clean` at the account."""
        return self.cli("--json", "account", "clean", "kling", *words)

    def standings(self) -> dict[str, str]:
        """ID → standing."""
        return {each["remote_id"]: each["standing"] for each in self.clean().json}


@pytest.fixture
def kling(sandbox: Server, cli: Cli) -> Kling:
    """A library with one account, at a provider that lists and deletes."""
    at = ("--profile", "kling-elements", "--base-url", sandbox.bases["kling"])
    environ = {"KLING_API_KEY": "sandbox-key"}

    def run(*words: str) -> Result:
        return cli(*words, env=environ)

    assert run("account", "add", "kling", *at).code == 0
    return Kling(sandbox, run)


def test_every_id_has_its_standing(kling: Kling) -> None:
    """Used, thrown away, replaced, not here, and no longer there."""
    used, trashed, old, other = (kling.make(name) for name in ("Mia", "Tom", "Eva", "Uma"))
    new = kling.make("Eva")
    kling("add", "mia", "--id", used)
    kling("add", "tom", "--id", trashed)
    kling("rm", "tom")
    kling("add", "eva", "--id", old)
    kling("add", "ghost", "--id", "9007199254740993")
    kling("rm", "eva")
    kling("add", "eva", "--id", new)

    assert kling.standings() == {
        used: "used", trashed: "unused", old: "unused", other: "unknown", new: "used",
        "9007199254740993": "missing",
    }  # fmt: skip


def test_a_voice_is_not_missing_from_a_list_of_characters(kling: Kling) -> None:
    """The provider lists elements; the ID of a voice is used, and nobody says that it is lost."""
    used = kling.make("Mia")
    kling("add", "mia", "--id", used)
    kling("voice", "add", "mia", "--id", "v_1")
    assert kling.standings() == {used: "used", "v_1": "used"}


def test_each_result_is_a_sentence(kling: Kling) -> None:
    """No blank line stands for what was done, or for nothing."""
    other = kling.make("Uma")
    assert kling("account", "clean", "kling", "--unused").out == "Nothing was deleted at kling.\n"
    adopted = kling("account", "clean", "kling", "--adopt", f"{other}=uma")
    assert adopted.out == f"{other} is @uma.\n"


@pytest.mark.parametrize("verb", ["check", "clean"])
def test_the_hint_of_a_refusal_names_the_account(kling: Kling, verb: str, tmp_path: Path) -> None:
    """It works when it is pasted."""
    (tmp_path / "key").write_text("wrong")
    kling("account", "edit", "kling", "--key-command", f"cat {tmp_path / 'key'}")
    refused = kling("account", verb, "kling")
    assert refused.code == 3
    assert "charlib account show kling" in refused.err


def test_the_table_says_who_and_what_to_do(kling: Kling) -> None:
    """The plain output: tab-separated, with the commands that adopt and delete on stderr."""
    other = kling.make("Uma")
    shown = kling("account", "clean", "kling")

    assert shown.out == f"{other}\tUma\tnot here\n"
    assert "--adopt ID=HANDLE" in shown.err
    assert "--delete ID" in shown.err


def test_an_account_without_characters(kling: Kling) -> None:
    """Nothing is there, and that is no error."""
    shown = kling("account", "clean", "kling")
    assert (shown.code, shown.out, shown.err) == (0, "", "kling has no characters.\n")


def test_an_id_is_adopted(kling: Kling) -> None:
    """It becomes the ID of a new character, with the provider's name, and can be undone."""
    other = kling.make("Uma")
    assert kling.clean("--adopt", f"{other}=@uma").json["adopted"] == {other: "uma"}
    assert kling("--json", "show", "uma").json["name"] == "Uma"
    assert kling.standings() == {other: "used"}
    assert kling("undo").code == 0
    assert kling.standings() == {other: "unused"}


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["--adopt", "12=uma"], 1, "kling lists no ID 12"),
        (["--adopt", "uma"], 2, "--adopt uma names no character."),
        (["--delete", "12", "--yes"], 1, "kling has no ID 12"),
    ],
)
def test_what_is_not_there_is_refused(
    kling: Kling, words: list[str], code: int, message: str
) -> None:
    """Before anything is sent that changes anything."""
    kling.make("Uma")
    result = kling.clean(*words)
    assert (result.code, result.json["error"]["message"]) == (code, message)


def test_a_used_id_is_neither_adopted_nor_deleted(kling: Kling) -> None:
    """The character that has it is named."""
    used = kling.make("Mia")
    kling("add", "mia", "--id", used)
    for words in (["--delete", used, "--yes"], ["--adopt", f"{used}=tom"]):
        result = kling.clean(*words)
        assert result.code == 1
        assert "@mia" in result.json["error"]["message"]
    assert kling.standings() == {used: "used"}


def test_deleting_needs_a_yes(kling: Kling) -> None:
    """Nothing takes it back, and no terminal is there to ask."""
    other = kling.make("Uma")
    assert kling.clean("--delete", other).code == 2
    assert kling.standings() == {other: "unknown"}


def test_chosen_ids_are_deleted_for_good(kling: Kling) -> None:
    """The binding is gone, the rest stays, and undo says that it does not bring it back."""
    trashed, other = kling.make("Tom"), kling.make("Uma")
    kling("add", "tom", "--id", trashed)
    kling("rm", "tom")

    assert kling.clean("--unused", "--yes").json["deleted"] == [trashed]
    assert kling.standings() == {other: "unknown"}
    assert "the deleted IDs do not come back" in kling("undo").out
    kling("restore", "tom")
    (binding,) = kling("--json", "show", "tom").json["bindings"]
    assert (binding["state"], binding["error"]) == ("gone", "it was deleted at the provider")


def test_an_unknown_id_is_told_before_anything_is_asked(
    kling: Kling, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And before anything is adopted."""
    other = kling.make("Uma")
    asked: list[str] = []
    monkeypatch.setattr("charlib.cli.many.is_terminal", lambda: True)
    monkeypatch.setattr("typer.confirm", lambda text, **_: asked.append(text) or False)
    result = kling.clean("--adopt", f"{other}=uma", "--delete", "nobody")
    assert (result.code, asked) == (1, [])
    assert "nobody" in result.json["error"]["message"]
    assert kling.standings() == {other: "unknown"}
    assert kling.clean("--delete", other).code == 0
    assert len(asked) == 1


def test_a_failed_deletion_is_told(kling: Kling) -> None:
    """What is deleted is recorded, what is left is named, and the exit code says so."""
    first, second = kling.make("Uma"), kling.make("Ida")
    kling.server.faults.add(Fault("status", path_contains="delete-elements", skip=1, status=500))
    result = kling("account", "clean", "kling", "--delete", first, "--delete", second, "--yes")

    assert result.code == 4
    assert f"Deleted 1 of 2 IDs ({second}: " in result.err
    assert kling.standings() == {second: "unknown"}


def test_the_list_is_fetched_once(kling: Kling) -> None:
    """Adopting two IDs and deleting a third asks the provider for its list once."""
    one, two, three = (kling.make(f"once {n}") for n in range(3))
    before = sum(each.method == "GET" for each in kling.server.ledger.requests)
    words = ("--adopt", f"{one}=ann", "--adopt", f"{two}=bob", "--delete", three, "--yes")

    assert kling.clean(*words).json["deleted"] == [three]

    asked = [each for each in kling.server.ledger.requests if each.method == "GET"][before:]
    assert len(asked) == 1
    refused = kling.clean("--adopt", f"{kling.make('last')}=cal", "--delete", one, "--yes")
    assert (refused.code, "@ann uses" in refused.json["error"]["message"]) == (1, True)


def test_an_adopted_id_is_not_deleted(kling: Kling) -> None:
    """Not even by the same command: what it adopts is used from then on."""
    remote_id = kling.make("mine")
    result = kling.clean("--adopt", f"{remote_id}=dan", "--delete", remote_id, "--yes")
    assert (result.code, "@dan uses" in result.json["error"]["message"]) == (1, True)


def test_an_awaited_answer_is_not_deleted(kling: Kling, lib: Library) -> None:
    """A listed ID may be the answer that a creation never got: by its name, and no other text."""
    kling("add", "uma", "--id", "9007199254740993")
    awaited, other = kling.make("Uma W"), kling.make("image_refer")
    request = {"method": "POST", "path": ELEMENTS, "encoding": "json"}
    request |= {"body": {"element_name": "Uma W", "reference_type": "image_refer"}}
    account, uma = lib.accounts.show("kling").id, lib.show("uma").id
    with lib._session.store.write() as writer:
        writer.jobs.add_binding(uma, account, state="unknown", method="stills", request=request)

    standings = kling.standings()
    assert (standings[awaited], standings[other]) == ("awaited", "unknown")
    result = kling.clean("--delete", awaited, "--yes")
    assert (result.code, result.json["error"]["hint"]) == (1, "charlib sync")


def test_without_a_list_the_library_tells_what_it_knows(cli: Cli, sandbox: Server) -> None:
    """A warning says so; a deletion is refused if somebody uses the ID, or there is no call."""
    at = ("--profile", "sandbox", "--base-url", sandbox.bases["async"])
    cli("account", "add", "home", *at)
    cli("add", "mia", "--id", "char_1")
    shown = cli("account", "clean", "home")
    assert shown.out == "char_1\t\t@mia\n"
    assert "sandbox cannot list its characters" in shown.err
    refused = cli("account", "clean", "home", "--delete", "char_1", "--yes")
    assert (refused.code, "@mia uses char_1" in refused.err) == (1, True)
    cli("rm", "mia")
    refused = cli("account", "clean", "home", "--delete", "char_1", "--yes")
    assert (refused.code, "no way to delete characters" in refused.err) == (2, True)
