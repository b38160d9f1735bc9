"""Build the English lexicon: ``src/unspin/data/en/*.npy``.

    PYTHONPATH=src python tools/build_lexicon.py --wordnet DIR --ngrams DIR [--vectors FILE]

``--wordnet`` is the folder of WordNet 3.0's data files, ``--ngrams`` that of ``ngrams_1.tsv.gz``
to ``ngrams_3.tsv.gz``, ``--vectors`` the file ``tools/distil_vectors.py`` wrote; without it the
lexicon has no vectors. The same inputs give the same bytes. What each array is:
``unspin.records.Lexicon``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lexicon import assemble, confusables, function_words, ngrams, wordnet

SCHEME = "unspin.lexicon/1"
DIMENSIONS = 256
HERE = Path(__file__).resolve().parent
OUT = HERE.parent / "src" / "unspin" / "data" / "en"

Arrays = dict[str, NDArray[np.generic]]


def main() -> None:
    """Read the arguments, build, write, and print what was made."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wordnet", type=Path, required=True)
    parser.add_argument("--ngrams", type=Path, required=True)
    parser.add_argument("--vectors", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    words, vectors = read_vectors(args.vectors)
    source = wordnet.load(args.wordnet)
    counts = ngrams.read(args.ngrams)
    unigrams = counts.unigrams
    forms, keys = assemble.order(assemble.vocabulary(source, unigrams, words))
    arrays: Arrays = {"keys": keys, "confusables": confusables.table(), "vectors": vectors}
    arrays |= word_arrays(forms, words, unigrams)
    arrays |= wordnet_arrays(forms, source, unigrams)
    arrays |= bigram_arrays(forms, counts)
    total = sum(unigrams.values()) - unigrams[ngrams.START]
    write(args.out, arrays, total)


def read_vectors(path: Path | None) -> tuple[list[str], NDArray[np.int8]]:
    """Return the words that have vectors, and the vectors, which may be none."""
    if path is None:
        return [], np.zeros((0, DIMENSIONS), dtype=np.int8)
    with np.load(path) as stored:
        return stored["words"].tolist(), stored["vectors"]


def word_arrays(forms: list[str], words: list[str], unigrams: Counter[str]) -> Arrays:
    """Return what depends on the word alone: function, counts, vector_rows."""
    at = {word: row for row, word in enumerate(words)}
    counted = [unigrams[form] for form in forms]
    return {
        "function": np.isin(forms, sorted(function_words.WORDS)).astype(np.uint8),
        "counts": np.array(counted, dtype=np.int32),
        "vector_rows": np.array([at.get(form, -1) for form in forms], dtype=np.int32),
    }


def wordnet_arrays(forms: list[str], source: wordnet.WordNet, unigrams: Counter[str]) -> Arrays:
    """Return stems, parts of speech, the three lists of WordNet relations, and variants."""
    bases = assemble.base_forms(forms, source)
    senses = assemble.sense_sets(bases, source)
    variants, pairs = assemble.variants(forms, bases, senses, unigrams)
    shown = random.Random(1).sample(sorted(pairs.items()), 100)
    print(f"{len(pairs)} spellings; a sample:", " ".join(f"{a}>{b}" for a, b in shown))
    arrays: Arrays = {
        "stems": assemble.stems(forms, source),
        "pos": assemble.pos_bits(bases),
        "variants": variants,
    }
    for name, starts, sets in (
        ("senses", "sense_starts", senses),
        ("near", "near_starts", assemble.near_sets(bases, senses, source)),
        ("opposites", "opposite_starts", assemble.opposite_sets(forms, bases, source)),
    ):
        arrays[starts], arrays[name] = assemble.lists(sets)
    return arrays


def bigram_arrays(forms: list[str], counts: ngrams.Counts) -> Arrays:
    """Return the table of pairs, and each row's id in it."""
    ids = ngrams.rank(counts.unigrams)
    starts, nexts, numbers = ngrams.table(counts.bigrams, ids)
    return {
        "lm_ids": np.array([ids.get(form, -1) for form in forms], dtype=np.int32),
        "bigram_starts": starts,
        "bigram_nexts": nexts,
        "bigram_counts": numbers,
    }


def write(out: Path, arrays: Arrays, total: int) -> None:
    """Write each array and the manifest the loader checks them against."""
    out.mkdir(parents=True, exist_ok=True)
    files: dict[str, dict[str, int | str]] = {}
    size = 0
    for name, array in sorted(arrays.items()):
        path = out / f"{name}.npy"
        np.save(path, np.ascontiguousarray(array))
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        files[name] = {"bytes": path.stat().st_size, "sha256": digest}
        size += path.stat().st_size
        print(f"{name:16} {array.dtype!s:7} {array.shape!s:16} {path.stat().st_size:>10,}")
    print(f"all {size:,} bytes")
    manifest = {"scheme": SCHEME, "language": "en", "total": total, "files": files}
    (out / "lexicon.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
