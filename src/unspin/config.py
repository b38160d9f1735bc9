"""Every setting a caller may change, in one frozen place.

There are few: a value that the data can choose is not a setting. What was measured stands beside
the code that uses it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from unspin.errors import BadInput


@dataclass(frozen=True, slots=True)
class PassageConfig:
    """Which reused stretches are reported.

    Attributes:
        nats: evidence a passage must have, in nats against chance (a sentence of six rare words
            has about 20). 0 reports every chance meeting; 100 only long passages. The default
            gave no false passage in 1,000 unrelated pairs of PAN 2013 pages.
        characters: shortest passage on either side, in code points. 0 takes everything the
            evidence allows; 500 only paragraphs. Reports of pages full of stock phrases want
            about 120.
    """

    nats: float = 30.0
    characters: int = 0

    def __post_init__(self) -> None:
        _at_least("passages.nats", self.nats, 0.0)
        _at_least("passages.characters", self.characters, 0)


@dataclass(frozen=True, slots=True)
class DirectionConfig:
    """When a direction is said.

    Attributes:
        sure: probability a direction must have to be said, 0.5 to 1. At 0.5 nearly always something
            is said; at 1 never. Of copies that an engine or a paraphraser wrote anew a little more
            is asked. The default answers "cannot tell" rather than be wrong more than about once
            in thirty times on the open pairs of ``eval/relations.py``.
    """

    sure: float = 0.75

    def __post_init__(self) -> None:
        if not 0.5 <= self.sure <= 1.0:
            raise BadInput(f"direction.sure must lie in 0.5..1, got {self.sure}")


@dataclass(frozen=True, slots=True)
class Config:
    """All settings, a section a stage."""

    passages: PassageConfig = field(default_factory=PassageConfig)
    direction: DirectionConfig = field(default_factory=DirectionConfig)


def _at_least(name: str, value: float, least: float) -> None:
    if value < least:
        raise BadInput(f"{name} must be at least {least}, got {value}")
