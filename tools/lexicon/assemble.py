"""Turn the sources into the arrays of ``unspin.records.Lexicon``.

Legend: form = a lower-case word as written, row = its place in the arrays, V = rows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

import numpy as np
import snowballstemmer
from numpy.typing import NDArray

from lexicon import function_words, spelling
from lexicon.forms import ADJECTIVE, ADVERB, NOUN, VERB, degrees, plural, verb_forms
from lexicon.wordnet import TAXA, WordNet
from unspin.text.hashing import word_key

PARTS = (NOUN, VERB, ADJECTIVE, ADVERB)
COMMONER = 10
"""How many times commoner an irregular form's base must be than the form as a word of its own."""

Base = tuple[str, int]


def vocabulary(wordnet: WordNet, unigrams: Counter[str], extra: Iterable[str]) -> set[str]:
    """Return every form that gets a row: counted tokens, lemmas, their inflections, ``extra``."""
    forms = set(unigrams) | function_words.WORDS | set(extra)
    forms |= {form for form, _ in wordnet.exceptions if form.isalpha()}
    for synset in wordnet.synsets:
        for word in synset.words:
            if not word.isalpha():
                continue
            forms.add(word.lower())
            if word.islower() and synset.lexfile not in TAXA:
                forms |= _inflected(word, synset.pos, wordnet)
    return forms


def _inflected(word: str, pos: int, wordnet: WordNet) -> set[str]:
    if pos == NOUN:
        return set() if word.endswith(("s", "ness")) else {plural(word)}
    if pos == VERB:
        return verb_forms(word)
    return degrees(word) if pos == ADJECTIVE and wordnet.tagged.get(word) else set()


def order(forms: set[str]) -> tuple[list[str], NDArray[np.uint64]]:
    """Return the forms sorted by key, and the keys; two forms of one key stop the build."""
    keys = {form: word_key(form) for form in forms}
    ordered = sorted(forms, key=keys.__getitem__)
    array = np.array([keys[form] for form in ordered], dtype=np.uint64)
    if len(np.unique(array)) != len(array):
        raise SystemExit("two words share a key: change the vocabulary")
    return ordered, array


def stems(forms: list[str], wordnet: WordNet) -> NDArray[np.uint64]:
    """Return (V,) keys of stems; an irregular form takes the stem of its base (took, take)."""
    stem = snowballstemmer.stemmer("english").stemWord
    found = [word_key(stem(_regular(form, wordnet)) if form.isalpha() else form) for form in forms]
    return np.array(found, dtype=np.uint64)


def _regular(form: str, wordnet: WordNet) -> str:
    bases = {
        base
        for pos in (NOUN, VERB)
        for base in wordnet.exceptions.get((form, pos), ())
        if (base, pos) in wordnet.index
    }
    if len(bases) != 1:
        return form
    (base,) = bases
    own = any((form, pos) in wordnet.index for pos in PARTS)
    rare = wordnet.tagged.get(base, 0) >= COMMONER * wordnet.tagged.get(form, 0)
    return base if rare or not own else form


def base_forms(forms: list[str], wordnet: WordNet) -> list[list[Base]]:
    """Return, a row each, the (base form, part of speech) that WordNet knows.

    A function word is no noun and no verb unless it is listed so: "in" is not indium.
    """
    return [
        [
            (base, pos)
            for pos in PARTS
            if _allowed(form, pos)
            for base in dict.fromkeys(wordnet.bases(form, pos))
        ]
        for form in forms
    ]


def _allowed(form: str, pos: int) -> bool:
    if form not in function_words.WORDS:
        return True
    if pos == VERB:
        return form in function_words.FULL_VERBS
    return pos != NOUN or form in function_words.FULL_NOUNS


def sense_sets(bases: list[list[Base]], wordnet: WordNet) -> list[set[int]]:
    """Return the synsets of each row."""
    return [{s for base in row for s in wordnet.index[base]} for row in bases]


def near_sets(bases: list[list[Base]], senses: list[set[int]], wordnet: WordNet) -> list[set[int]]:
    """Return the synsets one relation away from each row, its own left out."""
    return [
        {
            target
            for word, pos in row
            for s in wordnet.index[word, pos]
            for own, target in wordnet.synsets[s].near
            if own is None or own == word
        }
        - own_senses
        for row, own_senses in zip(bases, senses, strict=True)
    ]


def opposite_sets(forms: list[str], bases: list[list[Base]], wordnet: WordNet) -> list[set[int]]:
    """Return the rows of each row's antonyms: all inflections of them, and always both ways."""
    rows_of: dict[Base, list[int]] = defaultdict(list)
    for row, found in enumerate(bases):
        for base in found:
            rows_of[base].append(row)
    row_by_form = {form: row for row, form in enumerate(forms)}
    pairs = {
        (row_by_form[a], row_by_form[b])
        for a, b in function_words.opposites()
        if a in row_by_form and b in row_by_form
    }
    for row, found in enumerate(bases):
        for base in found:
            pairs |= {(row, r) for other in _antonyms(base, wordnet) for r in rows_of[other]}
    sets: list[set[int]] = [set() for _ in forms]
    for a, b in pairs:
        if a != b:
            sets[a].add(b)
            sets[b].add(a)
    return sets


def _antonyms(base: Base, wordnet: WordNet) -> set[Base]:
    """Return the antonyms of a base form, a satellite adjective's through its head."""
    word, pos = base
    found = set()
    for number in wordnet.index[base]:
        synset = wordnet.synsets[number]
        found |= {(other, pos) for own, _, other in synset.antonyms if own == word}
        for head in synset.heads:
            found |= {(other, pos) for _, _, other in wordnet.synsets[head].antonyms}
    return found


def variants(
    forms: list[str], bases: list[list[Base]], senses: list[set[int]], unigrams: Counter[str]
) -> tuple[NDArray[np.int32], dict[str, str]]:
    """Return (V,) row of the canonical spelling, and the pairs UK -> US it was made of."""
    row = {form: r for r, form in enumerate(forms)}

    def related(a: str, b: str) -> bool:
        ra, rb = row[a], row[b]
        if set(bases[ra]) & set(bases[rb]) or senses[ra] & senses[rb]:
            return True
        unknown = not (bases[ra] or bases[rb])
        counted = unigrams[a] > 0 and unigrams[b] > 0
        return unknown and counted and a.replace("s", "z") == b.replace("s", "z")

    words = {form for form in forms if form.isalpha()}
    pairs = spelling.pair(words, lambda form: unigrams[form], related)
    array = np.arange(len(forms), dtype=np.int32)
    for uk, us in pairs.items():
        array[row[uk]] = row[us]
    return array, pairs


def lists(sets: list[set[int]]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return starts (V+1,) and the sorted members of every set, one after the other."""
    starts = np.zeros(len(sets) + 1, dtype=np.int32)
    starts[1:] = np.cumsum([len(s) for s in sets])
    members = [member for s in sets for member in sorted(s)]
    return starts, np.array(members, dtype=np.int32)


def pos_bits(bases: list[list[Base]]) -> NDArray[np.uint8]:
    """Return (V,) the parts of speech of each row, or-ed."""
    return np.array([sum({pos for _, pos in row}) for row in bases], dtype=np.uint8)
