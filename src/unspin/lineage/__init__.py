"""Pure: judgements of pairs -> families and their lineage."""
