"""Weights fitted by ``eval/calibrate_lineage.py`` on histories of its own; not edited by hand."""

WORTH = {
    "gain": 0.16,
    "one": -0.98,
    "own": 0.17,
    "children": 0.81,
    "blocks": 0.31,
    "tails": 0.96,
    "few": 0.16,
    "together": -0.55,
    "depth": -0.21,
}
DOUBT = -3.47
"""Nats of each sign of a lost witness with a source, and of none."""

ROOT_WORTH = {
    "gain": 0.92,
    "blocks": 1.17,
    "strongest": 1.55,
}
ROOT_DOUBT = -5.06
"""The same of a lost root."""
