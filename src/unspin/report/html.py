"""Pure: a Judgement -> one HTML page that needs nothing but itself.

The page opens from a file, asks the network for nothing and says everything without a script: its
content-security policy allows its own style sheet and its own script, by hash, and nothing else.
Every text goes through the template's escaping.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from unspin.report.view import percent, tail, view

if TYPE_CHECKING:
    from unspin.records import Judgement
    from unspin.report.figure import Places

LEGEND: tuple[tuple[str, str, str, str], ...] = (
    ("wording", "", "fast", "worded differently"),
    ("name", "NAME", "White Home", "a name garbled or replaced"),
    ("number", "NUM", "40", "a number, date or unit changed"),
    ("polarity", "NOT", "will not", "a negation or a degree of certainty changed"),
    ("tortured", "PHRASE", "chilly warfare", "an established phrase broken"),
    ("quote", "QUOTE", "said otherwise", "a quotation or its speaker altered"),
    ("dropped", "−", "only here", "in a only"),
    ("added", "+", "only here", "in b only"),
    ("moved", "MOVED", "elsewhere", "moved, split or merged"),
    ("residue", "RESIDUE", "{hardware}", "left over by a machine, or hidden"),
    ("typographic", "", "‘glyphs’", "typography or spelling only"),
    ("boilerplate", "", "By A. Writer", "the page's frame: bylines, credits, menus"),
)
"""Kind, tag, sample and meaning of every mark, gravest meanings between wording and frame."""


def page(
    judgement: Judgement, *, version: str, words: tuple[Places, Places] | None = None
) -> str:  # fmt: skip
    """Return the HTML page of a judgement.

    Args:
        judgement: what to show.
        version: unspin's own, for the record.
        words: start and end of each word of a and of b; with them, filters count anew.
    """
    return filled(
        "pair.html", script="pair.js", view=view(judgement, words=words), judgement=judgement,
        version=version, legend=LEGEND,
    )  # fmt: skip


def filled(
    template: str, *, styles: tuple[str, ...] = ("page.css",), script: str | None = None,
    **names: object,
) -> str:  # fmt: skip
    """Return a page of a template; its policy allows our style sheets and our script, no other.

    Args:
        template: name of the template.
        styles: the style sheets, in order.
        script: the script that makes the page more comfortable, if it has one.
        names: what the template asks for.
    """
    environment = _environment()
    # The template includes both unescaped because they are ours.
    style = Markup("".join(_asset(name) for name in styles))  # noqa: S704
    code = Markup(_asset(script) if script else "")  # noqa: S704
    return environment.get_template(template).render(
        style=style, style_hash=_digest(style), script=code,
        script_hash=_digest(code) if script else "", **names,
    )  # fmt: skip


@cache
def _asset(name: str) -> str:
    return _environment().get_template(name).render()


def _digest(content: str) -> str:
    return base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("unspin.report", "assets"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(percent=percent, tail=tail)
    return environment
