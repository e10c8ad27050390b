"""Prices as data: what a film costs before it is sent, and what an answer says that it cost."""

# ruff: noqa: E501 - tables of figures are read by the line

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib.config import Clock
from charlib.domain.moment import from_text
from charlib.domain.money import Cost
from charlib.errors import ProviderError
from charlib.providers import asking, pricing
from charlib.providers.engine import read_creation, read_poll
from charlib.providers.profile import Price
from charlib.providers.profiles import Profiles
from tests.examples import examples

from .saying import PLAIN, bundled, filmed, making, profile, reply

NAMES = Profiles(Path("/nowhere")).names()
PRICED = [name for name in NAMES if bundled(name).prices and name != "sandbox"]
"""Profiles with the prices of a service; those of the simulator are made up."""

FILMS: dict[tuple[str, str], dict[str, str]] = {
    ("runway:seedance2", "seedance2"): {"480p": "0.36", "720p": "0.36", "1080p": "0.4", "4k": "1.5"},
    ("runway:seedance2", "seedance2_fast"): {"480p": "0.29", "720p": "0.29"},
    ("runway:seedance2", "seedance2_mini"): {"480p": "0.16", "720p": "0.16"},
    ("runway:seedance2", "hailuo3"): {"768p": "0.1", "2k": "0.15"},
    ("xai", "grok-imagine-video"): {"480p": "0.05", "720p": "0.07"},
    ("xai", "grok-imagine-video-1.5"): {"480p": "0.08", "720p": "0.14", "1080p": "0.25"},
    ("xai", "grok-imagine-video-1.5-lite"): {"480p": "0.02", "720p": "0.03", "1080p": "0.14"},
    ("happyhorse", "happyhorse-1.1-r2v"): {"480p": "0.07", "720p": "0.14", "1080p": "0.18"},
    ("happyhorse", "happyhorse-1.0-r2v"): {"720p": "0.14", "1080p": "0.24"},
    ("wan:v27", "wan2.7-r2v"): {"720p": "0.1", "1080p": "0.15"},
    ("wan:v3", "wan3.0-video"): {"480p": "0.05", "720p": "0.1", "1080p": "0.2"},
    ("wan:v3", "wan3.0-video-prime"): {"480p": "0.068", "720p": "0.14", "1080p": "0.28"},
    ("minimax:h3", "MiniMax-H3"): {"768p": "0.08", "2k": "0.13"},
    ("minimax:h3", "MiniMax-H3-Max"): {"480p": "0.05", "768p": "0.08"},
    ("seedance-assets", "doubao-seedance-2-0-260128"): {"480p": "0.0660034", "720p": "0.141943", "1080p": "0.354086", "4k": "0.722057", "": "0.141942857"},
    ("seedance-assets", "doubao-seedance-2-0-fast-260128"): {"480p": "0.0530897", "720p": "0.114171", "": "0.114171429"},
    ("seedance-assets", "doubao-seedance-2-0-mini-260615"): {"480p": "0.0330017", "720p": "0.0709714", "": "0.070971429"},
    ("seedance-assets", "doubao-seedance-2-5-260628"): {"480p": "0.096075", "720p": "0.216", "1080p": "0.5346"},
    ("openai-videos", "sora-2"): {"720p": "0.1"},
    ("openai-videos", "sora-2-pro"): {"720p": "0.3", "1024p": "0.5", "1080p": "0.7"},
    ("openai-videos:azure", "sora-2"): {"720p": "0.1"},
    ("openai-videos:azure", "sora-2-pro"): {"720p": "0.3", "1024p": "0.5"},
}  # fmt: skip
"""Dollars for a second of film, copied by hand from the price lists."""
CHARACTERS = {
    "gemini-omni": (0, "credits"), "gemini-omni:kie": (0, "credits"), "gemini-omni:muapi": (0, "credits"),
    "kling-elements": (0, "units"), "kling-elements:legacy": (0, "units"),
    "sora-relay": ("0.01", "USD"), "sora-relay:model": ("0.01", "USD"),
    "vidu-subjects": (5, "credits"), "vidu-subjects:bracket": (5, "credits"),
}  # fmt: skip


class On(Clock):
    """A clock that stands at the beginning of a day."""

    def __init__(self, day: str) -> None:
        self.day = day

    def now(self) -> int:
        """The time of day in milliseconds."""
        return from_text(self.day)


