"""Effects: files of the outside world become Documents, or a clear refusal; package data is read."""
