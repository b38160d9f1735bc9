"""The parts of the lexicon build, one module a source; run by ``tools/build_lexicon.py``."""
