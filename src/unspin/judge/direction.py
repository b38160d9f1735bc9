"""Which side was there first: signals weighed by method, a common source, or "cannot tell".

What a signal is worth depends on how the copy was made: a substitution spinner breaks
collocations, a translation engine smooths them. The method is itself only likely, so the answer is
the mean over the methods, each weighed by its probability (a mixture of experts).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from unspin.config import DirectionConfig
from unspin.judge import weights
from unspin.judge.relation import Class
from unspin.records import COPIES, Direction, Evidence, Method, Relation

DETAILS = {
    "collocation": "word sequences at the replaced places, {side} has the likelier ones",
    "collocation_mean": "likelihood of a replaced place on average, in favour of {side}",
    "rarity": "how rare the replaced words are, in favour of {side}",
    "residue": "left-overs of a spinner or plug-in, not in {side}",
    "hidden": "look-alike or invisible characters, not in {side}",
    "misspelling": "words no dictionary knows in place of known ones, not in {side}",
    "length": "lengths of the texts, in favour of {side}",
    "loose": "words without counterpart, in favour of {side}",
}
COMMON_FEATURES = (
    "cover_min", "cover_max", "kept", "near_share", "slot_share", "loose_share", "function_loose",
    "content_loose", "function_kept", "crossing", "in_runs", "sentences_linked", "one_to_one",
    "moved_links", "length_ratio", "rate_C101", "rate_C105", "rate_C106", "rate_C206_C207",
    "rate_C206_C207_uneven", "rate_C401_C402", "rate_C401_C402_uneven", "both_loose",
    "size_of_collocation", "size_of_loose", "bare_uneven",
)  # fmt: skip
"""What tells two children of a lost source from a source and its copy."""


def common_features(features: Mapping[str, float]) -> dict[str, float]:
    """Return the values of :data:`COMMON_FEATURES`; they do not change when the sides swap."""
    derived = {
        # a copy loses words or gains them; two copies of one text each have their own
        "both_loose": features["loose_share"] / (1.0 + abs(features["signal_loose"])),
        "size_of_collocation": abs(features["signal_collocation"]),
        "size_of_loose": abs(features["signal_loose"]),
    }
    return {name: derived.get(name, features.get(name, 0.0)) for name in COMMON_FEATURES}


def direction(
    relation: Relation, method: Method | None, chances: Mapping[Class, float],
    features: Mapping[str, float], config: DirectionConfig,
) -> tuple[Direction, tuple[Evidence, ...]]:  # fmt: skip
    """Weigh the signals.

    Args:
        relation, method: what the pair is; its weights name the evidence.
        chances: probability of every relation and method.
        features: counted features, and signals under ``signal_``; positive ones favour a.
        config: how sure a direction must be to be said.

    Returns:
        The probabilities, and the evidence in nats, strongest first. Identical texts, and texts
        that are no copies, have no direction: all three stay open.
    """
    if relation not in COPIES or relation == "identical":
        return Direction(1 / 3, 1 / 3, 1 / 3, True), ()
    signed = {name: features[f"signal_{name}"] for name in DETAILS}
    own = common_features(features)
    experts = {c: p for c, p in chances.items() if c[0] in ("edited", "spun")}
    if relation == "near-duplicate":
        experts = {("edited", None): 1.0}
    total = sum(experts.values())
    a = b = common = 0.0
    for (_, how), chance in experts.items():
        shared = _sigmoid(_common_log_odds(how, own))
        toward_a = _sigmoid(sum(_weighed(how, signed).values()))
        common += chance / total * shared
        a += chance / total * (1 - shared) * toward_a
        b += chance / total * (1 - shared) * (1 - toward_a)
    said = Direction(a, b, common, max(a, b, common) < _bar(method, config))
    return said, _evidence(method, signed, own)


def _bar(method: Method | None, config: DirectionConfig) -> float:
    """Return how likely a direction must be to be said of a copy that was made this way."""
    doubt = 1.0 - config.sure
    return 1.0 - (REWRITTEN * doubt if method in ("translation", "paraphrase") else doubt)


def _evidence(
    method: Method | None, signed: Mapping[str, float], own: Mapping[str, float]
) -> tuple[Evidence, ...]:
    found = [
        _signal(name, nats) for name, nats in _weighed(method, signed).items() if abs(nats) >= 0.05
    ]
    shared = _common_log_odds(method, own)
    detail = f"readings of each side's own: {shared:+.1f} nats for a common source of both"
    found.append(Evidence("independent-readings", 0.0, detail))
    return tuple(sorted(found, key=lambda e: (-abs(e.log_odds), e.name)))


def _signal(name: str, nats: float) -> Evidence:
    return Evidence(name, nats, DETAILS[name].format(side="a" if nats > 0 else "b"))


def mirrored_evidence(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Return the evidence of the same pair with the sides swapped."""
    return tuple(_signal(e.name, -e.log_odds) if e.name in DETAILS else e for e in evidence)


def _weighed(method: Method | None, signed: Mapping[str, float]) -> dict[str, float]:
    """Return each signal times what it is worth for this method, in nats for "a is the source"."""
    table = weights.DIRECTION[method or "edited"]
    return {name: w * signed[name] for name, w in table.items()}


def _common_log_odds(method: Method | None, own: Mapping[str, float]) -> float:
    """Return the log-odds of a common source, by the values of :func:`common_features`."""
    table = weights.COMMON[method or "edited"]
    if table is None or own["cover_min"] < WHOLE:
        return NEVER
    nats = table[""] + sum(table[name] * value for name, value in own.items())
    return max(-SUREST, min(SUREST, nats))


REWRITTEN = 0.4
"""Share of the usual doubt that is allowed where the copy was written anew, by an engine or by a
paraphraser: which way the signals point there depends on who wrote, of which the data show a few."""
SUREST = 5.0
"""Most nats that are believed for or against a common source: the open data show few kinds."""
NEVER = -4.0
"""Log-odds of a common source where no open data tells one: seldom, and not to be decided."""
WHOLE = 0.6
"""Share of both sides that must be reused for their own readings to tell of a common source: a
page that took a passage has all its own readings around it."""


def _sigmoid(nats: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, nats))))
