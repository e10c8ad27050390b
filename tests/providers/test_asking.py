"""Asking for a film: the same wishes at every provider, in its own words or refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib.domain import paths
from charlib.domain.prompts import asks
from charlib.errors import BadProfile, InvalidInput
from charlib.hints import Hint
from charlib.providers import asking
from charlib.providers.profile import Profile
from charlib.providers.profiles import Profiles

from .saying import bundled, filmed, profile

# ruff: noqa: E501 - tables are read by the line
CATALOGUE = Profiles(Path("/nowhere"))

SAID: dict[tuple[str, str], dict[str, Any]] = {
    ("ratio", "9:16"): {"ratio": "9:16"},
    ("ratio", "9x16"): {"ratio": "9:16"},
    ("ratio", " 9 : 16 "): {"ratio": "9:16"},
    ("ratio", "\uff11\uff16\uff1a9"): {"ratio": "16:9"},
    ("ratio", "Portrait"): {"ratio": "9:16"},
    ("ratio", "landscape"): {"ratio": "16:9"},
    ("ratio", "square"): {"ratio": "1:1"},
    ("ratio", "adaptive"): {"ratio": "adaptive"},
    ("seconds", "8"): {"seconds": 8},
    ("seconds", "8s"): {"seconds": 8},
    ("seconds", "\uff18"): {"seconds": 8},
    ("seconds", "7.5 s"): {"seconds": 7.5},
    ("resolution", "720P"): {"resolution": "720p"},
    ("resolution", "4K"): {"resolution": "4k"},
    ("resolution", "1080"): {"resolution": "1080p"},
    ("seed", "7"): {"seed": 7},
    ("audio", "off"): {"audio": False},
    ("audio", "Yes"): {"audio": True},
    ("model", " kling-o1 "): {"model": "kling-o1"},
    ("ratio", ""): {},
}


@pytest.mark.parametrize(("said", "meant"), SAID.items(), ids=map(str, SAID))
def test_a_wish_may_be_spelled_as_people_do(said: tuple[str, str], meant: dict[str, Any]) -> None:
    """Every usual spelling means the same wish; a blank asks nothing."""
    assert asks.read(dict([said])).given() == meant


@pytest.mark.parametrize(
    ("name", "text"),
    [("ratio", "9to16"), ("ratio", "\u0669:\u0661\u0666"), ("ratio", "9:"), ("seconds", "long"), ("seconds", "-1"), ("seconds", "nan"), ("seconds", "3_0"), ("seconds", "1e1"), ("seconds", "0"), ("seed", "1_0"),
     ("ratio", "1_6:9"),
     ("seconds", "inf"), ("resolution", "720 p!"), ("seed", "1.5"), ("seed", "-1"), ("audio", "loud")],
)  # fmt: skip
def test_what_means_nothing_is_refused(name: str, text: str) -> None:
    """A wish that cannot be understood is refused, and shown."""
    with pytest.raises(InvalidInput, match=name) as caught:
        asks.read({name: text})
    assert caught.value.hint


PROMPT = {"type": "prompt", "text": "a street"}
KLING = {"aspect_ratio": "16:9", "duration": 5, "resolution": "720p", "audio": "native"}
ARK = {"content": [{"type": "text", "text": "a street"}], "duration": 5}
WIRE: dict[str, list[tuple[dict[str, Any], str, dict[str, Any]]]] = {
    "kling-elements": [
        ({}, "/omni-video/kling-3.0-omni", {"contents": [PROMPT], "settings": KLING}),
        ({"ratio": "portrait", "seconds": "15s", "resolution": "4K", "audio": False}, "/omni-video/kling-3.0-omni",
         {"contents": [PROMPT], "settings": {"aspect_ratio": "9:16", "duration": 15, "resolution": "4k", "audio": "off"}}),
        ({"model": "kling-o1", "ratio": "1:1", "seconds": 10}, "/omni-video/kling-o1",
         {"contents": [PROMPT], "settings": {"aspect_ratio": "1:1", "duration": 10, "resolution": "720p", "audio": "off"}}),
    ],
    "kling-elements:legacy": [
        ({}, "/v1/videos/omni-video", {"prompt": "a street", "model_name": "kling-v3-omni", "mode": "std", "duration": "5", "aspect_ratio": "16:9"}),
        ({"ratio": "9:16", "seconds": 12, "resolution": "1080p"}, "/v1/videos/omni-video",
         {"prompt": "a street", "model_name": "kling-v3-omni", "mode": "pro", "duration": "12", "aspect_ratio": "9:16"}),
    ],
    "seedance-assets": [
        ({}, "/contents/generations/tasks", {**ARK, "model": "doubao-seedance-2-0-260128"}),
        ({"ratio": "9:16", "seconds": 12, "resolution": "1080p", "audio": False}, "/contents/generations/tasks",
         {**ARK, "model": "doubao-seedance-2-0-260128", "ratio": "9:16", "duration": 12, "resolution": "1080p", "generate_audio": False}),
        ({"model": "doubao-seedance-2-5-260628", "seconds": 30, "seed": 7}, "/contents/generations/tasks",
         {**ARK, "model": "doubao-seedance-2-5-260628", "duration": 30, "seed": 7}),
    ],
    "seedance-assets:byteplus": [
        ({"ratio": "21:9"}, "/contents/generations/tasks", {**ARK, "model": "dreamina-seedance-2-0-260128", "ratio": "21:9"}),
        ({"model": "Dreamina-Seedance-2-5-260628"}, "/contents/generations/tasks", {**ARK, "model": "dreamina-seedance-2-5-260628"}),
    ],
    "vidu-subjects": [
        ({}, "/reference2video", {"prompt": "a street", "model": "viduq3", "duration": 8}),
        ({"ratio": "9:16", "seconds": 16, "resolution": "1080p", "audio": True, "seed": 3}, "/reference2video",
         {"prompt": "a street", "model": "viduq3", "duration": 16, "aspect_ratio": "9:16", "resolution": "1080p", "audio": True, "seed": 3}),
        ({"model": "viduq2-pro", "seconds": 10}, "/reference2video", {"prompt": "a street", "model": "viduq2-pro", "duration": 10}),
    ],
    "openai-videos": [
        ({"ratio": "9:16", "seconds": 12}, "/v1/videos", {"prompt": "a street", "model": "sora-2", "seconds": "12", "size": "720x1280"}),
        ({"resolution": "1080p", "model": "sora-2-pro"}, "/v1/videos", {"prompt": "a street", "model": "sora-2-pro", "seconds": "8", "size": "1920x1080"}),
        ({"resolution": "1080p", "ratio": "portrait", "model": "sora-2-pro"}, "/v1/videos", {"prompt": "a street", "model": "sora-2-pro", "seconds": "8", "size": "1080x1920"}),
    ],
    "sora-relay": [({"ratio": "9:16", "seconds": 25}, "/v1/videos", {"prompt": "a street", "model": "sora-2", "seconds": "25", "size": "720x1280"})],
    "sora-sync": [({"ratio": "portrait", "seconds": 3}, "/generations", {"prompt": "a street", "model": "sora-2.0-turbo", "duration": 3, "size": "720x1280"})],
    "sora-async": [({"seconds": 3, "resolution": "480p"}, "/videos", {"prompt": "a street", "model": "sora-2", "duration": 3, "resolution": "480p"})],
    "sandbox": [({"seconds": 3}, "/videos", {"prompt": "a street", "model": "sora-2", "duration": 3, "resolution": "1080p"})],
    "videos-multipart": [({"ratio": "9:16", "seconds": 15}, "/v1/videos", {"prompt": "a street", "model": "sora-2", "seconds": "15", "size": "720x1280"})],
    "generations-task": [({"ratio": "9:16", "seconds": 15}, "/v1/videos/generations", {"prompt": "a street", "model": "sora-2", "duration": 15, "aspect_ratio": "9:16"})],
    "grsai": [({"ratio": "9:16", "seconds": 15}, "/v1/video/sora-video", {"prompt": "a street", "model": "sora-2", "duration": 15, "aspectRatio": "9:16", "webHook": "-1", "shutProgress": True})],
    "kie": [({"ratio": "9:16", "seconds": 15}, "/api/v1/jobs/createTask", {"model": "sora-2-text-to-video", "input": {"prompt": "a street", "aspect_ratio": "portrait", "n_frames": "15"}})],
}  # fmt: skip
"""Profile → what is asked, and the path and the body of the request, by hand from the facts."""
_KEYS = {
    "kling-elements": {"options": {"external_task_id": "KEY"}},
    "kling-elements:legacy": {"external_task_id": "KEY"},
}
"""Where a request carries the key by which a lost answer is asked for."""


@pytest.mark.parametrize("name", WIRE)
def test_the_wire_has_the_providers_words(name: str) -> None:
    """The whole body is as the provider documents it, whatever is asked."""
    for wishes, path, body in WIRE[name]:
        request = filmed(bundled(name), **wishes).request
        assert request is not None
        assert (request.path, request.body) == (path, body | _KEYS.get(name, {})), wishes


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("kling-elements", {"seconds": 40}, "kling-elements with kling-3.0-omni takes 3 to 15 seconds, not 40"),
    ("kling-elements", {"seconds": 7.5}, "takes 3 to 15 whole seconds, not 7.5"),
    ("kling-elements", {"seconds": 12, "model": "kling-o1"}, "kling-o1 takes 3 to 10 seconds, not 12"),
    ("kling-elements", {"audio": True, "model": "kling-o1"}, "kling-o1 makes films without sound only"),
    ("kling-elements", {"ratio": "4:3"}, "takes 16:9, 9:16 or 1:1, not 4:3"),
    ("kling-elements", {"resolution": "8k"}, "takes 720p, 1080p or 4k, not 8k"),
    ("kling-elements", {"seed": 7}, "takes no seed"),
    ("kling-elements", {"model": "kling-30-omni"}, "kling-elements has no model 'kling-30-omni'"),
    ("kling-elements:legacy", {"audio": False}, "takes no choice of sound"),
    ("seedance-assets", {"seconds": 30}, "doubao-seedance-2-0-260128 takes 4 to 15 seconds, not 30"),
    ("seedance-assets", {"seed": 7}, "takes no seed"),
    ("seedance-assets", {"resolution": "1080p", "model": "doubao-seedance-2-0-fast-260128"}, "takes 480p or 720p, not 1080p"),
    ("seedance-assets:byteplus", {"model": "doubao-seedance-2-0-260128"}, "has no model 'doubao-seedance-2-0-260128'"),
    ("vidu-subjects", {"seconds": 17}, "takes 1 to 16 seconds, not 17"),
    ("openai-videos", {"seconds": 5}, "takes 4, 8, 12, 16 or 20 seconds, not 5"),
    ("openai-videos", {"ratio": "1:1"}, "takes 16:9 or 9:16, not 1:1"),
    ("openai-videos", {"resolution": "1080p"}, "takes 720p, not 1080p"),
    ("openai-videos", {"ratio": "16:9", "resolution": "1024p", "model": "sora-2-pro"}, "not 16:9 1024p"),
    ("sora-async", {"ratio": "9:16"}, "sora-async takes no ratio"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "wishes", "says"), REFUSED, ids=lambda v: str(v)[:60])
def test_what_is_not_taken_is_refused_with_what_is(
    name: str, wishes: dict[str, Any], says: str
) -> None:
    """The refusal names what the provider takes for that model, and what helps."""
    with pytest.raises(InvalidInput) as caught:
        filmed(bundled(name), **wishes)
    assert says in str(caught.value)
    assert caught.value.hint


def test_a_refused_model_is_named_with_the_way_around() -> None:
    """The hint has the nearest model, those that there are, and the parameter that sends it anyway."""
    with pytest.raises(InvalidInput) as caught:
        filmed(bundled("seedance-assets"), model="doubao-seedance-2-5")

    hint = caught.value.hint
    assert isinstance(hint, Hint)
    assert hint.startswith("Did you mean doubao-seedance-2-5-260628? It has: doubao-seedance-2-0")
    assert "params={'model': 'doubao-seedance-2-5'}" in hint


FILMING = [name for name in CATALOGUE.names() if CATALOGUE.load(name).generate]
WISHES = st.fixed_dictionaries(
    {},
    optional={
        "ratio": st.sampled_from(["16:9", "9:16", "1:1", "4:3", "21:9", "7:4", "adaptive"]),
        "seconds": st.integers(1, 40) | st.floats(0.5, 40),
        "resolution": st.sampled_from(["480p", "540p", "720p", "1024p", "1080p", "2k", "4k"]),
        "seed": st.integers(0, 2**32 - 1),
        "audio": st.booleans(),
    },
)


@pytest.mark.parametrize("name", FILMING)
@given(wishes=WISHES, pick=st.integers(0, 9))
def test_every_wish_is_sent_or_refused(name: str, wishes: dict[str, Any], pick: int) -> None:
    """With any model nothing else happens, and what is refused leaves one that is not refused."""
    of = CATALOGUE.load(name)
    models = ["", *asking.models_of(of)]
    try:
        planned = filmed(of, model=models[pick % len(models)], **wishes)
    except InvalidInput as error:
        if not any(word in str(error) for word in ("takes", "films with")):
            raise
        return
    assert planned.request is not None
    assert paths.fields(planned.request.path) == set()
    assert {k: v for k, v in planned.params.items() if v != wishes.get(k)} == {}


# -- parameters of one's own


def test_any_path_can_be_set_and_a_strange_one_is_told() -> None:
    """A known parameter is silent and typed; another is sent as it is, with a warning."""
    known = filmed(bundled("kling-elements"), params={"settings.duration": "12"})
    strange = filmed(
        bundled("kling-elements"),
        params={"settings.multi_shot": "false", "settings.duraton": "[1, 2]", "x": "y z"},
    )

    assert known.request is not None
    assert known.request.body["settings"]["duration"] == 12
    assert known.warnings == ()
    assert strange.request is not None
    assert strange.request.body["settings"]["multi_shot"] is False
    assert strange.request.body["settings"]["duraton"] == [1, 2]
    assert strange.request.body["x"] == "y z"
    assert strange.warnings[1] == (
        "charlib does not know the parameter 'settings.duraton' of kling-elements; it is sent as"
        " given (did you mean 'settings.duration'?)"
    )
    assert strange.params == {"settings.multi_shot": False, "settings.duraton": [1, 2], "x": "y z"}


def test_a_parameter_keeps_the_type_of_its_default() -> None:
    """Numbers stay numbers, and what goes as text goes as text, also when a program gives it."""
    for given_as in ("12", 12):
        relay = filmed(bundled("sora-relay"), params={"seconds": given_as}).request
        sandbox = filmed(bundled("sora-async"), params={"duration": given_as}).request
        assert relay is not None
        assert sandbox is not None
        assert (relay.body["seconds"], sandbox.body["duration"]) == ("12", 12)
    with pytest.raises(InvalidInput, match="duration=long: a whole number is expected"):
        filmed(bundled("sora-async"), params={"duration": "long"})


def test_a_model_set_as_a_parameter_has_its_limits() -> None:
    """`--param model=…` is the model, and what else is asked is checked for it."""
    two_five = filmed(
        bundled("seedance-assets"), params={"model": "doubao-seedance-2-5-260628"}, seconds=30
    )
    other = filmed(bundled("seedance-assets"), params={"model": "ep-2026-mine"})

    assert two_five.request is not None
    assert two_five.request.body["duration"] == 30
    assert (two_five.model, other.model) == ("doubao-seedance-2-5-260628", "ep-2026-mine")


@pytest.mark.parametrize(
    ("name", "params", "says"),
    [
        ("kling-elements", {"contents": "[]"}, "would replace what charlib sets itself"),
        ("kling-elements", {"contents[].text": "x"}, "would replace"),
        ("kling-elements", {"options": "{}"}, "would replace"),
        ("kling-elements", {"options.external_task_id": "x"}, "would replace"),
        ("kling-elements", {"": "x"}, "would replace"),
        ("kling-elements", {"a..b": "x"}, "invalid path"),
        ("kling-elements", {"a": "1", "a.b": "2"}, "do not fit into one request"),
        ("kling-elements", {"a[3]": "1"}, "do not fit into one request"),
        ("vidu-subjects", {"prompt": "x"}, "would replace"),
        ("vidu-subjects", {"subjects": "[]"}, "would replace"),
    ],
)
def test_what_charlib_renders_is_not_replaced(name: str, params: dict[str, str], says: str) -> None:
    """The prompt, the references and the key are charlib's, and so is all around them."""
    with pytest.raises(InvalidInput, match=says):
        filmed(bundled(name), params=params)


