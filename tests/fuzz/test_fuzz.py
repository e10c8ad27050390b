"""Every parser with inputs that nobody meant, and with those that once broke one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st

from tests.examples import examples

from .targets import SEEDS, TARGETS, run

CASES = Path(__file__).parent / "cases"


def kept() -> list[tuple[str, Path]]:
    """The inputs that broke a parser once."""
    return [(path.name.partition("-")[0], path) for path in sorted(CASES.iterdir())]


@pytest.mark.parametrize(("name", "path"), kept(), ids=[path.name for _, path in kept()])
def test_what_broke_a_parser_once_does_not_again(name: str, path: Path) -> None:
    """Each input is refused in words, or read."""
    run(name, path.read_bytes())


@pytest.mark.parametrize("name", SEEDS)
def test_seeds_are_read(name: str) -> None:
    """What the fuzzer starts from is handled."""
    for seed in SEEDS[name]:
        run(name, seed)


def spoilt(seeds: list[bytes]) -> st.SearchStrategy[bytes]:
    """Good inputs of which a piece is replaced, and bytes and texts of any kind."""
    pieces = st.one_of(
        st.binary(max_size=6),
        st.text(max_size=4).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.sampled_from([b"\0", b'"', b"'", b"-", b"@", b"\xed\xa0\x80", b"\x1b[2J", b"9" * 30]),
    )

    def spoil(seed: bytes, place: float, length: int, piece: bytes) -> bytes:
        at = int(place * len(seed))
        return seed[:at] + piece + seed[at + length :]

    changed = st.builds(spoil, st.sampled_from(seeds), st.floats(0, 1), st.integers(0, 12), pieces)
    return st.one_of(changed, st.binary(max_size=80), st.text(max_size=60).map(_encoded))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@pytest.mark.hypothesis
@pytest.mark.parametrize("name", TARGETS)
def test_no_input_breaks_a_parser(name: str) -> None:
    """Whatever comes in, it is refused in words or read as what it is."""

    @examples(50, suppress_health_check=[HealthCheck.too_slow])
    @example(b"")
    @given(spoilt(SEEDS[name]))
    def fuzz(data: bytes) -> None:
        run(name, data)

    fuzz()
