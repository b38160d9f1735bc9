"""English function words: the closed classes, listed by hand."""

from __future__ import annotations

ARTICLES = "a an the"
PRONOUNS = """
i me my mine myself we us our ours ourselves you your yours yourself yourselves thou thee thy
he him his himself she her hers herself it its itself they them their theirs themselves
one oneself this that these those such what whatever which whichever who whoever whom whomever
whose someone somebody something anyone anybody anything everyone everybody everything noone
nobody nothing none each either neither both other others another
"""
DETERMINERS = "all any every few fewer less many more most much no some several enough own same"
AUXILIARIES = """
am is are was were be been being have has had having do does did doing done can could may might
must shall should will would ought need dare used
"""
PREPOSITIONS = """
about above across after against along alongside amid amidst among amongst around as at atop
before behind below beneath beside besides between beyond but by concerning despite down during
except excluding following for from in inside including into like near of off on onto opposite
out outside over past per plus minus regarding round since than through throughout till to toward
towards under underneath unlike until unto up upon versus via with within without
"""
CONJUNCTIONS = """
and or nor so yet because although though while whilst whereas if unless whether lest once
provided albeit when whenever where wherever why how however
"""
ADVERBS = """
not never also too only even just very quite rather almost then there here thus hence therefore
now again ever else away back still already perhaps maybe instead otherwise moreover furthermore
nevertheless nonetheless meanwhile thereby therein thereof hereby herein whereby wherein somewhere
anywhere everywhere nowhere somehow anyhow anyway sometimes always often indeed
"""
CLITICS = "'s 'd"
"""The two clitics our tokeniser keeps as they are; it spells the others out."""

WORDS = frozenset(
    word
    for words in (
        ARTICLES,
        PRONOUNS,
        DETERMINERS,
        AUXILIARIES,
        PREPOSITIONS,
        CONJUNCTIONS,
        ADVERBS,
        CLITICS,
    )
    for word in words.split()
)
"""Every function word."""

FULL_VERBS = frozenset("be am is are was were been being have has had having do does did doing "
                       "done need".split())  # fmt: skip
"""Function words that are also full verbs, so their verb senses are kept."""

FULL_NOUNS = frozenset("past need inside outside opposite following back well".split())
"""Function words that are also plain nouns."""

OPPOSITES = """
with without; before after; over under; above below; inside outside; into out; in out; on off;
to from; up down; for against; all none; all no; everyone nobody; everybody nobody; everyone none;
everything nothing; something nothing; someone nobody; anyone nobody; always never; ever never;
often never; somewhere nowhere; everywhere nowhere; more less; more fewer; most least; many few;
much little; both neither; either neither; and or; same other; like unlike; plus minus; near far;
here there; now then; this that; these those; since until; still already; first last;
including excluding; some none; some no; any no; any none
"""
"""Antonyms WordNet lacks because it holds no closed classes; pairs, set off by semicolons."""


def opposites() -> list[tuple[str, str]]:
    """Return the pairs of :data:`OPPOSITES`."""
    return [(a, b) for a, b in (pair.split() for pair in OPPOSITES.split(";"))]
