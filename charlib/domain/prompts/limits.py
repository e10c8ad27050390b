"""How much a provider takes with one prompt: counts of media, and weighted sums of them."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Limits(NamedTuple):
    """How many media a request takes; 0 is no limit. `media` counts images and clips together.

    `sounds` counts the voices.
    """

    images: int = 0
    clips: int = 0
    sounds: int = 0
    media: int = 0


class Budget(NamedTuple):
    """A limit on a sum: each `image`, `clip`, `sound` and `character` by id has its weight.

    A character's weight may be `views`: the number of stills that it was made from. What has no
    weight counts nothing; a character without one counts as the things that its id stands for.
    """

    most: int
    weights: Mapping[str, Any]