def test_a_wish_and_a_parameter_do_not_contradict_each_other() -> None:
    """Two ways to say one thing are refused."""
    with pytest.raises(InvalidInput, match=r"seconds and the parameter 'settings\.duration' say"):
        filmed(bundled("kling-elements"), params={"settings.duration": "5"}, seconds=8)
    with pytest.raises(InvalidInput, match="ratio and the parameter 'size' say the same"):
        filmed(bundled("openai-videos"), params={"size": "1280x720"}, ratio="9:16")


keys = st.text("abc_", min_size=1, max_size=3) | st.sampled_from(
    [
        "contents",
        "prompt",
        "settings",
        "options",
        "subjects",
        "external_task_id",
        "input",
        "content",
    ]
)
places = st.lists(keys | st.sampled_from(["[]", "[0]"]), min_size=1, max_size=4).map(
    lambda steps: ".".join(steps).replace(".[", "[")
)


@pytest.mark.parametrize("name", ["kling-elements", "vidu-subjects", "seedance-assets", "kie"])
@given(params=st.dictionaries(places, st.text(max_size=6) | st.integers(), max_size=4))
def test_no_parameter_ever_replaces_what_is_rendered(name: str, params: dict[str, Any]) -> None:
    """Whatever paths are set, the prompt, the references and the key are what they were without."""
    of = CATALOGUE.load(name)
    fragment = FRAGMENTS[name]
    plain = filmed(of, fragment=fragment).request
    try:
        own = filmed(of, fragment=fragment, params=params).request
    except InvalidInput:
        return
    assert plain is not None
    assert own is not None
    for place in RENDERED[name]:
        assert paths.get(own.body, place) == paths.get(plain.body, place)


