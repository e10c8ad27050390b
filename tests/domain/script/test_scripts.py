# ruff: noqa: RUF001 - the colons and brackets of Chinese scripts
"""Scripts as people write them: Fountain, and a colon behind each name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib.domain.script import dialogue, fountain
from charlib.domain.script.headings import heading, number
from charlib.domain.script.lines import speakers_of
from charlib.domain.script.script import parse
from tests.examples import examples


def kinds(text: str) -> list[tuple[str, str]]:
    """What each line of a Fountain script is, blank ones left out."""
    return [(line.kind, line.text) for line in fountain.parse(text) if line.kind != "blank"]


def speaking(text: str) -> list[tuple[str, dict[str, int]]]:
    """The scenes of a script by their headings, with the lines of each speaker."""
    return [(scene.heading, scene.speakers) for scene in parse(text).scenes]


FOUNTAIN = {
    "a sign that ends no number": ("INT. CAFÉ C#\n\n.#12#\n\nEXT. A # B#", [
        ("scene", "INT. CAFÉ C#"), ("action", ".#12#"), ("scene", "EXT. A # B#"),
    ]),
    "a cue and its speech": ("MIA\nHello.", [("cue", "MIA"), ("speech", "Hello.")]),
    "a cue needs a blank line before": (
        "He says\nMIA\nHello.", [("action", "He says"), ("action", "MIA"), ("action", "Hello.")],
    ),
    "a cue needs a speech": ("MIA\n\nHello.", [("action", "MIA"), ("action", "Hello.")]),
    "a forced cue": ("@McKENNA\nHm.", [("cue", "McKENNA"), ("speech", "Hm.")]),
    "a forced cue of another script": ("@林小雨\n好", [("cue", "林小雨"), ("speech", "好")]),
    "extensions in small letters": ("MIA (on the phone)\nHi", [
        ("cue", "MIA (on the phone)"), ("speech", "Hi"),
    ]),
    "two people at a time": ("MIA\nHi\n\nTOM ^\nHo", [
        ("cue", "MIA"), ("speech", "Hi"), ("cue", "TOM"), ("speech", "Ho"),
    ]),
    "a name with a number": ("R2D2\nBeep", [("cue", "R2D2"), ("speech", "Beep")]),
    "a number is nobody": ("23\nyears", [("action", "23"), ("action", "years")]),
    "forced action": ("!MIA\nleaves", [("action", "MIA"), ("action", "leaves")]),
    "an aside": ("MIA\n(softly)\nHi", [("cue", "MIA"), ("aside", "(softly)"), ("speech", "Hi")]),
    "two spaces go on": ("MIA\nHi\n  \nHo", [
        ("cue", "MIA"), ("speech", "Hi"), ("speech", ""), ("speech", "Ho"),
    ]),
    "scene headings": ("int. café - day\n\nEXT STREET\n\nI/E CAR\n\nINT./EXT. BUS", [
        ("scene", "int. café - day"), ("scene", "EXT STREET"), ("scene", "I/E CAR"),
        ("scene", "INT./EXT. BUS"),
    ]),
    "numbers of scenes": ("INT. CAFÉ - DAY #1-A#\n\n.FLASHBACK #12.#", [
        ("scene", "INT. CAFÉ - DAY"), ("scene", "FLASHBACK"),
    ]),
    "a forced heading": (".FLASHBACK\n\nMIA\nHi", [
        ("scene", "FLASHBACK"), ("cue", "MIA"), ("speech", "Hi"),
    ]),
    "an ellipsis is no heading": ("...and then", [("action", "...and then")]),
    "international is no heading": ("INTERNATIONAL waters", [("action", "INTERNATIONAL waters")]),
    "transitions": ("CUT TO:\n\n> FADE OUT.", [
        ("transition", "CUT TO:"), ("transition", "FADE OUT."),
    ]),
    "centred text": ("> THE END <", [("action", "THE END")]),
    "lyrics, sections, synopses, page breaks": ("~la la\n# Act\n= all\n===", [
        ("action", "la la"), ("section", "Act"), ("note", "all"), ("note", ""),
    ]),
    "a note in a speech": ("MIA\n[[slow]]\nHi [[?]] you", [
        ("cue", "MIA"), ("note", ""), ("speech", "Hi  you"),
    ]),
    "a note over lines": ("[[one\nMIA\ntwo]]\n\nTOM\nHi", [
        ("note", ""), ("note", ""), ("note", ""), ("cue", "TOM"), ("speech", "Hi"),
    ]),
    "a blank line ends a note": ("[[one\n\nMIA\nHi ]]", [
        ("action", "[[one"), ("cue", "MIA"), ("speech", "Hi ]]"),
    ]),
    "a boneyard": ("/*\n\nMIA\nHi\n\n*/\n\nTOM\nHo", [
        *[("note", "")] * 6, ("cue", "TOM"), ("speech", "Ho"),
    ]),
    "a title page": ("Title: MIA\nAuthor:\n    Anna\n\nMIA\nHi", [
        ("title", "Title: MIA"), ("title", "Author:"), ("title", "Anna"), ("cue", "MIA"),
        ("speech", "Hi"),
    ]),
}  # fmt: skip


@pytest.mark.parametrize("name", FOUNTAIN)
def test_fountain(name: str) -> None:
    """The syntax as fountain.io describes it."""
    text, wanted = FOUNTAIN[name]
    got = kinds(text)
    if name == "a boneyard":  # its blank lines are hidden too, or blank
        got, wanted = [line for line in got if line[0] != "note"], wanted[6:]
    assert got == wanted


def test_scenes_have_speakers_with_their_lines() -> None:
    """A name is one however it is written; `CONT'D` and asides count for nothing."""
    text = "MIA\nHi\n\nINT. A\n\nMIA (CONT'D)\n(softly)\nHo\nHum\n\nMIA & TOM\nAh\n\nEXT. B\n"
    assert speaking(text) == [
        ("", {"MIA": 1}), ("INT. A", {"MIA": 3, "TOM": 1}), ("EXT. B", {}),
    ]  # fmt: skip


CHINESE = """\
第3集
第1场 咖啡馆 日 内
人物：林小雨、陈默（28岁） 老板
时间：夜
△林小雨推门进来。
林小雨（低声）：你好。
陈默: 好久不见。
林小雨、陈默：再见！
旁白：多年以后
3-2 夜 外
陈默【画外音】：谁？
第四集 第一场
林小雨：回来了
"""


def test_a_colon_behind_a_name() -> None:
    """Episodes, scenes, who is listed and who speaks; labels are nobody."""
    script = parse(CHINESE)
    assert script.form == "dialogue"
    assert [(each.heading, each.episode, each.line) for each in script.scenes] == [
        ("第3集 第1场 咖啡馆 日 内", 3, 1), ("3-2 夜 外", 3, 10), ("第四集 第一场", 4, 12),
    ]  # fmt: skip
    assert [each.speakers for each in script.scenes] == [
        {"林小雨": 2, "陈默": 2, "老板": 0, "旁白": 1}, {"陈默": 1}, {"林小雨": 1},
    ]  # fmt: skip


def test_names_of_spaced_words_before_a_colon() -> None:
    """They are short and begin with a capital; a sentence before a colon is none."""
    text = "Scene 2: the café\nMia: Hi\nDr. No: Yes\nand so he said: no\nNote: later\nMIA: Ho\n"
    assert speaking(text) == [("Scene 2: the café", {"Mia": 2, "Dr. No": 1})]


HEADINGS = {
    "第3集": (3, False), "第十二集 第二场": (12, True), "【第三场】": (None, True),
    "EP02": (2, False), "Episode 7: Home": (7, False), "1-12 日 内 客厅": (1, True),
    "场景一：咖啡馆": (None, True), "Scene 4": (None, True), "INT. CAR": (None, True),
    "第１２话": (12, False), "第三回合开始了": None, "3-4个人走来": None, "第一": None,
    "第1集" + "很" * 99: None, "interesting": None, "": None, "第999999集 第1场": (None, True),
}  # fmt: skip


@pytest.mark.parametrize("text", HEADINGS)
def test_headings(text: str) -> None:
    """The number of an episode, and whether a scene begins."""
    found = heading(text)
    assert (found and tuple(found)) == HEADINGS[text]


def test_chinese_numbers() -> None:
    """Up to four places."""
    told = {
        "十": 10,
        "十二": 12,
        "二十": 20,
        "一百零五": 105,
        "两千零二十六": 2026,
        "7": 7,
        "x": None,
    }
    assert {text: number(text) for text in told} == told


def test_a_cue_of_brackets_ends() -> None:
    """However many brackets there are, reading takes no time."""
    assert speakers_of("MIA " + "(" * 200_000 + ")" * 200_000) == ()
    assert speakers_of("MIA (((V.O.)))") == ("MIA",)
    hard = "[[\n\n" * 50_000 + "]]" + "/*" * 50_000
    assert len(fountain.parse(hard)) == hard.count("\n") + 1


SIGNS = "MIA,TOM,@,(,),^,!,.,:,：,[[,]],/*,*/,#,=,~,>,<,INT.,EXT,第3集,第1场,林小雨,、,&, ,  ,hello"
words = st.sampled_from(
    [*SIGNS.split(","), "\n", "\n\n", "\t", "\r", "Title:", "\0", "\u2028", "\x85"]
)
texts = st.one_of(st.text(max_size=200), st.lists(words, max_size=60).map("".join))


@examples(150)
@given(texts)
def test_no_line_is_lost(text: str) -> None:
    """Whatever a script has in it, each of its lines is one, in both forms and in the script."""
    for read in (fountain.parse, dialogue.parse):
        assert [line.source for line in read(text)] == text.split("\n")
    script = parse(text)
    spoken = sum(line.kind == "speech" and bool(line.text) for line in script.lines)
    for scene in script.scenes:
        assert all(name.strip() == name and name for name in scene.speakers)
        assert all(0 <= count <= spoken for count in scene.speakers.values())
    lines = [scene.line for scene in script.scenes]
    assert lines == sorted(set(lines))


names = st.lists(st.sampled_from(["MIA", "TOM", "DR. NO", "ÉVA", "R2D2"]), min_size=1, max_size=8)


@examples(60)
@given(names, st.integers(1, 4))
def test_every_speech_is_counted(cues: list[str], lines: int) -> None:
    """What is written for speakers is what they speak, in either form."""
    spoken = "\n".join(["Yes."] * lines)
    wanted = {name: lines * cues.count(name) for name in dict.fromkeys(cues)}
    assert speaking("\n\n".join(f"{name}\n{spoken}" for name in cues)) == [("", wanted)]
    told = "\n".join(f"{name}：Yes." for name in cues for _ in range(lines))
    assert speaking(told) == [("", wanted)]
