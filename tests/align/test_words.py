"""The word alignment against textbook dynamic programming, and documents whose alignment is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracles_align as oracle
from strategies import document, edited_words
from unspin.align import similarity, words
from unspin.align.texts import _letters
from unspin.ingest.resources import empty_lexicon, load_lexicon
from unspin.text.segment import segment

ENGLISH = load_lexicon("en")
KNOWLEDGE = similarity.words(ENGLISH)

mixed = st.lists(
    st.sampled_from(
        "big large house home the a of not 3 ³ 4,000 , . - “ ” color walk walked Paris London teh does doing being is".split()
    ),
    max_size=9,
).map(" ".join)  # fmt: skip


def sides(a, b, lexicon=ENGLISH):
    """Both texts, ready for a kernel, and their lengths in tokens."""
    sa, sb = segment(document(a), lexicon), segment(document(b), lexicon)
    return similarity.sides(sa, sb, _letters(a), _letters(b)), len(sa), len(sb)


def align(kernel, bundle, n, m, knowledge=KNOWLEDGE):
    """What a kernel returns, and the partners it found."""
    out, _, result = aligned(kernel, bundle, n, m, knowledge)
    return result, out.tolist()


def aligned(kernel, bundle, n, m, knowledge=KNOWLEDGE):
    out, scores = np.full(n, -7, np.int32), np.ones(n)
    result = kernel(0, n, 0, m, bundle, knowledge, out, scores)
    return out, scores, result


@given(mixed, mixed)
def test_the_score_is_that_of_textbook_dynamic_programming(a, b):
    bundle, n, m = sides(a, b)
    score, _ = align(words.align_cells, bundle, n, m)
    assert score == pytest.approx(oracle.best_score(0, n, 0, m, bundle, KNOWLEDGE))


@given(mixed, mixed)
def test_the_path_rises_and_is_worth_its_score(a, b):
    bundle, n, m = sides(a, b)
    score, out = align(words.align_cells, bundle, n, m)
    paired = [j for j in out if j != -1]
    assert paired == sorted(set(paired)) and all(0 <= j < m for j in paired)
    assert oracle.path_score(0, n, 0, m, out, bundle, KNOWLEDGE) == pytest.approx(score)


@given(mixed, mixed)
def test_swapping_the_sides_keeps_the_score(a, b):
    there, n, m = sides(a, b)
    back, _, _ = sides(b, a)
    score, _ = align(words.align_cells, there, n, m)
    mirrored, _ = align(words.align_cells, back, m, n)
    assert score == pytest.approx(mirrored)


@given(mixed, mixed)
def test_every_token_of_a_link_is_decided_and_none_is_paired_twice(a, b):
    bundle, n, m = sides(a, b)
    cut, out = align(words.align_link, bundle, n, m)
    partner, scores = np.array(out, np.int32), np.zeros(n)
    words.pair_moved(0, n, 0, m, bundle, KNOWLEDGE, partner, scores)
    for found in (out, partner.tolist()):
        paired = [j for j in found if j != -1]
        assert len(set(paired)) == len(paired) and all(0 <= j < m for j in paired)
    assert not cut


@given(mixed, mixed, st.booleans())
def test_anchors_are_a_longest_rising_chain_of_words_unique_on_both_sides(a, b, content_only):
    bundle, n, m = sides(a, b)
    anchors, candidates = words._anchors(0, n, 0, m, bundle, content_only)
    shared = oracle.unique_shared(bundle.a_keys.tolist(), bundle.b_keys.tolist())
    if content_only:
        content = (0, similarity.NAME, similarity.NUMBER)
        shared = [(i, j) for i, j in shared if bundle.a_kinds[i] in content]
    assert candidates == len(shared)
    assert {tuple(pair) for pair in anchors.tolist()} <= set(shared)
    assert len(anchors) == oracle.longest_rise([j for _, j in shared])
    assert (np.diff(anchors, axis=0) > 0).all()


@given(edited_words())
def test_a_known_edit_script_is_recovered_word_by_word(known):
    for lexicon in (empty_lexicon(), ENGLISH):
        bundle, n, m = sides(known.a, known.b, lexicon)
        _, out = align(words.align_link, bundle, n, m, similarity.words(lexicon))
        found = {(i, j) for i, j in enumerate(out) if j >= 0}
        assert found == set(known.kept) | set(known.replaced)


def test_words_that_moved_are_paired_across_the_path():
    bundle, n, m = sides("yesterday the old mill was shut", "the old mill was shut yesterday")
    partner, scores, _ = aligned(words.align_link, bundle, n, m)
    words.pair_moved(0, n, 0, m, bundle, KNOWLEDGE, partner, scores)
    assert partner.tolist() == [5, 0, 1, 2, 3, 4]


def test_a_stretch_too_long_for_one_table_is_cut_and_says_so():
    a, b = " ".join(["one two"] * 1500), " ".join(["two three one"] * 1400)
    bundle, n, m = sides(a, b)
    cut, out = align(words.align_link, bundle, n, m)
    paired = [j for j in out if j != -1]
    assert cut and paired == sorted(set(paired)) and len(paired) > 1000


def test_a_long_stretch_is_cut_at_words_that_occur_once():
    numbers = [str(1000 + 7 * k) for k in range(2500)]
    changed = [x if k % 5 else "9" for k, x in enumerate(numbers)]
    bundle, n, m = sides(" ".join(numbers), " ".join(changed))
    cut, out = align(words._align_block, bundle, n, m)
    assert not cut and out == list(range(n))


def test_a_stretch_too_long_for_one_table_is_cut_in_its_middle_at_lone_words():
    """Cut near an end each time, it would need more room than there is, and end unaligned."""
    ours = [f"{1000 + k // 2}" if k % 2 else f"only{k}" for k in range(1600)]
    theirs = [f"{1000 + k // 2}" if k % 2 else f"other{k}" for k in range(1600)]
    bundle, n, m = sides(" ".join(ours), " ".join(theirs), empty_lexicon())
    assert n * m > words.CELLS
    cut, out = align(words._align_block, bundle, n, m, similarity.words(empty_lexicon()))
    assert not cut and [j for k, j in enumerate(out) if k % 2] == list(range(1, n, 2))


def test_a_sentence_as_long_as_a_page_is_cut_where_a_small_one_would_be_tied():
    """What stands between the cuts is aligned as before: the words replaced still meet."""
    spoken = [
        f"{word} number {1000 + k}" for k in range(60) for word in ("big house", "walked home")
    ]
    written = [text.replace("big", "large") for text in spoken]
    bundle, n, m = sides(" ".join(spoken), " ".join(written))
    assert n * m > words.FEW_CELLS
    cut, out = align(words._align_block, bundle, n, m)
    assert not cut and out == list(range(n))


@given(mixed)
def test_a_text_is_wholly_like_itself_and_not_at_all_like_nothing(text):
    bundle, n, m = sides(text, text)
    like, _ = align(words.likeness, bundle, n, m)
    assert like == pytest.approx(1.0 if (bundle.a_kinds <= similarity.NUMBER).any() else 0.0)


@given(mixed, mixed)
def test_stretches_are_paired_and_scored_as_each_alone(a, b):
    bundle, n, m = sides(a, b)
    bounds = np.array([[0, n, 0, m]], np.int32)
    partner, scores, _, cut, unsought = words.pair_stretches(bounds, False, bundle, KNOWLEDGE)
    alone, likeness, _ = aligned(words.align_link, bundle, n, m)
    words.pair_moved(0, n, 0, m, bundle, KNOWLEDGE, alone, likeness)
    assert partner.tolist() == alone.tolist() and not cut and not unsought
    for i, j in enumerate(partner.tolist()):
        like = oracle.token_similarity(i, j, bundle, KNOWLEDGE) if j >= 0 else 0.0
        assert scores[i] == np.float32(max(0.0, like))
    alike = words.pair_stretches(bounds, True, bundle, KNOWLEDGE)[2].tolist()
    assert alike == [align(words.likeness, bundle, n, m)[0]]


def test_a_stretch_too_long_to_look_for_moved_words_says_so():
    text = " ".join(["one two"] * 300)
    bundle, n, m = sides(text, text)
    bounds = np.array([[0, n, 0, m]], np.int32)
    assert words.pair_stretches(bounds, False, bundle, KNOWLEDGE)[4]