FRAGMENTS: dict[str, dict[str, Any]] = {
    "kling-elements": {"contents": [{"type": "element", "element_id": "7", "id": "mia"}]},
    "vidu-subjects": {"subjects": [{"name": "mia", "server_id": "7"}]},
    "seedance-assets": {"content": [{"type": "image_url", "image_url": {"url": "asset://a"}}]},
    "kie": {"input": {"character_id_list": ["c"]}},
}
RENDERED = {
    "kling-elements": ["contents", "options.external_task_id"],
    "vidu-subjects": ["prompt", "subjects"],
    "seedance-assets": ["content"],
    "kie": ["input.prompt", "input.character_id_list"],
}

OWN = """
name = "mine"
[http]
base_url = "https://host.example"
[generate.call]
path = "/films/{model}"
fields = { prompt = "input.prompt", key = "key" }
[generate.answer]
job_id = "id"
[generate.asks.model]
default = "one"
[generate.asks.seconds]
to = "input.duration"
values = [4, 8]
writes = "text"
[generate.models.one]
[generate.models.two]
longest_prompt = 10
max_per_prompt = 2
repeat_key = false
asks.seconds = { least = 3, most = 30, default = 6 }
asks.audio = { to = "input.sound", values = { on = "with", off = "without" } }
[generate.models.three]
asks.seconds = false
[reference]
excludes = ["input.first_frame_url"]
[[reference.attach]]
path = "input.character_ids[]"
item = "{remote_id}"
"""


