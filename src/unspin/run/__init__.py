"""Effects: many documents: parts in, workers, resuming, results out."""
