"""Results in notebooks, in rich, and as Arrow tables."""

from __future__ import annotations

import re
import subprocess
import sys
from html import unescape

import pytest
from rich.console import Console

import unspin
from unspin.restorations import Mined
from unspin.witnesses import Quotes, Statements

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def sides():
    from conftest import ROOT

    folder = ROOT / "src" / "unspin" / "samples"
    return folder / "original.txt", folder / "spun.txt"


@pytest.fixture(scope="module")
def results(sides):
    a, b = sides
    lineages = unspin.lineage([a, b])
    return {
        "judgement": (unspin.compare(a, b), "quotation altered"),
        "quotes": (unspin.quotes(a), "Ilena Marsh"),
        "inspection": (unspin.inspect(b), "{that a}"),
        "lineages": (lineages, "original"),
        "lineage": (lineages[0], "original"),
        "restoration": (unspin.restore(b), "from the language alone"),
        "mined": (unspin.mine([(a, b)]), "from 1 pair"),
    }


@pytest.mark.parametrize(
    "name", ["judgement", "quotes", "inspection", "lineages", "lineage", "restoration", "mined"]
)
def test_a_result_shows_itself_as_its_command_does(results, name):
    result, holds = results[name]
    console = Console(width=100, record=True, color_system=None)
    with console.capture() as shown:
        console.print(result)
    assert holds in shown.get()
    page = result._repr_html_()
    assert holds in unescape(re.sub(r"<[^>]+>", "", page))
    assert "color" not in page  # a notebook may be light or dark


def test_a_cell_holds_no_markup_of_a_text():
    said = unspin.quotes(f'"The mill {HOSTILE} closes in May," said Ann Lee, its owner.')
    assert "<img" not in said._repr_html_()
    assert "&lt;img" in said._repr_html_()


def test_tables_are_arrow_streams(results):
    arrow = pytest.importorskip("pyarrow")
    quotes, mined = results["quotes"][0], results["mined"][0]
    table = arrow.table(quotes)
    assert table.num_rows == len(quotes)
    assert table["exact"].to_pylist() == [quote.exact for quote in quotes]
    assert arrow.table(mined)["original"].to_pylist() == [entry.original for entry in mined]


@pytest.mark.parametrize(
    "empty", [Quotes(()), Statements(()), Mined(())], ids=lambda e: type(e).__name__
)
def test_an_empty_table_has_its_columns(empty):
    arrow = pytest.importorskip("pyarrow")
    table = arrow.table(empty)
    assert table.num_rows == 0
    assert table.column_names == list(empty._COLUMNS)


def test_without_pyarrow_a_table_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(unspin.MissingExtra, match=r"unspin\[parquet\]"):
        Quotes(()).__arrow_c_stream__()


def test_nouns_stay_cheap(environment):
    code = "import sys, unspin.witnesses, unspin.restorations; print('rich' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True,
                          text=True, check=True)  # fmt: skip
    assert done.stdout == "False\n"
