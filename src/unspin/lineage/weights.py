"""Weights fitted by ``eval/calibrate_lineage.py`` on histories of its own; not edited by hand."""

WORTH = {
    "gain": 0.12,
    "children": 1.46,
    "blocks": 0.24,
    "tails": 0.54,
    "apart": 0.23,
    "apart_words": 0.35,
    "apart_few": 0.31,
    "apart_firm": 0.26,
    "apart_tails": 0.95,
    "own": 0.33,
    "own_words": 0.21,
    "own_blocks": 0.23,
    "own_tails": 0.67,
    "next": 0.14,
    "next_tails": 0.52,
    "together": -0.24,
    "unlike": -0.17,
}
DOUBT = -7.64
"""Nats of each sign of a lost witness with a source, and of none."""

ROOT_WORTH = {
    "gain": 0.96,
    "blocks": 1.15,
    "strongest": 1.46,
}
ROOT_DOUBT = -4.99
"""The same of a lost root."""
