"""The server: pages and an HTTP API over an index, by the public library alone. Begin at ``start``."""