def own() -> Profile:
    """A profile with models that differ."""
    return profile(OWN)


def test_a_models_wishes_are_laid_over_the_others() -> None:
    """A model has its own values, takes more or less, and may take no key."""
    one, two = filmed(own(), seconds=8).request, filmed(own(), model="two", audio=False).request
    assert one is not None
    assert two is not None
    assert (one.path, one.body) == (
        "/films/one", {"input": {"prompt": "a street", "duration": "8"}, "key": "KEY"},
    )  # fmt: skip
    assert (two.path, two.body) == (
        "/films/two", {"input": {"prompt": "a street", "duration": "6", "sound": "without"}},
    )  # fmt: skip
    with pytest.raises(InvalidInput, match="mine with three takes no length"):
        filmed(own(), model="three", seconds=8)
    with pytest.raises(InvalidInput, match="mine with one takes 4 or 8 seconds, not 5"):
        filmed(own(), seconds=5)
    limits = asking.for_model(own(), "two").reference
    assert (limits.longest_prompt, limits.max_per_prompt) == (10, 2)


def test_references_exclude_what_the_profile_says() -> None:
    """A first frame goes along with a prompt without characters, and is refused with one."""
    frame = {"input.first_frame_url": "https://h.example/a.jpg"}
    alone = filmed(own(), params=frame).request
    assert alone is not None
    assert alone.body["input"]["first_frame_url"] == "https://h.example/a.jpg"
    with pytest.raises(InvalidInput, match=r"takes no input\.first_frame_url in a prompt with"):
        filmed(own(), fragment={"input": {"character_ids": ["c"]}}, params=frame)


