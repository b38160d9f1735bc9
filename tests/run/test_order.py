"""Pairs with documents in common are verified one after the other."""

from hypothesis import given
from hypothesis import strategies as st

from unspin.run.order import kin_together

numbers = st.integers(0, 30)
asked = st.lists(st.tuples(numbers, numbers, numbers), unique=True)


@given(asked, st.randoms())
def test_the_order_is_of_the_same_pairs_however_they_came(pairs, random):
    shuffled = random.sample(pairs, len(pairs))
    assert sorted(kin_together(shuffled)) == sorted(pairs)
    assert kin_together(shuffled) == kin_together(pairs)


@given(asked)
def test_the_pairs_of_a_web_stand_together(pairs):
    webs = [min(web(pairs, a)) for a, _, _ in kin_together(pairs)]
    assert webs == sorted(webs)


def web(pairs, document):
    """Return the documents that pairs tie to one."""
    reached = {document}
    for _ in pairs:
        reached |= {d for a, b, _ in pairs if {a, b} & reached for d in (a, b)}
    return reached
