"""The store beside a dict: what goes in comes out, however it is merged, cut and forgotten."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oracles_store
from oracles_store import SCHEME, make
from unspin.errors import BadInput, BadRecord
from unspin.records import Document, Sketch
from unspin.store.batches import parcel_of
from unspin.store.care import check
from unspin.store.store import Store


@pytest.fixture
def index(tmp_path):
    return tmp_path / "index"


def writer(index):
    return Store.open(index, scheme=SCHEME, write=True, create=True)


def reader(index):
    return Store.open(index, scheme=SCHEME)


def agree(store, truth):
    """Assert that a store holds what ``truth`` (number -> document, sketch) says, and no more."""
    columns = store.columns()
    assert columns.nums.tolist() == sorted(truth)
    documents = [truth[n][0] for n in sorted(truth)]
    assert store.documents(columns.nums) == documents
    assert store.ids_of(columns.nums) == [d.doc_id for d in documents]
    assert columns.tokens.tolist() == [truth[n][1].tokens for n in sorted(truth)]
    names = [*columns.outlet_names, None]
    assert [names[code] for code in columns.outlets] == [d.outlet for d in documents]
    lists = oracles_store.postings_of({n: sketch for n, (_, sketch) in truth.items()})
    asked = np.array([*lists, 1, 2**47 + 1], np.uint64)[::-1].copy()
    hits = store.lookup(asked)
    found = [[] for _ in asked]
    for query, num, position in zip(hits.queries, hits.nums, hits.positions, strict=True):
        found[query].append((int(num), int(position)))
    assert found == [lists.get(key, []) for key in asked.tolist()]
    assert store.frequencies(asked).tolist() == hits.lengths.tolist() == [len(f) for f in found]
    rows = []
    for piece in store.slices(3):
        rows += zip(piece.keys.tolist(), piece.nums.tolist(), piece.positions.tolist(), strict=True)
    assert rows == [(key, *posting) for key in sorted(lists) for posting in lists[key]]
    ids = store.nums_of([d.doc_id for d in documents])
    assert sorted(n for nums in ids.values() for n in nums) == sorted(truth)


def test_what_goes_in_comes_out_and_is_there_when_opened_again(index):
    batch = [make(n) for n in range(60)]
    with writer(index) as store:
        added = store.add(batch[:20])
        assert (added.new, added.same, added.changed) == (20, 0, ())
        assert added.nums.tolist() == list(range(20))
        store.add(batch[20:])
        agree(store, dict(enumerate(batch)))
    agree(reader(index), dict(enumerate(batch)))
    assert check(index) == []


def test_adding_again_is_no_step_and_another_text_is_another_witness(index):
    with writer(index) as store:
        store.add([make(1), make(2)])
        generation = store.view.manifest.generation
        again = store.add([make(2), make(1)])
        assert (again.new, again.same, again.nums.tolist()) == (0, 2, [1, 0])
        assert store.view.manifest.generation == generation
        changed = store.add([make(1, version=1), make(3), make(3), make(3, version=1)])
        assert (changed.new, changed.same, changed.changed) == (3, 1, ("doc-1", "doc-3"))
        assert store.nums_of(["doc-1", "doc-2", "none"]) == {
            "doc-1": (0, 2),
            "doc-2": (1,),
            "none": (),
        }
        assert changed.nums.tolist() == [2, 3, 3, 4]


def test_one_text_under_two_ids_is_two_documents(index):
    document, sketch = make(1)
    with writer(index) as store:
        twin = replace(document, doc_id="twin"), replace(sketch, doc_id="twin")
        assert store.add([(document, sketch), twin]).new == 2
        witness = store.columns().witness
        assert (witness[0] == witness[1]).all()
        assert len(store.lookup(sketch.keys)) == 2 * len(sketch)


STEPS = st.lists(
    st.tuples(st.just("add"), st.integers(0, 30), st.integers(1, 9))
    | st.tuples(st.just("forget"), st.integers(0, 30), st.integers(1, 4))
    | st.tuples(st.just("merge"), st.just(0), st.just(0))
    | st.tuples(st.just("reopen"), st.just(0), st.just(0)),
    max_size=25,
)


@settings(max_examples=25)
@given(steps=STEPS)
def test_any_course_of_events_agrees_with_a_dict(steps, tmp_path_factory):
    index = tmp_path_factory.mktemp("x") / "index"
    truth, numbers = {}, {}
    store = writer(index)
    for what, first, count in steps:
        batch = [make(n) for n in range(first, first + count)]
        if what == "add":
            for (document, sketch), num in zip(batch, store.add(batch).nums.tolist(), strict=True):
                assert numbers.setdefault(document.doc_id, num) == num
                truth[num] = document, sketch
        elif what == "forget":
            gone = [numbers.pop(d.doc_id) for d, _ in batch if d.doc_id in numbers]
            assert store.forget([d.doc_id for d, _ in batch]).documents == len(gone)
            truth = {n: held for n, held in truth.items() if n not in gone}
        elif what == "merge":
            store.merge_step()
        else:
            store.close()
            store = writer(index)
    agree(store, truth)
    store.close()
    agree(reader(index), truth)
    assert check(index) == []


def test_merging_behind_add_keeps_everything_and_few_files(index):
    batch = [make(n) for n in range(200)]
    with writer(index) as store:
        for n in batch:
            store.add([n])
    store = reader(index)
    assert store.stats().segments <= 6 and store.stats().shelves <= 6
    agree(store, dict(enumerate(batch)))
    assert len(list((index / "segments").iterdir())) == len(store.view.manifest.entries)


def test_a_reader_keeps_its_generation_while_a_writer_goes_on(index):
    batch = [make(n) for n in range(120)]
    with writer(index) as store:
        store.add(batch[:7])
        early = reader(index)
        for n in batch[7:]:
            store.add([n])
        store.forget(["doc-3"])
        agree(early, dict(enumerate(batch[:7])))
        late = dict(enumerate(batch))
        del late[3]
        agree(reader(index), late)


def test_readers_never_meet_a_half_written_state(index):
    batch = [make(n) for n in range(150)]
    seen, failures, done = set(), [], threading.Event()

    def read():
        while not done.is_set():
            try:
                store = reader(index)
                held = store.documents(store.columns().nums)
                seen.add(len(held))
                assert [d.doc_id for d in held] == [f"doc-{n}" for n in range(len(held))]
            except BaseException as failure:  # noqa: BLE001 (told to the test below)
                failures.append(failure)
                return

    with writer(index) as store:
        store.add(batch[:1])
        thread = threading.Thread(target=read)
        thread.start()
        for n in batch[1:]:
            store.add([n])
        done.set()
        thread.join()
    assert not failures and len(seen) > 1


def test_a_long_list_is_sampled_the_same_way_however_it_is_stored(index, tmp_path):
    batch = [make(n) for n in range(100)]
    with writer(index) as many, writer(tmp_path / "one") as one:
        one.add(batch)
        for start in range(0, 100, 7):
            many.add(batch[start : start + 7])
        shared = np.array([2**40 + 1, 2**41 + 1, 5], np.uint64)
        for cap in (1, 7, 99, 100, 1000):
            hits, others = one.lookup(shared, cap), many.lookup(shared, cap)
            assert hits.nums.tolist() == others.nums.tolist()
            assert hits.positions.tolist() == others.positions.tolist()
            assert hits.lengths.tolist() == [100, 100, 0]
            assert np.bincount(hits.queries, minlength=3).tolist() == [min(cap, 100)] * 2 + [0]
        spread = one.lookup(shared[:1], 10).nums
        assert spread.tolist() == list(range(0, 100, 10))


def test_a_purge_leaves_no_byte_of_a_text(index):
    rng = np.random.default_rng(1)
    secret = "".join(chr(c) for c in rng.integers(0x4E00, 0x9FFF, 3000))  # does not compress much
    document = Document("doc-secret", secret, title=secret[:50], url="https://example.org/secret")
    sketch = Sketch("doc-secret", SCHEME, np.array([8], np.uint64), np.array([3], np.uint16), 1)
    batch = [make(n) for n in range(30)]
    with writer(index) as store:
        store.add(batch[:9])
        num = int(store.add([*batch[9:], (document, sketch)]).nums[-1])
        inside = next(f for f in store.view.shelves if f.rows(np.array([num], np.uint32))[0] >= 0)
        packed = inside.packed(int(inside.rows(np.array([num], np.uint32))[0]))
        forgotten = store.forget(["doc-secret", "nobody"])
        assert (forgotten.documents, forgotten.postings, forgotten.unknown) == (1, 2, ("nobody",))
        agree(store, dict(enumerate(batch)))
        with pytest.raises(BadInput, match=str(num)):
            store.documents([num])
        assert store.add([make(77)]).nums.tolist() == [num + 1]  # numbers are never used again
    needles = [packed[i : i + 16] for i in range(0, len(packed) - 16, 16)]
    needles += [secret[i : i + 6].encode() for i in range(0, 3000, 6)] + [b"secret"]
    for path in index.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not [n for n in needles if n in data], path
    assert check(index) == []


def test_forgetting_all_leaves_an_empty_index(index):
    with writer(index) as store:
        store.add([make(n) for n in range(5)])
        store.forget([f"doc-{n}" for n in range(5)])
        agree(store, {})
        assert store.stats().overhead < 10**6
    assert len(reader(index)) == 0


def test_an_empty_index_answers(index):
    with writer(index) as store:
        agree(store, {})
        assert store.add([]).new == 0
        assert list(store.slices(4)) == [] or all(len(p) == 0 for p in store.slices(4))


def test_sizes_add_up(index):
    batch = [make(n) for n in range(50)]
    with writer(index) as store:
        store.add(batch)
        stats = store.stats()
    files = sum(p.stat().st_size for p in (index / "segments").iterdir())
    assert stats.postings_bytes + stats.catalogue_bytes + stats.packed_bytes == files
    assert stats.text_bytes == sum(len(d.text.encode()) for d, _ in batch)
    assert stats.postings == sum(len(s) for _, s in batch) + 50


def test_what_is_no_index_is_told_so_and_left_alone(tmp_path, index):
    for path in (tmp_path / "missing", tmp_path):
        with pytest.raises(BadInput, match="no index"):
            reader(path)
    (tmp_path / "thesis.txt").write_text("mine")
    for create in (True, False):
        with pytest.raises(BadInput, match="no index"):
            Store.open(tmp_path, scheme=SCHEME, write=True, create=create)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput, match="no index"):
        Store.open(tmp_path / "empty", scheme=SCHEME, write=True)
    assert list((tmp_path / "empty").iterdir()) == []
    writer(index).close()
    with pytest.raises(BadInput, match=r"'test-1'.*'test-2'.*rebuild"):
        Store.open(index, scheme="test-2")
    assert Store.open(index, scheme=None).scheme == SCHEME


def test_nonsense_is_refused_and_nothing_is_written(index):
    document, sketch = make(1)
    wide = replace(sketch, keys=sketch.keys + np.uint64(2**48))
    own = replace(sketch, keys=sketch.keys | np.uint64(7))
    with writer(index) as store:
        for bad in (wide, own, replace(sketch, doc_id="other")):
            with pytest.raises(BadRecord):
                store.add([make(2), (document, bad)])
        with pytest.raises(BadInput, match="scheme"):
            store.add([(document, replace(sketch, scheme="other"))])
        with pytest.raises(BadInput, match="scheme"):
            store.put(parcel_of([(document, replace(sketch, scheme="other"))], "other"))
        assert len(store) == 0 and list((index / "segments").iterdir()) == []
    with pytest.raises(BadRecord, match="reading"):
        reader(index).add([make(1)])
