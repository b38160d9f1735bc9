"""Groups: the same quotation in many documents, its best wording, and who said it."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from unspin.quotes.groups import group, pooled, same_speaker
from unspin.records import Span
from unspin.witnesses import Quote, Speaker

SAID = "The bridge is old and narrow, and the council will build another before the winter comes."
SPUN = "The bridge is aged and narrow, and the council will construct another before the winter arrives."
OTHER = "Nobody asked the fishermen of the harbour about it, and they are angry."


def speaker(name: str, method: str = "name") -> Speaker:
    return Speaker(name, Span(0, len(name)), name, method)


def quote(doc: str, words: str, who: Speaker | None = None, sure: float = 0.9, **more) -> Quote:
    start = 100
    return Quote(
        doc, Span(start, start + len(words)), words, "", "", "direct", "said", who, None, (),
        sure if who else 0.3, "quote-cue" if who else "none", **more,
    )  # fmt: skip


def test_copies_spun_copies_and_parts_are_one_quotation():
    part = SAID.partition(", and")[0] + ","
    found = group([quote("a", SAID), quote("b", SPUN), quote("c", part), quote("c", OTHER)])
    assert [g.members for g in found] == [(0, 1, 2), (3,)]


def test_quotations_of_one_document_are_not_joined_by_their_topic():
    other = SAID.replace("old and narrow", "new and wide").replace("build another", "close it")
    found = group([quote("a", SAID, speaker("Ann Lee")), quote("a", other, speaker("Ann Lee"))])
    assert len(found) == 2


def test_the_order_does_not_matter():
    quotes = [quote("a", SAID), quote("b", SPUN), quote("c", SAID.upper()), quote("d", OTHER)]
    names = {
        tuple(
            sorted(
                (g.name, tuple(sorted(order[m].doc_id for m in g.members))) for g in group(order)
            )
        )
        for order in permutations(quotes)
    }
    assert len(names) == 1


def test_the_best_wording_is_that_of_most_outlets_not_of_most_copies():
    spun = [quote(f"s{n}", SPUN, outlet="one farm") for n in range(4)]
    (found,) = group([*spun, quote("a", SAID, outlet="A"), quote("b", SAID, outlet="B")])
    assert found.best == 4


def test_with_equal_support_the_best_wording_is_the_one_nearest_to_all():
    far = SPUN.replace("narrow", "slender").replace("council", "city")
    other = SAID.replace("winter", "autumn")
    (found,) = group([quote("x", far), quote("y", SAID), quote("z", other)])
    assert found.best == 1


def test_a_clear_attribution_settles_a_pronoun_and_a_gap():
    named = quote("a", SAID, speaker("Ann Lee"), 0.95)
    pronoun = quote("b", SAID, speaker("she", "pronoun"), 0.6)
    told = pooled([named, pronoun, quote("c", SAID)])
    assert [q.speaker.canonical for q in told] == ["Ann Lee"] * 3
    assert [q.speaker.method for q in told] == ["name", "pooled", "pooled"]
    assert told[1].speaker.surface == "she"
    assert (told[2].speaker.surface, len(told[2].speaker.span)) == ("", 0)
    assert told[2].speaker.span.start == told[2].span.start


def test_who_clearly_names_another_keeps_him():
    told = pooled([
        quote("a", SAID, speaker("Ann Lee"), 0.95), quote("b", SAID, speaker("Ann Lee"), 0.95),
        quote("c", SAID, speaker("Ann Lee"), 0.95), quote("d", SAID, speaker("Tom Burns"), 0.95),
    ])  # fmt: skip
    assert told[3].speaker.canonical == "Tom Burns"


def test_nothing_is_settled_by_a_guess_or_a_draw():
    gap = quote("c", SAID)
    assert pooled([quote("a", SAID, speaker("Ann Lee"), 0.6), gap])[1] == gap
    draw = [quote("a", SAID, speaker("Ann Lee")), quote("b", SAID, speaker("Tom Burns")), gap]
    assert pooled(draw)[2] == gap


def test_one_outlet_has_one_vote():
    farm = [quote(f"f{n}", SAID, speaker("Tom Burns"), outlet="farm") for n in range(5)]
    true = [quote(f"t{n}", SAID, speaker("Ann Lee"), outlet=f"T{n}") for n in range(5)]
    gap = replace(quote("gap", SAID), outlet="late")
    assert pooled([*farm, *true, gap])[-1].speaker.canonical == "Ann Lee"


def test_names_of_one_person():
    assert same_speaker(speaker("Lee"), speaker("Mayor Ann Lee"))
    assert same_speaker(speaker("Ann Lee"), speaker("Tom Burns")) is False
    assert same_speaker(speaker("she"), speaker("Ann Lee")) is None
