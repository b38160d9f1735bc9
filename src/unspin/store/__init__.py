"""Effects: documents and postings on disk: sealed files, a manifest, one writer, many readers."""
