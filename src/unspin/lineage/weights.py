"""Weights fitted by ``eval/calibrate_lineage.py`` on histories of its own; not edited by hand."""

WORTH = {
    "gain": 0.12,
    "children": 1.5,
    "blocks": 0.25,
    "tails": 0.54,
    "apart": 0.22,
    "apart_words": 0.41,
    "apart_few": 0.33,
    "apart_firm": 0.29,
    "apart_tails": 1.03,
    "own": 0.32,
    "own_words": 0.19,
    "own_blocks": 0.23,
    "own_tails": 0.66,
    "next": 0.14,
    "next_tails": 0.49,
    "together": -0.23,
    "unlike": -0.18,
}
DOUBT = -7.69
"""Nats of each sign of a lost witness with a source, and of none."""

ROOT_WORTH = {
    "gain": 1.13,
    "blocks": 0.9,
    "strongest": 0.55,
    "third": 0.51,
    "lost": 1.31,
    "pages": -0.72,
}
ROOT_DOUBT = -2.48
"""The same of a lost root."""
