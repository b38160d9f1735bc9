"""Data files shipped with the package; where each comes from: ``PROVENANCE.md``."""
