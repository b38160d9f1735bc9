import math

from hypothesis import given
from hypothesis import strategies as st
from pan import to_xml
from pan_score import Box, covered, plagdet, read_detections, union

PAIR = ("s", "t")


def oracle(cases: dict, detections: dict) -> float:
    """Plagdet with sets of characters, straight from the formulas."""

    def chars(pair, box):
        ours = {(pair, 0, i) for i in range(box.a, box.a_end)}
        return ours | {(pair, 1, i) for i in range(box.b, box.b_end)}

    def detects(pair, r, s):
        both = chars(pair, r) & chars(pair, s)
        return {side for _, side, _ in both} == {0, 1}

    def score(first, second):
        shares = []
        for pair, boxes in first.items():
            for box in boxes:
                met = [chars(pair, o) for o in second.get(pair, []) if detects(pair, box, o)]
                mine = chars(pair, box)
                shares.append(len(mine & set().union(*met)) / len(mine))
        return sum(shares) / len(shares) if shares else 0.0

    precision, recall = score(detections, cases), score(cases, detections)
    if precision + recall == 0:
        return 0.0
    hits = [
        sum(detects(pair, r, s) for r in detections.get(pair, []))
        for pair, boxes in cases.items()
        for s in boxes
    ]
    hits = [n for n in hits if n]
    f1 = 2 * precision * recall / (precision + recall)
    return f1 / math.log2(1 + sum(hits) / len(hits))


boxes = st.builds(
    lambda a, m, b, n: Box(a, a + m, b, b + n),
    st.integers(0, 12), st.integers(1, 8), st.integers(0, 12), st.integers(1, 8),
)  # fmt: skip
sets = st.dictionaries(
    st.sampled_from([("s", "t"), ("s", "u")]), st.lists(boxes, max_size=4, unique=True)
)


@given(sets, sets)
def test_plagdet_equals_the_slow_formulas(cases, detections):
    assert math.isclose(plagdet(cases, detections).plagdet, oracle(cases, detections))


def test_perfect_detections_score_one():
    cases = {PAIR: [Box(0, 9, 5, 12), Box(20, 30, 20, 35)]}
    assert plagdet(cases, cases).plagdet == 1.0


def test_two_halves_cost_granularity():
    halves = {PAIR: [Box(0, 5, 0, 5), Box(5, 10, 5, 10)]}
    score = plagdet({PAIR: [Box(0, 10, 0, 10)]}, halves)
    assert (score.recall, score.precision, score.granularity) == (1.0, 1.0, 2.0)
    assert math.isclose(score.plagdet, 1 / math.log2(3))


def test_overlap_on_one_side_only_counts_for_nothing():
    assert covered(Box(0, 10, 0, 10), [Box(0, 10, 50, 60)]) == 0


def test_a_detection_in_a_pair_without_cases_costs_precision():
    cases = {PAIR: [Box(0, 10, 0, 10)]}
    assert plagdet(cases, cases | {("s", "x"): [Box(0, 5, 0, 5)]}).precision == 0.5


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 10))))
def test_union_counts_each_character_once(drawn):
    spans = [(start, start + width) for start, width in drawn]
    assert union(spans) == len({i for start, end in spans for i in range(start, end)})


def test_detection_files_are_read_back_as_written(tmp_path):
    (tmp_path / "s-t.xml").write_text(to_xml("s.txt", "t.txt", [(3, 4, 10, 5)]), "utf-8")
    (tmp_path / "s-u.xml").write_text(to_xml("s.txt", "u.txt", []), "utf-8")
    found = read_detections(tmp_path, [PAIR, ("s", "u")])
    assert found == {PAIR: [Box(3, 7, 10, 15)], ("s", "u"): []}