def dollars(amount: object) -> Cost:
    """An estimate in dollars."""
    return Cost(Decimal(str(amount)), "USD", is_estimate=True)


@pytest.mark.parametrize(("where", "rates"), FILMS.items(), ids=[" ".join(key) for key in FILMS])
def test_a_second_of_film_costs_what_the_list_says(
    where: tuple[str, str], rates: dict[str, str]
) -> None:
    """Each model at each resolution, for eight seconds, to the last digit."""
    name, model = where
    for resolution, rate in rates.items():
        found = pricing.estimate(bundled(name), model=model, seconds=8, resolution=resolution)
        assert found == dollars(Decimal(rate) * 8)


def test_every_price_is_in_these_tables() -> None:
    """No bundled price is without a figure that was copied independently."""
    films = Counter(
        (name, model) for name in PRICED for price in bundled(name).prices for model in price.model
    )

    assert films == Counter(FILMS.keys())
    assert {name for name in PRICED if pricing.price_of(bundled(name), "character")} == set(
        CHARACTERS
    )


@pytest.mark.parametrize("name", CHARACTERS)
def test_a_character_costs_what_the_page_says(name: str) -> None:
    """Creations are priced by the call, in what the provider counts."""
    amount, unit = CHARACTERS[name]

    found = pricing.estimate(bundled(name), of="character")

    assert found == Cost(Decimal(amount), unit, is_estimate=True)


@pytest.mark.parametrize("name", PRICED)
def test_every_bundled_price_counts(name: str) -> None:
    """Its model is one of the profile's, no other price fits as well, and it says who states it."""
    own = bundled(name)
    for price in own.prices:
        assert price.source
        assert price.verified_on is not None
        assert price.of == "film" or own.create is not None
        for model in price.model:
            assert model in asking.models_of(own)
            assert pricing.price_of(own, price.of, model) is price


MINE = f"""
{PLAIN}
[generate.call]
path = "/films"
fields = {{ prompt = "prompt" }}
[generate.answer]
job_id = "id"
[generate.asks.model]
to = "model"
default = "veo-3.1"
[generate.asks.seconds]
to = "duration"
[generate.asks.resolution]
to = "resolution"
[[prices]]
of = "film"
per = "second"
amount = 0.1
unit = "usd"
[[prices]]
of = "film"
model = ["veo-*", "VEO-3.1-fast*"]
per = "second"
amount = 0.4
by_resolution = {{ "720p" = 0.3, "1080P" = 0.6 }}
picture = 0.04
free_pictures = 2
unit = "usd"
[[prices]]
of = "film"
model = "veo-3.1-fast-001"
per = "call"
amount = 2
unit = "EUR"
[[prices]]
of = "picture"
per = "picture"
amount = 0.039
unit = "USD"
"""


@pytest.mark.parametrize(
    ("asked", "cost"),
    [
        ({"model": "other", "seconds": 3}, dollars("0.3")),
        ({"model": "veo-4", "seconds": 2.5}, dollars("1")),
        ({"seconds": 3}, dollars("1.2")),
        ({"model": "Veo-3.1-FAST-002", "seconds": 1}, dollars("0.4")),
        ({"model": "veo-3.1-fast-001"}, Cost(Decimal(2), "EUR", is_estimate=True)),
        ({"seconds": 2, "resolution": "720P"}, dollars("0.6")),
        ({"seconds": 2, "resolution": "1080p"}, dollars("1.2")),
        ({"seconds": 2, "resolution": "480p"}, dollars("0.8")),
        ({"seconds": 2, "resolution": "adaptive"}, dollars("0.8")),
        ({"seconds": 2, "resolution": "4k"}, None),
        ({"seconds": 1, "pictures": 2}, dollars("0.4")),
        ({"seconds": 1, "pictures": 5}, dollars("0.52")),
        ({}, None),
        ({"seconds": -1}, None),
        ({"seconds": 0}, None),
        ({"seconds": float("nan")}, None),
        ({"of": "picture", "pictures": 3}, dollars("0.117")),
        ({"of": "voice"}, None),
        ({"of": "character"}, None),
    ],
    ids=lambda value: " ".join(f"{k}={v}" for k, v in value.items()) if isinstance(value, dict) else "",
)  # fmt: skip
def test_an_estimate_follows_the_nearest_price(asked: dict[str, Any], cost: Cost | None) -> None:
    """A name goes before a pattern, the longer pattern before the shorter, and all before none."""
    assert pricing.estimate(profile(MINE), **asked) == cost


