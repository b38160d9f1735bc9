"""What is made when somebody looks, and what was made of late and is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Sized
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar, cast, overload

T = TypeVar("T")
S = TypeVar("S", bound=Sized)
P = ParamSpec("P")

LATELY = 32
"""Texts of which is kept what was made of them; pairs with a text in common come close together."""
LONGEST = 20_000
"""Tokens of the longest text of which anything is kept: a book would fill the memory."""


def lately(make: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Have a pure function of a text, and of what is hashable, keep what it made of the last texts.

    >>> @lately
    ... def doubled(text: tuple[str, ...]) -> list[str]:
    ...     return [2 * word for word in text]
    >>> words = ("one", "two")
    >>> doubled(words) is doubled(words)
    True
    """
    kept = cast("Callable[Concatenate[S, P], T]", lru_cache(maxsize=LATELY)(make))

    @wraps(make)
    def made(text: S, /, *more: P.args, **named: P.kwargs) -> T:
        return (kept if len(text) <= LONGEST else make)(text, *more, **named)

    return made


class Later(Sequence[T]):
    """A tuple whose items are made when somebody looks: most pairs of texts are only judged."""

    __slots__ = ("_made", "_make", "_size")

    def __init__(self, size: int | None, make: Callable[[], tuple[T, ...]]) -> None:
        """Take how many items there are, and what makes them.

        A size of None is found out when somebody asks for it.
        """
        self._size, self._make = size, make
        self._made: tuple[T, ...] | None = None

    def __len__(self) -> int:
        return len(self._all()) if self._size is None else self._size

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...

    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        return self._all()[index]

    def __iter__(self) -> Iterator[T]:
        return iter(self._all())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (Later, tuple)) and self._all() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return repr(self._all())

    def __reduce__(self) -> tuple[type[tuple[T, ...]], tuple[tuple[T, ...]]]:
        """Travel as the items, and not as all that they are made of."""
        return tuple, (self._all(),)

    def _all(self) -> tuple[T, ...]:
        if self._made is None:
            self._made = self._make()
        return self._made
