"""Pure: results become pages, terminal views and files."""