def test_what_is_not_asked_is_what_the_profile_sends() -> None:
    """The default model, length and resolution count: two stand in one value at Runway."""
    assert pricing.estimate(bundled("runway:seedance2")) == dollars("1.8")  # 5 s at 720p
    assert pricing.estimate(bundled("happyhorse")) == dollars("0.7")
    assert pricing.estimate(bundled("vidu-subjects")) is None


def test_a_creation_of_an_older_profile_has_its_price() -> None:
    """`create.cost`, which accounts may have kept, is still read."""
    old = profile(f"{PLAIN}[create.cost]\namount = 7\nunit = 'credit'\n")

    assert pricing.estimate(old, of="character") == Cost(Decimal(7), "credits", is_estimate=True)


@pytest.mark.parametrize(
    ("name", "wishes", "params", "cost"),
    [
        ("xai", {"seconds": 10, "resolution": "720p"}, {}, "1.4"),
        ("xai", {}, {"duration": "4"}, "0.32"),
        ("wan:v3", {"resolution": "1080p"}, {"parameters.duration": 30}, "6"),
        ("happyhorse", {}, {"parameters.resolution": "1080P"}, "0.9"),
        ("runway:seedance2", {"resolution": "4k", "seconds": 4}, {}, "6"),
        ("runway:seedance2", {"seconds": 4}, {"model": "seedance2_mini"}, "0.64"),
        ("seedance-assets", {"model": "doubao-seedance-2-5-260628"}, {"duration": -1}, None),
        ("minimax:h3", {"seconds": 5, "resolution": "2k"}, {}, "0.65"),
        ("openai-videos", {}, {"size": "1920x1080"}, "0.8"),
        ("vidu-subjects", {"seconds": 5}, {}, None),
        ("kling-elements", {}, {}, None),
    ],
    ids=lambda value: value if isinstance(value, str) else ascii(value),
)  # fmt: skip
def test_a_planned_film_costs_what_it_asks(
    name: str, wishes: dict[str, Any], params: dict[str, Any], cost: str | None
) -> None:
    """Wishes and parameters of one's own count, as they stand in the request."""
    planned = filmed(bundled(name), params=params, **wishes)

    assert pricing.of_film(bundled(name), planned) == (dollars(cost) if cost else None)


def test_pictures_that_go_along_are_paid() -> None:
    """A cent for each at xAI; MiniMax takes four cents for each after the fifth."""
    urls = [f"https://h.example/{n}.jpg" for n in range(7)]
    xai = filmed(bundled("xai"), fragment={"reference_images": [{"url": url} for url in urls[:3]]})
    h3 = filmed(
        bundled("minimax:h3"),
        fragment={
            "content": [
                {"type": "image_url", "image_url": {"url": url}, "role": "reference_image"}
                for url in urls
            ]
        },
    )

    assert pricing.of_film(bundled("xai"), xai) == dollars("0.67")
    assert pricing.of_film(bundled("minimax:h3"), h3) == dollars("0.48")


def test_prices_are_those_of_one_service(folder: Path, profiles: Profiles) -> None:
    """An own profile replaces the prices; one at another address has none but its own."""
    (folder / "same.toml").write_text('extends = "xai"\ntitle = "mine"', "utf-8")
    (folder / "mirror.toml").write_text(
        'extends = "xai"\nhttp.base_url = "https://m.example"', "utf-8"
    )
    own = "[[prices]]\nof = 'film'\nper = 'call'\namount = 1\nunit = 'CNY'\n"
    (folder / "mine.toml").write_text(f'extends = "xai"\n{own}', "utf-8")

    assert pricing.estimate(profiles.load("same"), seconds=1) == dollars("0.08")
    assert profiles.load("mirror").prices == ()
    assert pricing.estimate(profiles.load("mine")) == Cost(Decimal(1), "CNY", is_estimate=True)


def test_old_prices_are_doubted(folder: Path) -> None:
    """After 90 days it is said how old they are, once where the whole profile is as old."""
    (folder / "new.toml").write_text('extends = "xai"\nverified_on = 2027-05-01', "utf-8")
    later = Profiles(folder, On("2027-05-02"))

    assert later.doubts(later.load("new")) == ["priced as of 2026-11-28"]
    assert later.doubts(later.load("xai")) == ["last checked on 2026-11-28"]
    assert bundled("xai").prices[0].verified_on == date(2026, 11, 28)