BAD = {
    "values and limits": ("seconds = { to = 'd', values = [4], least = 3 }", "values exclude"),
    "limits the wrong way": ("seconds = { to = 'd', least = 9, most = 3 }", "is more than most"),
    "a default of no value": ("seconds = { to = 'd', values = [4], default = 5 }", "not one of"),
    "a name nobody asks for": ("length = { to = 'd' }", "asks: 'length' is not one of"),
    "too few words": ("size = { of = ['ratio', 'resolution'], to = 's', values = ['16:9'] }", "2 words"),
    "values that are a text": ("seconds = { to = 'd', values = 'x' }", "must be a list"),
}  # fmt: skip


@pytest.mark.parametrize(("line", "says"), BAD.values(), ids=BAD.keys())
def test_a_wrong_wish_of_a_profile_is_told(line: str, says: str) -> None:
    """A mistake in `asks` is found when the profile is read."""
    head, _, tail = OWN.partition("[generate.asks.model]")
    rest = tail[tail.index("[generate.models.one]") :]
    with pytest.raises(BadProfile, match=says):
        profile(f"{head}[generate.asks]\n{line}\n{rest}")


_CIRCLE: list[Any] = []
_CIRCLE.append(_CIRCLE)


@pytest.mark.parametrize(
    ("path", "value"),
    [("x", float("inf")), ("x", float("nan")), ("x", "1e999"), ("x", object()), ("x", b"1"), ("x", {(1, 2): 3}),
     ("x", "\ud800"), ("\ud800", 1), ("x", _CIRCLE), ("x", "[" * 90 + "]" * 90), (".".join("a" * 90), 1)],
    ids=["infinite", "no number", "too large", "object", "bytes", "tuple key", "surrogate", "surrogate path",
         "circle", "deep", "deep path"],
)  # fmt: skip
def test_a_parameter_that_no_request_can_carry_is_refused_before_it_is_planned(
    path: str, value: Any
) -> None:
    """What cannot be written as JSON, or be read again, is refused as in a dry run."""
    with pytest.raises(InvalidInput, match="the parameter"):
        filmed(bundled("sandbox"), params={path: value})
