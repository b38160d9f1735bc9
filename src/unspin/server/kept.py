"""What is kept in memory: answers, made once however many ask, and texts that were pasted."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sized
from typing import Generic, TypeVar

from unspin.server.questions import Answer

Item = TypeVar("Item", bound=Sized)


class Kept(Generic[Item]):
    """Items by name, those asked for least recently forgotten, so that all fit into ``room``.

    Args:
        room: bytes; an item larger than a quarter of it is not kept.
        size: bytes of an item.
    """

    def __init__(self, room: int, size: Callable[[Item], int]) -> None:
        self._room, self._size = room, size
        self._items: OrderedDict[str, Item] = OrderedDict()
        self._held = 0

    def get(self, name: str) -> Item | None:
        """Return an item, if it is still here."""
        if name in self._items:
            self._items.move_to_end(name)
        return self._items.get(name)

    def put(self, name: str, item: Item) -> bool:
        """Keep an item, and return whether there is room for it."""
        self._drop(name)
        if self._size(item) * 4 > self._room:
            return False
        self._items[name] = item
        self._held += self._size(item)
        while self._held > self._room:
            self._drop(next(iter(self._items)))
        return True

    def _drop(self, name: str) -> None:
        if (old := self._items.pop(name, None)) is not None:
            self._held -= self._size(old)


class Answers:
    """Answers that are made once: those who ask while one is being made wait for it."""

    def __init__(self, room: int) -> None:
        self._kept: Kept[_Sized] = Kept(room, len)
        self._making: dict[str, asyncio.Task[Answer]] = {}

    async def get(self, name: str, make: Callable[[], Awaitable[Answer]]) -> Answer:
        """Return the answer of a name, making it when it is not here; failures are not kept."""
        if (found := self._kept.get(name)) is not None:
            return found.answer
        task = self._making.get(name)
        if task is None:
            task = asyncio.create_task(self._made(name, make))
            self._making[name] = task
            task.add_done_callback(lambda done: self._finished(name, done))
        return await asyncio.shield(task)  # whoever hangs up does not take it from the others

    async def _made(self, name: str, make: Callable[[], Awaitable[Answer]]) -> Answer:
        answer = await make()
        self._kept.put(name, _Sized(answer))
        return answer

    def _finished(self, name: str, task: asyncio.Task[Answer]) -> None:
        self._making.pop(name, None)
        if not task.cancelled():
            task.exception()  # seen, should nobody be waiting for it any more


class _Sized:
    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __len__(self) -> int:
        return len(self.answer.body) + 1_000
