"""Material: what is there, what is missing, and how each medium goes to a provider."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib.domain.footage.material import (
    Likeness,
    Material,
    Needs,
    likeness_problem,
    media_in,
    request_value,
    shortcomings,
)
from charlib.domain.footage.medium import Medium
from tests.examples import examples

CLIP = Medium(
    path="clip.mp4", sha256="c", bytes=1000, width=1920, height=1080, duration_ms=4000
)  # fmt: skip
STILLS = tuple(
    Medium(path=f"{n}.jpg", sha256=str(n), bytes=1000, width=800, height=600) for n in range(4)
)
MIA = Material(clip=CLIP, stills=STILLS[1:], frontal=STILLS[0])
KLING = Needs(
    of="stills", takes=("url", "base64"), types=("jpg", "png"), frontal=True, least=1, most=3,
    min_px=300, min_ratio=0.4, max_ratio=2.5, max_bytes=10_485_760,
)  # fmt: skip
UNMARKED = "no still is marked as frontal"
ALONE = "0 different stills are kept beside the frontal one; the minimum is 1"
KLING_CLIP = Needs(
    of="clip", takes=("file",), types=("mp4", "mov"), min_s=3, max_s=8, ratios=("16:9", "9:16")
)


def hard(material: Material, needs: Needs, now: int = 0) -> list[str]:
    """What stands against a material."""
    return [
        shortcoming.text
        for shortcoming in shortcomings(material, needs, now=now)
        if shortcoming.is_hard
    ]


def clip(**facts: object) -> Material:
    """Mia with a clip that has other facts."""
    return MIA._replace(clip=CLIP._replace(**facts))  # type: ignore[arg-type] # facts of a medium


def test_good_material_has_no_shortcomings() -> None:
    """A clip and stills that fit are found good, without a word."""
    assert shortcomings(MIA, KLING) == []
    assert shortcomings(MIA, KLING_CLIP) == []
    assert KLING.choose(MIA) == list(STILLS)


@pytest.mark.parametrize(
    ("material", "expected"),
    [
        (MIA._replace(clip=None), "no clip is kept"),
        (clip(duration_ms=2999), "the clip: its length is 2.999 s; the minimum is 3 s"),
        (clip(duration_ms=8001), "the clip: its length is 8.001 s; the maximum is 8 s"),
        (clip(height=1440), "the clip: it is 1920x1440; its shape must be 16:9 or 9:16"),
        (clip(path="clip.webm"), "the clip: its type is webm; it must be mp4 or mov"),
        (clip(path="", url="https://h/clip.mp4"), "the clip: its file is not on this machine"),
    ],
)
def test_what_is_wrong_with_a_clip_is_told(material: Material, expected: str) -> None:
    """Each fault of a clip is one sentence with the number that was found and the one wanted."""
    assert hard(material, KLING_CLIP) == [expected]


ARK_CLIP = Needs(
    of="clip", takes=("file",), min_pixels=409_600, max_pixels=927_408, min_fps=24, max_fps=60
)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"width": 640, "height": 640, "fps": 24.0}, []),
        ({"width": 1284, "height": 722, "fps": 59.94}, []),
        ({"width": 1280, "height": 720}, []),
        (
            {"width": 640, "height": 360},
            ["the clip: it is 640x360; it needs at least 409,600 pixels in all"],
        ),
        (
            {"width": 1920, "height": 1080},
            ["the clip: it is 1920x1080; it may have at most 927,408 pixels in all"],
        ),
        (
            {"width": 1280, "height": 720, "fps": 12.0},
            ["the clip: it has 12 frames a second; the minimum is 24"],
        ),
        (
            {"width": 1280, "height": 720, "fps": 120.0},
            ["the clip: it has 120 frames a second; the maximum is 60"],
        ),
    ],
)
def test_pixels_and_frame_rates_have_limits(facts: dict[str, object], expected: list[str]) -> None:
    """All pixels together are counted; an unknown frame rate is not held against a clip."""
    assert hard(clip(**facts), ARK_CLIP) == expected


def test_an_unknown_frame_rate_is_told_softly() -> None:
    """Where the rate has limits and nothing tells it, that is a warning, and nowhere else."""
    (problem,) = shortcomings(clip(width=1280, height=720), ARK_CLIP)
    assert (problem.text, problem.is_hard) == ("the clip: its frame rate is not known", False)
    assert ARK_CLIP.limits_rate
    assert not KLING_CLIP.limits_rate


@pytest.mark.parametrize(
    ("url", "is_refused"),
    [
        ("https://v3.fal.media/files/a.jpg", False),
        ("https://FAL.media/a.jpg", False),
        ("http://127.0.0.1:8787/files/a.jpg", False),
        ("https://notfal.media/a.jpg", True),
        ("https://fal.media.example/a.jpg?x=fal.media", True),
    ],
)
def test_a_url_elsewhere_is_refused(url: str, *, is_refused: bool) -> None:
    """Where a provider names hosts, a URL must be at one of them, or at a simulator."""
    needs = Needs(of="stills", takes=("url",), hosts=("fal.media",))
    problems = shortcomings(Material(stills=(STILLS[0]._replace(url=url),)), needs)
    assert [problem.is_hard for problem in problems] == [True] * is_refused


@pytest.mark.parametrize("exact", [3000, 8000])
def test_bounds_are_inclusive(exact: int) -> None:
    """A clip of exactly the least or the most length is taken."""
    assert shortcomings(clip(duration_ms=exact), KLING_CLIP) == []


@pytest.mark.parametrize(
    ("material", "expected"),
    [
        (Material(), [UNMARKED, ALONE]),
        (MIA._replace(frontal=None), [UNMARKED]),
        (MIA._replace(stills=()), [ALONE]),
        (MIA._replace(stills=(STILLS[0],)), [ALONE]),
        (
            MIA._replace(stills=(STILLS[1]._replace(width=200), STILLS[2])),
            ["still 2: it is 200x600; each side needs at least 300 pixels",
             "still 2: it is 200x600; its width divided by its height must be 0.4 to 2.5"],
        ),
        (
            MIA._replace(stills=(STILLS[1]._replace(bytes=20 * 2**20),)),
            ["still 2: its size is 20.0 MB; the maximum is 10 MB"],
        ),
        (
            MIA._replace(stills=tuple(still._replace(width=200) for still in STILLS[1:3])),
            ["stills 2, 3: it is 200x600; each side needs at least 300 pixels",
             "stills 2, 3: it is 200x600; its width divided by its height must be 0.4 to 2.5"],
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_stills_is_told(material: Material, expected: list[str]) -> None:
    """A still that is no other than the frontal one does not count; each fault names its still."""
    assert hard(material, KLING) == expected


def test_what_is_not_known_only_warns() -> None:
    """A medium of which no facts are known may be sent: the provider will say."""
    bare = Material(clip=Medium(path="clip.mp4"))
    stills = MIA._replace(stills=(STILLS[1]._replace(width=None, height=None),))

    problems = shortcomings(bare, KLING_CLIP)
    expected = [shortcoming.text for shortcoming in shortcomings(stills, KLING)]

    assert [problem.text for problem in problems] == [
        "the clip: its length is not known",
        "the clip: its size in pixels is not known",
    ]
    assert not any(problem.is_hard for problem in problems)
    assert [shortcoming for shortcoming in expected if "not known" in shortcoming] == [
        "still 2: its size in pixels is not known",
    ]


def test_a_url_counts_until_it_expires() -> None:
    """A URL is used while it can be fetched; afterwards the file, or nothing."""
    both = Medium(path="a.jpg", url="https://h/a.jpg", url_expires_at=1000)
    needs = Needs(of="stills", takes=("url",))

    assert request_value(both, ("url", "base64"), 999) == "https://h/a.jpg"
    assert request_value(both, ("url", "data-url"), 1000) == {
        "$file": "a.jpg", "as": "data-url", "type": "image/jpeg",
    }  # fmt: skip
    assert hard(Material(stills=(both,)), needs, now=999) == []
    assert "has expired" in hard(Material(stills=(both,)), needs, now=1000)[0]
    with pytest.raises(ValueError, match="expired"):
        request_value(both, ("url",), 1000)


def test_references_to_files_are_found_wherever_they_are() -> None:
    """All references of a body can be listed, for those who must keep the files."""
    first, other = {"$file": "a"}, {"$file": "b", "as": "base64"}
    assert list(media_in({"x": [first, {"y": other}], "z": "a"})) == [first, other]


@pytest.mark.parametrize(
    ("rule", "likeness", "consent", "is_blocked"),
    [
        ("refused", "real", "she agreed", True),
        ("liveness", "real", "", True),
        ("consent", "real", "", True),
        ("consent", "real", "she agreed", False),
        ("ok", "real", "", False),
        ("", "real", "", False),
        ("refused", "fictional", "", False),
        ("refused", "", "", False),
    ],
)
def test_a_real_person_is_blocked_as_the_provider_rules(
    rule: Likeness,
    likeness: str,
    consent: str,
    is_blocked: bool,  # noqa: FBT001 - a table
) -> None:
    """Only a real person is blocked, and consent helps only where consent is asked for."""
    assert (likeness_problem(rule, likeness, consent) is not None) == is_blocked


media = st.builds(
    Medium,
    path=st.sampled_from(["", "a.mp4", "b.mov"]),
    url=st.sampled_from(["", "https://h/a.mp4"]),
    duration_ms=st.none() | st.integers(0, 20_000),
    width=st.none() | st.integers(0, 4000),
    height=st.none() | st.integers(0, 4000),
    bytes=st.none() | st.integers(0, 10**9),
)


@given(st.builds(Material, clip=st.none() | media, stills=st.tuples(media, media)))
@examples(50)
def test_any_material_is_judged(material: Material) -> None:
    """Whatever is known or not known of media, a judgement comes, hard problems first."""
    for needs in (KLING, KLING_CLIP):
        hardness = [shortcoming.is_hard for shortcoming in shortcomings(material, needs)]
        assert hardness == sorted(hardness, reverse=True)
