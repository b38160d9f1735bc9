"""List what a thesaurus offers a rewriter: ``compounds.tsv`` and ``listed.npz`` in ``data/en``.

    PYTHONPATH=src python tools/build_thesaurus.py --wordnet DIR

``compounds.tsv``: each line a phrase of two or three words and a single word that shares a sense
with it. ``listed.npz``: for each entry of the lexicon's ``senses`` how it is reached from its word
(``unspin.inspect.listed.Marks``). Both are read by ``unspin restore``. To be run again after
``build_lexicon.py`` or ``build_ngrams.py``; the same inputs give the same bytes.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lexicon import assemble, wordnet
from lexicon.assemble import PARTS, Base
from lexicon.forms import ADJECTIVE, ADVERB, NOUN, VERB
from lexicon.swaps import shape
from unspin.ingest.model import load_model
from unspin.ingest.resources import load_lexicon
from unspin.inspect.listed import DEEPEST, OCTAVE, SHAPES, UNKNOWN
from unspin.records import Lexicon
from unspin.text.hashing import word_key

OUT = Path(__file__).resolve().parent.parent / "src" / "unspin" / "data" / "en"
MOST_WORDS = 3
PART_OF = {"1": NOUN, "2": VERB, "3": ADJECTIVE, "4": ADVERB, "5": ADJECTIVE}
"""Parts of speech by the number that a sense key has."""
UInt8 = NDArray[np.uint8]


def main() -> None:
    """Read the arguments, build, write, and print what was made."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wordnet", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    model, lexicon = load_model(), load_lexicon()
    if model is None:
        raise SystemExit("no English language model")
    source = wordnet.load(args.wordnet)
    words = {model.word(number) for number in range(len(model.chances))}
    found = sorted(compounds(source, words))
    lines = "".join(f"{phrase}\t{word}\n" for phrase, word in found)
    (args.out / "compounds.tsv").write_text(lines, "utf-8")
    marks, times = listed(source, tagged(args.wordnet), lexicon, words)
    np.savez_compressed(args.out / "listed.npz", marks=marks, times=times)
    share = float((marks != UNKNOWN).mean())
    print(f"{len(found)} phrases with their words; {share:.3f} of senses marked")


def compounds(source: wordnet.WordNet, known: set[str]) -> set[tuple[str, str]]:
    """Return the phrases that share a sense with a single word, and that word."""
    found = set()
    for synset in source.synsets:
        words = [word.lower() for word in synset.words]
        phrases = [w.split("_") for w in words if 0 < w.count("_") < MOST_WORDS]
        singles = [w for w in words if w.isalpha() and w in known]
        found |= {(" ".join(p), w) for p in phrases for w in singles if known.issuperset(p)}
    return found


def listed(
    source: wordnet.WordNet, counts: Mapping[Base, int], lexicon: Lexicon, words: set[str]
) -> tuple[UInt8, UInt8]:
    """Return marks and times of each entry of ``lexicon.senses``."""
    forms = sorted(assemble.vocabulary(source, Counter(), words))
    row_of = dict(zip(lexicon.keys.tolist(), range(len(lexicon.keys)), strict=True))
    marks = np.full(len(lexicon.senses), UNKNOWN, np.uint8)
    times = np.zeros(len(lexicon.senses), np.uint8)
    for form, bases in zip(forms, assemble.base_forms(forms, source), strict=True):
        row = row_of.get(word_key(form))
        if row is None:
            continue
        first, last = int(lexicon.sense_starts[row]), int(lexicon.sense_starts[row + 1])
        own = lexicon.senses[first:last]
        for base in bases:
            kind = (PARTS.index(base[1]) * len(SHAPES) + SHAPES.index(shape(form, base))) * DEEPEST
            often = min(round(OCTAVE * math.log2(1 + counts.get(base, 0))), 255)
            for rank, number in enumerate(source.index[base]):
                at = first + int(np.searchsorted(own, number))
                mark = kind + min(rank, DEEPEST - 1)
                if at == last or lexicon.senses[at] != number:
                    raise SystemExit(f"the lexicon knows {form!r} otherwise: build it again")
                if marks[at] == UNKNOWN or mark % DEEPEST < marks[at] % DEEPEST:
                    marks[at], times[at] = mark, often
    return marks, times


def tagged(folder: Path) -> dict[Base, int]:
    """Return how often each base form was met in tagged text as each part of speech."""
    found: dict[Base, int] = defaultdict(int)
    for line in (folder / "cntlist.rev").read_text("ascii").splitlines():
        key, _, count = line.split()
        lemma, _, rest = key.partition("%")
        found[lemma, PART_OF[rest[0]]] += int(count)
    return found


if __name__ == "__main__":
    main()
