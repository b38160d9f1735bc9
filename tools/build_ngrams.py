"""Build the English language model: ``src/unspin/data/en/model/``.

    PYTHONPATH=src python tools/build_ngrams.py --wordnet DIR --ngrams DIR --web DIR --swaps FILE
        --tortured FILE

``--wordnet`` and ``--ngrams`` are those of ``build_lexicon.py``, which must have been run before;
``--web`` is the folder of the PyPI package ``symspellpy`` with its two English frequency files;
``--swaps`` the file ``eval/swaps.py`` wrote; ``--tortured`` a JSONL.gz of published phrases. The
same inputs give the same bytes. What each array is: ``unspin.findings.LanguageModel``.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lexicon import assemble, ngrams, swaps, trigrams, wordnet
from unspin.ingest.resources import read_lexicon
from unspin.inspect.model import fill
from unspin.records import Lexicon

SCHEME = "unspin.model/1"
HERE = Path(__file__).resolve().parent
LEXICON = HERE.parent / "src" / "unspin" / "data" / "en"
OUT = LEXICON / "model"
LARGEST = 65_535
"""Ids are of two bytes."""
WEB_TOTAL = 5.6e11
"""Tokens behind the web's unigrams, near enough; only ratios matter."""
NEWS_SHARE = 0.5
"""Weight of news against the web in the probability of a word."""
PAIR_SCALE = 217_081 / 177_045_273_024
"""Puts the web's pairs on the scale of the lexicon's: "of the" in both."""
CLOSED, ENDINGS = 130, ("ing", "ed", "ly", "est", "er", "s")
"""Words that are a grammatical class of their own, and the endings that tell others apart."""
TRIPLE_LEAST = 4

Arrays = dict[str, NDArray[np.generic]]


def main() -> None:
    """Read the arguments, build, write, and print what was made."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("wordnet", "ngrams", "web", "swaps", "tortured"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    lexicon, source = read_lexicon(LEXICON), wordnet.load(args.wordnet)
    counts = ngrams.read(args.ngrams)
    web = read_web(args.web / "frequency_dictionary_en_82_765.txt")
    forms = spellings(lexicon, source, counts.unigrams)
    rare = chances(forms, counts.unigrams, web, lexicon.total)
    order = sorted(range(len(forms)), key=lambda r: (-rare[r], forms[r]))[:LARGEST]
    ids = np.full(len(forms), -1, np.int32)
    ids[order] = np.arange(len(order))
    number = {forms[r]: k for k, r in enumerate(order)}
    seen = read_swaps(args.swaps)
    arrays: Arrays = {"ids": ids, "rare": rare.astype(np.float32)}
    arrays["chances"] = rare[order].astype(np.float32)
    arrays |= triples(args.ngrams, number)
    arrays |= web_pairs(args.web / "frequency_bigramdictionary_en_243_342.txt", number)
    arrays |= replaced(forms, source, rare, lexicon, seen, ids)
    arrays["classes"] = classes(forms, lexicon, rare)
    arrays["spun"] = put_in(forms, lexicon, seen)
    arrays |= letters([forms[r] for r in order])
    args.out.mkdir(parents=True, exist_ok=True)
    write_tortured(args.tortured, args.out)
    write(args.out, arrays, number[ngrams.START])


def spellings(lexicon: Lexicon, source: wordnet.WordNet, unigrams: Counter[str]) -> list[str]:
    """Return the form of each row of the lexicon, which keeps only their hashes."""
    forms, keys = assemble.order(assemble.vocabulary(source, unigrams, ()))
    if not np.array_equal(keys, lexicon.keys):
        raise SystemExit("the lexicon was built from other sources: run build_lexicon.py first")
    return forms


def read_web(path: Path) -> dict[str, int]:
    """Return the counts of words of the web."""
    lines = path.read_text("utf-8-sig").splitlines()
    return {word: int(n) for word, n in (line.split() for line in lines)}


def read_swaps(path: Path) -> dict[tuple[str, str], int]:
    """Return how many texts had a word put for another: {(put in, had been there): texts}."""
    rows = (line.split("\t") for line in path.read_text("utf-8").splitlines())
    return {(spun, original): int(n) for spun, original, n in rows}


def chances(
    forms: list[str], news: Counter[str], web: dict[str, int], total: int
) -> NDArray[np.float64]:
    """Return the probability of each form: the mean of both sources, half a count for the unseen.

    Marks, numbers and clitics are in the news alone, and counted as they are there.
    """
    found = np.empty(len(forms))
    for row, form in enumerate(forms):
        own = (news[form] + 0.5) / total
        other = (web.get(form, 0) + 0.5e4) / WEB_TOTAL if form.isalpha() else own
        found[row] = NEWS_SHARE * own + (1 - NEWS_SHARE) * other
    return found


def triples(folder: Path, number: dict[str, int]) -> Arrays:
    """Return the slots of the trigrams whose words all have ids."""
    counts = trigrams.read(folder)
    rows = [
        (number[a], number[b], number[c], n)
        for (a, b, c), n in sorted(counts.items())
        if n >= TRIPLE_LEAST and a in number and b in number and c in number
    ]
    table = np.array(rows, dtype=np.int64)
    columns = (table[:, k].astype(np.int32) for k in range(3))
    return {"triples": fill(*columns, table[:, 3].astype(np.float64))}


def web_pairs(path: Path, number: dict[str, int]) -> Arrays:
    """Return the pairs of the web, on the scale of the lexicon's counts."""
    rows = []
    for line in path.read_text("utf-8-sig").splitlines():
        first, second, n = line.split()
        if first in number and second in number:
            rows.append((number[first], number[second], int(n) * PAIR_SCALE))
    rows.sort()
    return {
        "pair_firsts": np.array([r[0] for r in rows], np.uint16),
        "pair_seconds": np.array([r[1] for r in rows], np.uint16),
        "pair_counts": np.array([r[2] for r in rows], np.float32),
    }


