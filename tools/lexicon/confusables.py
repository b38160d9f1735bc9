"""Characters of other scripts that imitate a Latin letter or a digit.

The table is our own, drawn up by eye; compatibility letters (full width, mathematical, circled,
small capitals) are added from the character database of Python's ``unicodedata``. Letters that
living Latin orthographies use (dotless i, l with stroke, eszett) are left out: they are spelling,
not disguise. So are superscript digits and ordinal marks, which mean something.
"""

from __future__ import annotations

import sys
import unicodedata

import numpy as np
from numpy.typing import NDArray

LOOKALIKES: dict[str, str] = {
    "a": "\u0430\u0251\u03b1\u237a\ua64b",
    "b": "\u042c\u13cf\u15af\u0184\u0185\u044c",
    "c": "\u0441\u03f2\u1d04\u2ca5\u217d\U0001043d",
    "d": "\u0501\u13e7\u146f\u217e",
    "e": "\u0435\u03b5\u04bd\u212e\uab32",
    "f": "\u0584\ua799\u1e9d\u03dd\uab35",
    "g": "\u0261\u0581\u1d83\u018d",
    "h": "\u04bb\u0570\u13c2",
    "i": "\u0456\u03b9\u0269\ua647\u13a5\u1fbe\u04cf\u026a",
    "j": "\u0458\u03f3\u0237",
    "k": "\u043a\u03ba\u1d0b",
    "l": "\u05c0\u01c0\u2113\u217c",
    "m": "\u043c\u217f\u1d0d",
    "n": "\u0578\u057c\u03b7\u043f\u1d28",
    "o": "\u043e\u03bf\u03c3\u0585\u1d0f\u1d11\u10ff\u05e1\u0d20\u101d\u3007\u2c9f",
    "p": "\u0440\u03c1\u2ca3\u03f1",
    "q": "\u051b\u0563\u0566",
    "r": "\u0433\u1d26\u2c85\uab47\uab48",
    "s": "\u0455\ua731\u01bd\U00010448",
    "t": "\u0442\u03c4\u1d1b",
    "u": "\u03c5\u057d\u1d1c\ua79f\u028b\u0446",
    "v": "\u0475\u03bd\u1d20\u05d8\u2174",
    "w": "\u0461\u051d\u0561\u03c9\u026f\u1d21\u0448",
    "x": "\u0445\u03c7\u00d7\u166e\u157d",
    "y": "\u0443\u03b3\u04af\u0263\u028f\u10e7\u1eff",
    "z": "\u1d22",
    "A": "\u0410\u0391\u13aa\u15c5\ua4ee\u1d00",
    "B": "\u0412\u0432\u0392\u13f4\u15f7\ua4d0\u0299\u212c\ua7b4",
    "C": "\u0421\u03f9\u13df\ua4da\u216d\u2ca4\u1455",
    "D": "\u13a0\u15de\ua4d3\u216e\u1d05",
    "E": "\u0415\u0395\u13ac\ua4f0\u1d07\u2d39",
    "F": "\u03dc\u15b4\ua4dd\ua730\ua798",
    "G": "\u050c\u13c0\u13f3\ua4d6\u0262",
    "H": "\u041d\u0397\u13bb\u157c\ua4e7\u029c\u043d\u2c8e",
    "I": "\u0406\u0399\u04c0\u2160\u05df\u07ca\ua4f2\u2c92\u16c1",
    "J": "\u0408\u13ab\u148d\ua4d9\u037f\u1d0a",
    "K": "\u041a\u039a\u13e6\ua4d7\u212a\u2c94",
    "L": "\u13de\u14aa\ua4e1\u216c\u029f\u2cd0",
    "M": "\u041c\u039c\u13b7\u15f0\ua4df\u216f\u2c98\u03fa",
    "N": "\u039d\u0418\ua4e0\u0274\u2c9a",
    "O": "\u041e\u039f\u0555\ua4f3\u2c9e\u2d54\U00010404",
    "P": "\u0420\u03a1\u13e2\u146d\ua4d1\u1d18\u2ca2",
    "Q": "\u051a\u2d55",
    "R": "\u042f\u044f\u13a1\u13d2\u1587\ua4e3\u0280\u01a6",
    "S": "\u0405\u054f\u13d5\u13da\ua4e2",
    "T": "\u0422\u03a4\u13a2\ua4d4\u2ca6",
    "U": "\u054d\u144c\ua4f4",
    "V": "\u0474\u13d9\u142f\ua4e6\u2164\u2d38",
    "W": "\u051c\u13b3\u13d4\ua4ea",
    "X": "\u0425\u03a7\ua4eb\u2169\u2cac\u166d\u2d5d",
    "Y": "\u04ae\u03a5\u13a9\u13bd\ua4ec\u2ca8\u0423\u03d2",
    "Z": "\u0396\u13c3\ua4dc",
    "2": "\u14bf\u01a7",
    "3": "\u0417\u0437\u04e0\u021c\u01b7\ua76a",
    "4": "\u13ce",
    "5": "\u01bc",
    "6": "\u0431\u13ee",
    "8": "\u0222\u0223\u09ea",
    "9": "\u09ed\u0a67",
}
"""Latin letter or digit -> the characters that pass for it. A small letter shaped like a capital
(small capitals, the Cyrillic en) stands with the capital and is given out as the small letter."""

_ASIDE = frozenset("\u00aa\u00ba")
_KINDS = ("<font>", "<wide>", "<circle>", "<super>", "<sub>", "<compat>", "<square>", "<narrow>")


def table() -> NDArray[np.int32]:
    """Return (C, 2) int32: code point, ascending, and the code point it imitates."""
    pairs = {
        ord(c): ord(latin.lower() if unicodedata.category(c) == "Ll" else latin)
        for latin, others in LOOKALIKES.items()
        for c in others
    }
    for code in range(0x80, sys.maxunicode + 1):
        latin = _compatible(chr(code))
        if latin is not None:
            pairs[code] = ord(latin)
    return np.array(sorted(pairs.items()), dtype=np.int32)


def _compatible(char: str) -> str | None:
    """Return the one ASCII letter or digit that NFKC makes of a character, if it does."""
    shape = unicodedata.decomposition(char)
    plain = unicodedata.normalize("NFKC", char)
    if not (len(plain) == 1 and plain.isascii() and plain.isalnum()) or char in _ASIDE:
        return None
    if plain.isdigit() and shape.startswith(("<super>", "<sub>")):
        return None
    return plain if shape.startswith(_KINDS) or " " not in shape else None
