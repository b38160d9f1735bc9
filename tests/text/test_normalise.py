"""The tables of code points."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from oracles_text import fold, shadow_of
from unspin.text import normalise
from unspin.text.normalise import Glyph

SHADES = {
    Glyph.SPACE: " ", Glyph.NEWLINE: " ", Glyph.CONTROL: " ", Glyph.DIGIT: "0", Glyph.INVISIBLE: "_", Glyph.BIDI: "~",
    Glyph.DOUBLE_QUOTE: '"', Glyph.SINGLE_QUOTE: "'", Glyph.DASH: "-", Glyph.SYMBOL: "+",
}  # fmt: skip


def folded(code):
    row = int(normalise.FOLDS[code])
    codes = [row] if row >= 0 else normalise.EXPANSIONS[-row - 1].tolist()
    return "".join(chr(c) for c in codes if c or code == 0)


@given(st.characters())
def test_a_code_point_is_what_unicode_says_and_folds_to_its_compatibility_form(char):
    normalise.learn(normalise.code_points(char))
    code = ord(char)
    shade = SHADES.get(Glyph(normalise.GLYPHS[code]))
    assert (
        shade == shadow_of(char)
        if shade
        else shadow_of(char).isalpha() or shadow_of(char) in "!.,:/"
    )
    assert folded(code) == fold(char)
    assert normalise.UPPER[code] == (char.isupper() or char.istitle())


@given(st.text(st.characters()))
def test_code_points_are_those_of_the_text(text):
    codes = normalise.code_points(text)
    assert codes.dtype == np.uint32 and codes.tolist() == list(map(ord, text))


def test_all_of_unicode_fits_the_tables():
    for first in range(0, normalise.CODE_POINTS, 0x8000):
        normalise.learn(np.arange(first, first + 0x8000, dtype=np.uint32))
    assert (normalise.GLYPHS != Glyph.UNSEEN).all()
