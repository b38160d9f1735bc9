"""Read the data files of WordNet 3.0 (format: its manual page wndb(5))."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from lexicon.forms import ADJECTIVE, ADVERB, NOUN, POS_NAMES, VERB, detached

NEAR = frozenset("@ @i ~ ~i & ^ + $ = \\ <".split())
"""Pointers that make two synsets near: hypernym, hyponym, their instances, similar to, also see,
derivationally related, verb group, attribute, pertainym, participle."""

TAXA = frozenset((5, 20))
"""Lexicographer files of animals and plants, whose Latin names take no English endings."""


@dataclass(slots=True)
class Synset:
    """One meaning: its words as written, and where its pointers lead.

    ``near`` holds (own word or None for all, synset), ``antonyms`` (own word, synset, its word);
    ``gloss`` is the definition, examples left out.
    """

    pos: int
    lexfile: int
    words: list[str]
    satellite: bool
    gloss: str
    near: list[tuple[str | None, int]] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    antonyms: list[tuple[str, int, str]] = field(default_factory=list)


@dataclass(slots=True)
class WordNet:
    """All synsets, numbered in file order noun, verb, adjective, adverb, and ways into them.

    ``index`` maps (lower-case lemma, part of speech) to synset numbers, commonest sense first;
    ``exceptions`` maps (irregular form, part of speech) to base forms; ``tagged`` counts a lemma
    in tagged text.
    """

    synsets: list[Synset]
    index: dict[tuple[str, int], list[int]]
    exceptions: dict[tuple[str, int], list[str]]
    tagged: dict[str, int]

    def bases(self, form: str, pos: int) -> list[str]:
        """Return the base forms of ``form`` as ``pos``: itself, and by exception or detachment.

        Only the first detachment that is a word counts: "hoping" is hope, and not hop.
        """
        own = [form] if (form, pos) in self.index else []
        irregular = self.exceptions.get((form, pos))
        others = detached(form, pos) if irregular is None else irregular
        known = [b for b in others if b != form and (b, pos) in self.index]
        return own + (known[:1] if irregular is None else known)


def load(folder: Path) -> WordNet:
    """Parse WordNet's data, exception and count files in ``folder``."""
    numbers: dict[tuple[str, int], int] = {}
    lines: list[tuple[int, list[str], str]] = []
    for pos in (NOUN, VERB, ADJECTIVE, ADVERB):
        for text in _lines(folder / f"data.{POS_NAMES[pos]}"):
            record, gloss = text.split(" | ", 1)
            parts = record.split()
            numbers[POS_NAMES[pos], int(parts[0])] = len(lines)
            lines.append((pos, parts, gloss.split(";")[0].strip()))
    synsets = [_words(*line) for line in lines]
    for synset, (_, parts, _) in zip(synsets, lines, strict=True):
        _link(synset, parts, synsets, numbers)
    return WordNet(synsets, _index(folder, numbers), _exceptions(folder), _tagged(folder))


def _lines(path: Path) -> list[str]:
    return [
        text for text in path.read_text("ascii").splitlines() if text and not text.startswith(" ")
    ]


def _words(pos: int, parts: list[str], gloss: str) -> Synset:
    count = int(parts[3], 16)
    words = [parts[4 + 2 * k].split("(")[0] for k in range(count)]
    return Synset(pos, int(parts[1]), words, parts[2] == "s", gloss)


def _link(
    synset: Synset, parts: list[str], synsets: list[Synset], numbers: dict[tuple[str, int], int]
) -> None:
    at = 4 + 2 * len(synset.words)
    letters = {"n": NOUN, "v": VERB, "a": ADJECTIVE, "s": ADJECTIVE, "r": ADVERB}
    for k in range(int(parts[at])):
        symbol, offset, letter, ends = parts[at + 1 + 4 * k : at + 5 + 4 * k]
        target = numbers[POS_NAMES[letters[letter]], int(offset)]
        source, goal = bytes.fromhex(ends)
        own = synset.words[source - 1].lower() if source else None
        if symbol == "!" and own is not None:
            synset.antonyms.append((own, target, synsets[target].words[goal - 1].lower()))
        elif symbol in NEAR:
            synset.near.append((own, target))
            if symbol == "&" and synset.satellite:
                synset.heads.append(target)


def _index(folder: Path, numbers: dict[tuple[str, int], int]) -> dict[tuple[str, int], list[int]]:
    """Return the synsets of each lemma, commonest sense first, as the index files order them."""
    index: dict[tuple[str, int], list[int]] = {}
    for pos, name in POS_NAMES.items():
        for text in _lines(folder / f"index.{name}"):
            parts = text.split()
            offsets = parts[-int(parts[2]) :]
            index[parts[0], pos] = [numbers[name, int(offset)] for offset in offsets]
    return index


def _exceptions(folder: Path) -> dict[tuple[str, int], list[str]]:
    found: dict[tuple[str, int], list[str]] = {}
    for pos, name in POS_NAMES.items():
        for text in _lines(folder / f"{name}.exc"):
            form, *bases = text.split()
            found[form, pos] = bases
    return found


def _tagged(folder: Path) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for text in _lines(folder / "cntlist.rev"):
        sense, _, count = text.split()
        counts[sense.split("%")[0]] += int(count)
    return dict(counts)