def replaced(
    forms: list[str], source: wordnet.WordNet, rare: NDArray[np.float64], lexicon: Lexicon,
    seen: dict[tuple[str, str], int], ids: NDArray[np.int32],
) -> Arrays:  # fmt: skip
    """Return which words each row may stand for."""
    bases = assemble.base_forms(forms, source)
    made = swaps.Swaps(forms, bases, source, rare, lexicon.vectors, lexicon.vector_rows, seen)
    lists = [
        [int(ids[other]) for other in made.of(row) if ids[other] >= 0] for row in range(len(forms))
    ]
    starts = np.zeros(len(forms) + 1, np.int32)
    starts[1:] = np.cumsum([len(found) for found in lists])
    return {
        "swap_starts": starts,
        "swaps": np.array([i for found in lists for i in found], np.uint16),
    }


def classes(forms: list[str], lexicon: Lexicon, rare: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return the grammatical class of each form; 0 is for what is not known at all.

    The commonest function words and marks have one of their own, the others that of their parts
    of speech and ending.
    """
    own = [r for r, form in enumerate(forms) if lexicon.function[r] or not form.isalpha()]
    own = sorted(own, key=lambda r: (-rare[r], forms[r]))[:CLOSED]
    number = {row: k + 1 for k, row in enumerate(own)}
    names: dict[tuple[int, str], int] = {}
    found = np.zeros(len(forms), np.uint8)
    for row, form in enumerate(forms):
        ending = next((e for e in ENDINGS if len(form) > len(e) + 2 and form.endswith(e)), "")
        key = int(lexicon.pos[row]), ending
        if row not in number and key not in names:
            names[key] = CLOSED + 1 + len(names)
        found[row] = number.get(row) or names[key]
    return found


def put_in(
    forms: list[str], lexicon: Lexicon, seen: dict[tuple[str, str], int]
) -> NDArray[np.int32]:
    """Return how often rewriters put each word in, in quarters; one for each other of its stem."""
    put: Counter[str] = Counter()
    for (spun, _), n in seen.items():
        put[spun] += n
    own = np.array([put[form] for form in forms], np.int32)
    _, stem = np.unique(lexicon.stems, return_inverse=True)
    whole = np.bincount(stem, own)[stem].astype(np.int32)
    return (3 * own + whole).astype(np.int32)


def letters(words: list[str]) -> Arrays:
    """Return the spellings of the ids."""
    coded = [word.encode() for word in words]
    ends = np.cumsum([len(c) for c in coded]).astype(np.int32)
    return {"letters": np.frombuffer(b"".join(coded), np.uint8), "letter_ends": ends}


def write_tortured(path: Path, out: Path) -> None:
    """Write the published phrases, one a line."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    pairs = sorted({(r["tortured"].lower().strip(), r["expected"].strip()) for r in rows})
    text = "".join(f"{a}\t{b}\n" for a, b in pairs if a and b and a != b.lower())
    (out / "tortured.tsv").write_text(text, "utf-8")


def write(out: Path, arrays: Arrays, start: int) -> None:
    """Write each array and the manifest the loader checks them against."""
    files: dict[str, dict[str, int | str]] = {}
    for name, array in sorted(arrays.items()):
        np.save(out / f"{name}.npy", np.ascontiguousarray(array))
        print(f"{name:16} {array.dtype!s:8} {array.shape!s:12}")
    for path in sorted((*out.glob("*.npy"), out / "tortured.tsv")):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        files[path.name] = {"bytes": path.stat().st_size, "sha256": digest}
    print(f"all {sum(int(f['bytes']) for f in files.values()):,} bytes")
    manifest = {"scheme": SCHEME, "language": "en", "start": start, "files": files}
    (out / "model.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
