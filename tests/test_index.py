"""An index as a library's user holds it: opened, closed, forked, and asked for what cannot be."""

from __future__ import annotations

import multiprocessing
import sys

import pytest

import unspin

MILL = "The mill at Ostrava, which had made paper since 1871, closed its doors for good in May."
FERRY = "The ferry to the island was late for a week, and nobody on the quay would say why it was."


@pytest.fixture
def index(tmp_path):
    with unspin.Index.open(tmp_path / "index") as opened:
        opened.add([unspin.Document("1", MILL), unspin.Document("2", FERRY)])
        yield opened


def test_a_closed_index_opens_again_for_what_is_asked_next(index):
    index.close()
    assert len(index.find(unspin.Document("q", MILL)).judgements) == 1
    assert index.add([unspin.Document("3", MILL + " " + FERRY)]).new == 1
    assert len(index) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="forks")
def test_a_forked_child_may_not_write_what_would_be_lost(index):
    context = multiprocessing.get_context("fork")
    said = context.Queue()
    child = context.Process(target=_add, args=(index, said))
    child.start()
    assert "forked" in said.get(timeout=60)
    child.join()
    assert index.add([unspin.Document("3", MILL + " " + FERRY)]).new == 1


def _add(index, said):
    try:
        said.put(str(index.add([unspin.Document("child", FERRY + " " + MILL)])))
    except unspin.Busy as cause:
        said.put(str(cause))


def test_one_string_is_not_taken_for_several_ids(index):
    for verb in (index.forget, index.lineage):
        with pytest.raises(unspin.BadInput, match="wanted a list of ids"):
            verb("12")
    with pytest.raises(unspin.BadInput, match="wanted a list of ids"):
        index.lineage([])
    assert len(index) == 2


def test_forgetting_makes_no_index(tmp_path):
    with pytest.raises(unspin.BadInput, match="no index"):
        unspin.Index.open(tmp_path / "nothing").forget(["a"])
    assert not (tmp_path / "nothing").exists()


def test_an_index_that_another_writes_to_is_read_on(index, tmp_path):
    other = unspin.Index.open(tmp_path / "index")
    assert len(other) == 2
    with pytest.raises(unspin.Busy):
        other.add([unspin.Document("3", MILL)])
    assert len(other) == 2


@pytest.mark.parametrize("given", ["a text", None, 5])
def test_what_is_no_document_is_refused(index, given):
    with pytest.raises(unspin.BadInput, match=r"wanted unspin\.Document"):
        index.find(given)
    with pytest.raises(unspin.BadInput, match=r"wanted unspin\.Document"):
        index.add([given])


def test_a_text_without_words_is_no_copy_of_anything(index):
    with pytest.raises(unspin.BadInput, match=r"no letter or digit|no words"):
        index.find(unspin.Document("q", " ... "))


def test_fewer_than_none_are_refused(index):
    with pytest.raises(unspin.BadInput, match="got most=-1, wanted 0 or more"):
        index.find(unspin.Document("q", MILL), most=-1)
    with pytest.raises(unspin.BadInput, match="got most=-1, wanted 0 or more"):
        index.page(most=-1)


@pytest.mark.parametrize(
    "field",
    [{"text": None}, {"text": b"a"}, {"doc_id": 5}, {"outlet": 5}, {"language": None},
     {"published": "2020"}, {"extra": [1]}],
)  # fmt: skip
def test_a_document_with_a_field_of_another_type_is_refused(field):
    (name,) = field
    with pytest.raises(unspin.BadInput, match=f"the {name} of a document must be"):
        unspin.Document(**{"doc_id": "a", "text": MILL, **field})


def test_the_folder_of_a_scan_says_where_its_index_is(index, tmp_path):
    with pytest.raises(unspin.BadInput, match="results of a scan; its index is"):
        unspin.Index.open(tmp_path)
