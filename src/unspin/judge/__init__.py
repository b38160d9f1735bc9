"""Pure: an Alignment becomes a Judgement: named changes, relation, direction."""
