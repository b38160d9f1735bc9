"""To whom, and through whom."""

from __future__ import annotations

import pytest

from quoting import told


@pytest.mark.parametrize(
    ("text", "addressee", "via"),
    [
        ('"We will go home," Lee told reporters.', "reporters", ()),
        ('"We will go home," Lee told CNBC\'s Hadley Gamble.', "CNBC's Hadley Gamble", ("CNBC",)),
        ('"We will go home," Lee told AFP.', "AFP", ("AFP",)),
        ('"We will go home," Lee said, Reuters reported.', None, ("Reuters",)),
        ('Lee said, according to the Interfax news service, that it was "all good for now."', None,
         ("Interfax",)),
        ('"We will go home," Lee said in an interview on Fox News.', None, ("Fox News",)),
        ('"We will go home," Lee told them.', None, ()),
        ('The Washington Post said, "We will all go home."', None, ()),
    ],
)  # fmt: skip
def test_addressee_and_channel(text, addressee, via):
    (quote,) = told(text)
    assert (quote.addressee, quote.via) == (addressee, via)
