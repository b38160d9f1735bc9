"""Answers are made once, and what is kept is bounded."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from unspin.server.kept import Answers, Kept
from unspin.server.questions import Answer


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.binary(max_size=60))))
def test_what_is_kept_fits_and_is_what_was_put(puts):
    kept: Kept[bytes] = Kept(100, len)
    last: dict[str, bytes] = {}
    for name, item in puts:
        if kept.put(name, item):
            last[name] = item
        else:
            last.pop(name, None)
        held = {n: found for n in "abcdef" if (found := kept.get(n)) is not None}
        assert sum(map(len, held.values())) <= 100
        assert held.items() <= last.items()


def test_an_answer_is_made_once_and_a_failure_is_not_kept():
    made = []

    async def asked():
        answers = Answers(10_000)

        async def make() -> Answer:
            made.append(1)
            await asyncio.sleep(0.01)
            if len(made) == 1:
                raise ValueError("the first one fails")
            return Answer("json", b"{}")

        first = await asyncio.gather(
            *(answers.get("x", make) for _ in range(5)), return_exceptions=True
        )
        then = await asyncio.gather(*(answers.get("x", make) for _ in range(5)))
        await answers.get("x", make)
        return first, then

    first, then = asyncio.run(asked())
    assert all(isinstance(answer, ValueError) for answer in first)
    assert {answer.body for answer in then} == {b"{}"}
    assert len(made) == 2