def charged(amount: object, unit: str, *, is_estimate: bool = False) -> Cost:
    """What an answer says."""
    return Cost(Decimal(str(amount)), unit, is_estimate)


POLLS: dict[str, tuple[str, Any, Cost]] = {
    "Vidu's credits": ("vidu-subjects", {"id": "1", "state": "success", "credits": 40, "creations": [{"url": "https://h/a.mp4"}]}, charged(40, "credits")),
    "Vidu Q4's credits": ("vidu-subjects:q4", {"state": "processing", "credits": 80}, charged(80, "credits")),
    "Kling's older units, as text": ("kling-elements:legacy", {"code": 0, "data": {"task_id": "1", "task_status": "succeed", "final_unit_deduction": "3.5", "task_result": {"videos": [{"url": "https://h/a.mp4"}]}}}, charged("3.5", "units")),
    "Kling's packages": ("kling-elements", {"code": 0, "data": [{"id": "1", "status": "succeeded", "outputs": [{"url": "https://h/a.mp4"}], "billing": [{"charge_type": "unit", "amount": "2"}, {"charge_type": "unit", "amount": "1.5"}]}]}, charged("3.5", "units")),
    "Kling's balance": ("kling-elements", {"code": 0, "data": [{"id": "1", "status": "succeeded", "outputs": [{"url": "https://h/a.mp4"}], "billing": [{"charge_type": "cash", "amount": "0.84", "currency": "USD"}]}]}, charged("0.84", "USD")),
    "Runway's credits": ("runway:seedance2", {"id": "1", "status": "SUCCEEDED", "cost": {"credits": 180}, "output": ["https://h/a.mp4"]}, charged("1.8", "USD")),
    "Runway's expectation": ("runway:seedance2", {"id": "1", "status": "RUNNING", "estimatedCost": {"credits": 180}}, charged("1.8", "USD", is_estimate=True)),
    "OpenRouter's dollars": ("openrouter", {"id": "1", "status": "completed", "unsigned_urls": ["https://h/a.mp4"], "usage": {"cost": 0.25}}, charged("0.25", "USD")),
    "xAI's ticks": ("xai", {"status": "done", "video": {"url": "https://h/a.mp4"}, "usage": {"cost_in_usd_ticks": 6_400_000_000}}, charged("0.64", "USD")),
    "kie's credits": ("gemini-omni", {"code": 200, "data": {"state": "success", "creditsConsumed": 60, "resultJson": '{"resultUrls": ["https://h/a.mp4"]}'}}, charged(60, "credits")),
}  # fmt: skip


@pytest.mark.parametrize(("name", "body", "cost"), POLLS.values(), ids=POLLS)
def test_an_answer_says_what_it_cost(name: str, body: Any, cost: Cost) -> None:
    """Each provider's own field, in the unit that it counts in."""
    own = bundled(name)

    answer = read_poll(own, making(own.generate), reply(body), wants_id=False)

    assert answer.cost == cost


CREATIONS: dict[str, tuple[str, str, Any, Cost]] = {
    "a subject": ("vidu-subjects", "create", {"id": "1", "name": "mia", "credits": 5}, charged(5, "credits")),
    "a film at Vidu": ("vidu-subjects", "generate", {"task_id": "1", "state": "created", "credits": 40}, charged(40, "credits")),
    "a film at PixVerse": ("pixverse", "generate", {"ErrCode": 0, "Resp": {"video_id": 1, "credits": 90}}, charged(90, "credits")),
    "a film at Runway": ("runway:seedance2", "generate", {"id": "1", "estimatedCost": {"credits": 180.0}}, charged("1.8", "USD", is_estimate=True)),
}  # fmt: skip


@pytest.mark.parametrize(("name", "what", "body", "cost"), CREATIONS.values(), ids=CREATIONS)
def test_a_creation_says_what_it_cost(name: str, what: str, body: Any, cost: Cost) -> None:
    """Some say it in the first answer, when nothing is done yet."""
    own = bundled(name)

    assert read_creation(own, making(getattr(own, what)), reply(body)).cost == cost


