"""Pure: a quick reading -> Sketch -> Candidates."""
