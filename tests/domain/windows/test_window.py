"""Windows: how they are read and printed, and what the tutorials' rules say of them."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib.domain.windows.rules import Problem, Rules, refuse_if_hard
from charlib.domain.windows.window import Window, seconds
from charlib.errors import BadWindow
from charlib.providers.profiles import Profiles
from tests.examples import examples

brief = examples(40)

FIRST = "sora-sync"
SHORT = ("sora-async", "sora-relay", "sora-relay:model", "sandbox")
PROFILES = (FIRST, *SHORT)
BOUNDS_MS = {FIRST: (1000, None), **dict.fromkeys(SHORT, (1000, 3000))}

moments = st.integers(-(10**10) + 1, 10**10 - 1)
spaces = st.text(" \t\n", max_size=3)
near = st.integers(-2000, 20_000)


def rules(profile: str) -> Rules:
    """The window rules of a bundled profile."""
    return Profiles(Path("no-such-folder")).load(profile).window


def hard(problems: list[Problem]) -> list[str]:
    """The texts of the problems for which a provider would refuse."""
    return [problem.text for problem in problems if problem.is_hard]


@given(st.builds(Window, moments, moments))
@brief
def test_what_is_printed_reads_back(window: Window) -> None:
    """Every pair of integer milliseconds survives printing and reading."""
    assert Window.parse(str(window)) == window


@given(moments)
@brief
def test_seconds_are_plain_and_exact(ms: int) -> None:
    """Milliseconds print as exact seconds without exponent, spare zeros or a negative zero."""
    text = seconds(ms)
    assert re.fullmatch(r"-?(0|[1-9]\d*)(\.\d{0,2}[1-9])?", text)
    assert text != "-0"
    assert Decimal(text) * 1000 == ms


@pytest.mark.parametrize(
    ("text", "start_ms", "end_ms"),
    [
        ("5,8", 5000, 8000),
        ("10.5,15.2", 10_500, 15_200),
        ("5.1,5.3", 5100, 5300),
        ("0.001,0.01", 1, 10),
        ("05.10,008.0", 5100, 8000),
        ("-1,2", -1000, 2000),
        ("8,5", 8000, 5000),
    ],
)
def test_seconds_become_integer_milliseconds(text: str, start_ms: int, end_ms: int) -> None:
    """Decimals are read exactly; what only breaks a rule still reads, so that `check` can tell."""
    assert Window.parse(text) == Window(start_ms, end_ms)


@given(moments, moments, spaces, spaces, spaces, spaces)
@brief
def test_spaces_are_tolerated_and_never_printed(
    start: int, end: int, a: str, b: str, c: str, d: str
) -> None:
    """A person may put spaces around both numbers; none comes out again."""
    window = Window.parse(f"{a}{seconds(start)}{b},{c}{seconds(end)}{d}")
    assert window == Window(start, end)
    assert not re.search(r"\s", str(window))


def test_the_comma_of_an_input_method_is_read_and_never_printed() -> None:
    """The full-width comma of a Chinese keyboard separates too; what is sent has the plain one."""
    assert str(Window.parse("5\uff0c8")) == "5,8"


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", ",", "5", "5,", ",8", "5;8", "5:8", "5 8", "1,2,3", "[5,8]", "5,8s", "5-", "-5"),
        *("0:5,0:8", "0:65,1:10", "1:60:00,2:00:00", "0:05", "5--", "0:05:07:12,8", "5.Aug"),
        *("a,b", "1e1,20", "1,1e1", "inf,nan", "0x1,2", "1_0,20", "1 0,20", "1..2,3", "--5,8"),
        *("1.2345,6", "\u0665,\u0668", "\0005,8", "5,\ud800", "5,8\u202e"),
    ],
)
def test_what_is_no_pair_of_plain_numbers_is_refused(text: str) -> None:
    """Anything but two plain numbers is refused with an example, in words that can be printed."""
    with pytest.raises(BadWindow) as refused:
        Window.parse(text)
    assert refused.value.exit_code == 2
    assert "5,8" in refused.value.hint
    assert refused.value.problems == (str(refused.value),)
    assert str(refused.value).encode()


@given(st.text(max_size=30))
@brief
def test_any_text_reads_or_is_refused(text: str) -> None:
    """No text whatever makes reading fail in another way than BadWindow."""
    try:
        window = Window.parse(text)
    except BadWindow as error:
        output = str(error)
    else:
        output = str(window)
        assert Window.parse(output) == window
    assert output.isprintable()


@pytest.mark.parametrize("profile", PROFILES)
def test_five_to_eight_is_flawless_everywhere(profile: str) -> None:
    """`5,8` breaks no rule and no advice of any bundled profile."""
    assert rules(profile).check(Window.parse("5,8"), duration_ms=8000) == []


@pytest.mark.parametrize("text", ["2,6", "10.5,15.2", "45,50", "5,10"])
def test_the_first_tutorials_examples_please_it(text: str) -> None:
    """The windows that the first tutorial calls ideal, 3 to 5 s, draw not even a warning there."""
    assert rules(FIRST).check(Window.parse(text)) == []


@pytest.mark.parametrize("text", ["0,1", "1,2", "1,10", "1,11", "1,11.001", "1,60", "3,5.999"])
def test_the_first_tutorial_only_warns_of_length_and_early_starts(text: str) -> None:
    """From 1 s upwards the first tutorial takes every length, and warns outside of 3 to 5 s."""
    findings = rules(FIRST).check(Window.parse(text))
    assert findings
    assert not hard(findings)


def test_the_first_tutorial_warns_over_ten_seconds() -> None:
    """More than 10 s is named as over the maximum, and still no refusal; 10 s exactly is not."""
    over = rules(FIRST).check(Window.parse("1,11.001"))
    exactly = rules(FIRST).check(Window.parse("1,11"))
    assert any("10 s" in problem.text for problem in over)
    assert not any("10 s are" in problem.text for problem in exactly)


@pytest.mark.parametrize("profile", SHORT)
@pytest.mark.parametrize("text", ["3,4", "5,7", "6,9", "5,8", "0,1", "10.5,13"])
def test_one_to_three_seconds_are_legal_inclusively(profile: str, text: str) -> None:
    """The second tutorial and the relays take 1 s and 3 s and all between."""
    assert not hard(rules(profile).check(Window.parse(text)))


@pytest.mark.parametrize("profile", SHORT)
@pytest.mark.parametrize("text", ["2,6", "10.5,15.2", "45,50", "1,10", "5,8.001", "5,5.999"])
def test_outside_of_one_to_three_seconds_is_refused(profile: str, text: str) -> None:
    """A millisecond too long or too short is refused where 1 to 3 s are hard limits."""
    assert len(hard(rules(profile).check(Window.parse(text)))) == 1


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("text", ["8,5", "5,5", "-1,2", "5,5.5", "6,8.5"])
def test_impossible_windows_are_refused_everywhere(profile: str, text: str) -> None:
    """No profile takes a backward, empty, negative or too short window, or one past the end."""
    assert hard(rules(profile).check(Window.parse(text), duration_ms=8000))


@pytest.mark.parametrize("profile", PROFILES)
def test_the_first_moments_draw_a_warning(profile: str) -> None:
    """A window that begins in the first moments is advised against, and a later one is not."""
    early = rules(profile).check(Window.parse("0.999,3.999"))
    late = rules(profile).check(Window.parse("1,4"))
    assert [problem.is_hard for problem in early] == [False]
    assert late == []


@given(st.sampled_from(PROFILES), near, near, st.none() | st.integers(0, 20_000))
@brief
def test_refusals_are_exactly_the_hard_rules(
    profile: str, start: int, end: int, duration: int | None
) -> None:
    """A window is refused if and only if it breaks one of the documented hard rules."""
    low, high = BOUNDS_MS[profile]
    is_whole = 0 <= start < end and (duration is None or end <= duration)
    is_legal = is_whole and end - start >= low and (high is None or end - start <= high)
    findings = rules(profile).check(Window(start, end), duration_ms=duration)
    assert bool(hard(findings)) is not is_legal


@given(st.sampled_from(PROFILES), near, near, st.lists(st.builds(Window, near, near), max_size=4))
@brief
def test_hard_problems_come_first(profile: str, start: int, end: int, others: list[Window]) -> None:
    """Whatever is wrong, what would be refused is told before what is only advised."""
    taken = [(f"c{i}", other) for i, other in enumerate(others)]
    findings = rules(profile).check(Window(start, end), duration_ms=9000, taken=taken)
    assert findings == sorted(findings, key=lambda problem: not problem.is_hard)


def test_every_problem_is_told_at_once() -> None:
    """Start, length, end and neighbours are all named in one answer, each once."""
    findings = rules("sora-async").check(
        Window.parse("-1,9"), duration_ms=5000, taken=[("tom", Window.parse("2,4"))]
    )
    texts = [problem.text for problem in findings]
    assert len(hard(findings)) == 3
    assert len(texts) == len(set(texts)) == 4
    for part in ("before 0", "10 s", "5 s long", "@tom"):
        assert any(part in text for text in texts)


@pytest.mark.parametrize(
    ("other", "is_told"),
    [("4,6", True), ("5,8", True), ("6,7", True), ("1,20", True), ("2,5", False), ("8,9", False)],
)
def test_a_shared_moment_is_told_and_a_shared_border_is_not(other: str, is_told: bool) -> None:  # noqa: FBT001 - a column of the table
    """Sharing time with another character's window is a warning that names the character."""
    findings = rules(FIRST).check(Window.parse("5,8"), taken=[("tom", Window.parse(other))])
    assert [problem.is_hard for problem in findings] == ([False] if is_told else [])
    assert all("@tom" in problem.text and other in problem.text for problem in findings)


