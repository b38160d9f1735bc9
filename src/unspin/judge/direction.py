"""Which side was there first: signals weighed by method, a common source, or "cannot tell"."""

from __future__ import annotations

import math

from unspin.config import DirectionConfig
from unspin.judge import weights
from unspin.records import Direction, Evidence, Method, Relation

DETAILS = {
    "collocation": "where words were replaced, this side has the likelier word sequences",
    "collocation_mean": "the replaced places of the other side read less likely, each on average",
    "rarity": "the replacing words are rarer or commoner than the replaced ones",
    "residue": "left-overs of a spinner or plug-in stand on the other side",
    "hidden": "look-alike or invisible characters hide on the other side",
    "misspelling": "words no dictionary knows replaced known ones on the other side",
    "length": "copies are more often cut than padded",
    "loose": "words without counterpart stand mostly on one side",
    "independent-readings": "readings that neither side could have taken from the other",
}


def direction(
    relation: Relation, method: Method | None, signals: dict[str, float],
    features: dict[str, float], config: DirectionConfig,
) -> tuple[Direction, tuple[Evidence, ...]]:  # fmt: skip
    """Weigh the signals.

    Args:
        relation, method: what the pair is; what a signal is worth depends on it.
        signals: see :mod:`unspin.judge.signals`; positive favours a.
        features: the pair's features, for the common source.
        config: how sure a direction must be to be said.

    Returns:
        The probabilities, and the evidence in nats, strongest first.
    """
    if relation in ("identical", "near-duplicate", "same-event", "unrelated"):
        method_weights: dict[str, float] = {
            name: w for name, w in weights.DIRECTION["edited"].items() if relation[0] in "in"
            and name in ("residue", "hidden")
        }  # fmt: skip
    else:
        method_weights = weights.DIRECTION[method or "edited"]
    evidence = [
        Evidence(name, method_weights[name] * value, DETAILS[name])
        for name, value in signals.items()
        if abs(method_weights.get(name, 0.0) * value) >= 0.01
    ]
    a_to_b = 1 / (1 + math.exp(-max(-30.0, min(30.0, sum(e.log_odds for e in evidence)))))
    common_odds = _common_log_odds(method, features)
    common = 1 / (1 + math.exp(-common_odds))
    if relation == "same-event":
        common = 0.5
    evidence.append(Evidence("independent-readings", 0.0, f"{DETAILS['independent-readings']}: {common_odds:+.1f} nats for a common source"))
    p = Direction((1 - common) * a_to_b, (1 - common) * (1 - a_to_b), common,
                  max((1 - common) * a_to_b, (1 - common) * (1 - a_to_b), common) < config.sure)  # fmt: skip
    return p, tuple(sorted(evidence, key=lambda e: (-abs(e.log_odds), e.name)))


def _common_log_odds(method: Method | None, features: dict[str, float]) -> float:
    table = weights.COMMON.get(method or "edited")
    if table is None:
        return -3.0
    return table[""] + sum(w * features[name] for name, w in table.items() if name)
