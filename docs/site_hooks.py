"""Hooks of ``mkdocs``: notebooks become pages, without running them and without another plug-in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File


def on_files(files: Any, config: Any) -> Any:
    """Add a page for each notebook, under its name; links to the notebook lead to the page."""
    root = Path(config["docs_dir"])
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        name = path.relative_to(root).with_suffix(".md").as_posix()
        files.append(File.generated(config, name, content=page(path.read_text(encoding="utf-8"))))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Let links to a notebook lead to its page."""
    return markdown.replace(".ipynb)", ".md)")


def page(notebook: str) -> str:
    r"""Return a notebook as Markdown, its outputs as they were stored.

    >>> page('{"cells": [{"cell_type": "markdown", "source": ["# A title"]}]}')
    '# A title\n'
    """
    parts = []
    for cell in json.loads(notebook)["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(f"{source}\n")
            continue
        parts.append(f"```python\n{source}\n```\n")
        parts += map(_output, cell["outputs"])
    return "\n".join(parts)


def _output(output: dict[str, Any]) -> str:
    held = output.get("data", {"text/plain": output.get("text", "")})
    if "text/html" in held:
        return f"<div>{''.join(held['text/html']).strip()}</div>\n"
    return f"```text\n{''.join(held['text/plain']).rstrip()}\n```\n"