def test_only_the_windows_of_others_count_as_overlap() -> None:
    """Without windows of other characters there is no overlap to tell of."""
    assert rules(FIRST).check(Window.parse("5,8"), taken=[]) == []


def test_a_profile_may_leave_neighbours_out() -> None:
    """Where a profile does not advise windows apart, an overlap is no problem."""
    apart = Rules(advise_apart=False)
    assert apart.check(Window(0, 9000), taken=[("tom", Window(0, 9000))]) == []


def test_a_window_that_overlaps_is_named_once() -> None:
    """What two records say of one window, as after a rebinding, is told once."""
    taken = [("ann", Window(0, 2000)), ("ben", Window(0, 2000)), ("ann", Window(0, 2000))]

    (problem,) = Rules().check(Window(1000, 3000), taken=taken)

    assert problem.text == "it overlaps @ann's window 0,2, @ben's window 0,2 of the same source"


@given(st.builds(Window, near, near), st.builds(Window, near, near))
@brief
def test_overlap_is_mutual(first: Window, other: Window) -> None:
    """If one window overlaps another, the other overlaps the one."""
    assert first.overlaps(other) is other.overlaps(first)


def test_bounds_in_seconds_are_exact() -> None:
    """1.005 s is 1,005 ms: no binary fraction moves a limit by a millisecond."""
    narrow = Rules(min_s=1.005, max_s=1.005)
    assert narrow.check(Window.parse("5.1,6.105")) == []
    assert len(narrow.check(Window.parse("5.1,6.104"))) == 1
    assert len(narrow.check(Window.parse("5.1,6.106"))) == 1


def test_a_profile_without_rules_still_needs_a_real_window() -> None:
    """Order and the source's end hold even where a profile says nothing."""
    assert Rules().check(Window(0, 10**9)) == []
    assert hard(Rules().check(Window(5000, 5000)))
    assert hard(Rules().check(Window(0, 6000), duration_ms=5999))


def test_refusing_names_every_hard_problem() -> None:
    """The refusal holds all hard problems, the window and for whom; advice is not among them."""
    problems = [Problem("too long", is_hard=True), Problem("early", is_hard=False)]
    with pytest.raises(BadWindow, match=r"5,8.* for @mia.*too long") as refused:
        refuse_if_hard(Window(5000, 8000), problems, " for @mia")
    assert refused.value.problems == ("too long",)
    assert refused.value.exit_code == 2


def test_advice_comes_back_as_warnings() -> None:
    """Without a hard problem nothing is raised, and each warning names the window."""
    warnings = refuse_if_hard(Window(0, 3000), [Problem("early", is_hard=False)], "")
    assert len(warnings) == 1
    assert "0,3" in warnings[0]
    assert "early" in warnings[0]
