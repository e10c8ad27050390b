"""Scripts with a name and a colon before each speech, as Chinese ones have it.

第3集 第1场 咖啡馆 日 内
人物：林小雨、陈默
林小雨（低声）：你好。
陈默: 好久不见。
"""  # noqa: RUF002 - the colons and brackets of such scripts

from __future__ import annotations

import re
import unicodedata

from charlib.domain.script.headings import heading
from charlib.domain.script.lines import Line, is_name, speakers_of
from charlib.domain.script.words import LABELS, PEOPLE
from charlib.domain.text import is_unspaced

_SPEECH = re.compile(
    r"\s*([^:：\n。！？!?；;“”\"…]{1,60}?)\s*[:：]\s*(.*)"  # noqa: RUF001 - an IME's signs
)
_MOST_WORDS = 4
"""Words of a name in a script of spaced words: a longer text before a colon is a sentence."""


def parse(source: str) -> list[Line]:
    """Read a script; each of its lines becomes one."""
    return [_read(line) for line in source.split("\n")]


def _read(line: str) -> Line:
    text = line.strip()
    if not text:
        return Line("blank", line)
    found = _SPEECH.fullmatch(text)
    label = _label(found[1]) if found else ""
    if found and label in PEOPLE:
        return Line("label", line, text, _listed(found[2]))
    if heading(text):
        return Line("scene", line, text)
    if found is None or label in LABELS or not found[2] or not _may_speak(found[1]):
        return Line("action", line, text)
    return Line("speech", line, found[2], speakers_of(found[1]))


def _label(text: str) -> str:
    bare = re.sub(r"[\[\]【】()（）*#\s]+", " ", text)  # noqa: RUF001 - brackets of an IME
    return unicodedata.normalize("NFKC", bare).strip().casefold()


def _listed(text: str) -> tuple[str, ...]:
    """The people of a list."""
    bare = re.sub(r"[(（][^()（）]*[)）]", " ", text)  # noqa: RUF001 - brackets of an IME
    names = re.split(r"[、,，;；/／]|\s{1,9}(?=\S)", bare)  # noqa: RUF001 - signs of an IME
    return tuple(dict.fromkeys(name.strip("。. ") for name in names if is_name(name.strip("。. "))))


def _may_speak(text: str) -> bool:
    """Whether a text before a colon may be a name: short, and written like one."""
    speakers = speakers_of(text)
    if not speakers:
        return False
    for name in speakers:
        words = name.split()
        is_written_so = any(map(is_unspaced, name)) or name[:1].isupper()
        if len(words) > _MOST_WORDS or not is_written_so:
            return False
    return True