FAILED: dict[str, tuple[str, Any, Cost | None]] = {
    "charged": ("runway:seedance2", {"status": "FAILED", "failure": "bad", "cost": {"credits": 36}}, charged("0.36", "USD")),
    "refunded": ("runway:seedance2", {"status": "FAILED", "failure": "bad", "cost": {"credits": 0}}, charged(0, "USD")),
    "without a word": ("runway:seedance2", {"status": "FAILED", "failure": "bad"}, None),
    "done without a film": ("xai", {"status": "done", "error": {"message": "It was moderated"}, "usage": {"cost_in_usd_ticks": 10**9}}, charged("0.1", "USD")),
    "as text": ("kling-elements:legacy", {"code": 0, "data": {"task_id": "1", "task_status": "failed", "task_status_msg": "bad", "final_unit_deduction": "1"}}, charged(1, "units")),
}  # fmt: skip


@pytest.mark.parametrize(("name", "body", "cost"), FAILED.values(), ids=FAILED)
def test_a_failure_says_what_it_cost(name: str, body: Any, cost: Cost | None) -> None:
    """A job that failed, and was charged, tells it with its error."""
    own = bundled(name)

    with pytest.raises(ProviderError) as caught:
        read_poll(own, making(own.generate), reply(body), wants_id=False)

    assert caught.value.cost == cost


WRONG: list[Any] = [
    None, "", "free", "-1", "1,5", "1e3", -1, -0.5, True, 1e300, 10**30, [], [1], {}, {"a": 1},
    "NaN", "Infinity", "٣",
]  # fmt: skip


@pytest.mark.parametrize("value", WRONG, ids=lambda value: ascii(value)[:20])
def test_a_wrong_cost_is_none(value: Any) -> None:
    """A value that is no amount costs the answer nothing else: the job goes on."""
    own = bundled("vidu-subjects")
    body = {"state": "success", "credits": value, "creations": [{"url": "https://h/a.mp4"}]}

    answer = read_poll(own, making(own.generate), reply(body), wants_id=False)

    assert (answer.state, answer.output_url, answer.cost) == ("done", "https://h/a.mp4", None)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_is_none_is_no_cost(text: str) -> None:
    """Services written in Python may send these words, which JSON does not know."""
    own = bundled("vidu-subjects")
    body = f'{{"state": "processing", "credits": {text}}}'

    assert read_poll(own, making(own.generate), reply(body), wants_id=False).cost is None


BILLS: dict[str, tuple[Any, Cost | None]] = {
    "one part is no number": ([{"amount": "1"}, {"amount": "x"}], None),
    "two currencies": ([{"amount": "1", "currency": "USD"}, {"amount": "2", "currency": "CNY"}], None),
    "one currency twice": ([{"amount": "1", "currency": "CNY"}, {"amount": "2", "currency": "CNY"}], charged(3, "CNY")),
    "a currency of two words": ([{"amount": "1", "currency": "US dollars"}], None),
    "an empty list": ([], None),
    "no list": ({"amount": "1"}, None),
    "items that are no objects": ([1, None], None),
}  # fmt: skip


@pytest.mark.parametrize(("billing", "cost"), BILLS.values(), ids=BILLS)
def test_a_bill_of_several_parts(billing: Any, cost: Cost | None) -> None:
    """The parts are added if all of them are amounts of one unit."""
    own = bundled("kling-elements")
    body = {"code": 0, "data": [{"id": "1", "status": "processing", "billing": billing}]}

    assert read_poll(own, making(own.generate), reply(body), wants_id=False).cost == cost


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["amount", "currency", "credits"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(JSON)
@examples(80)
def test_no_value_of_a_cost_breaks_an_answer(value: Any) -> None:
    """Whatever is there, the job is read, and its cost is an amount or nothing."""
    for name, body in (
        ("vidu-subjects", {"state": "processing", "credits": value}),
        (
            "kling-elements",
            {"code": 0, "data": [{"id": "1", "status": "processing", "billing": value}]},
        ),
        ("runway:seedance2", {"status": "RUNNING", "cost": value, "estimatedCost": value}),
    ):
        own = bundled(name)
        cost = read_poll(own, making(own.generate), reply(body), wants_id=False).cost
        assert cost is None or cost.amount >= 0


@pytest.mark.parametrize(
    ("request_", "amount"),
    [({}, 2), ({"plan": {"items": [{}, {}, {}]}}, 6)],
    ids=["one request", "a request for each still"],
)
def test_a_creation_that_is_paid_by_the_picture(request_: dict[str, Any], amount: int) -> None:
    """A profile of one's own may price each picture that a character is made from."""
    price = Price("character", "picture", 2, "credits")
    own = bundled("vidu-subjects")._replace(prices=(price,))

    assert pricing.of_creation(own, request_) == Cost(Decimal(amount), "credits", is_estimate=True)
