"""How results look in a notebook and in ``rich``, and as tables of Arrow: asked for, never stored.

Results are nouns and know nothing of faces. What is here only asks the public :func:`unspin.render`
when somebody looks, so that importing a noun stays cheap.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from unspin.errors import require

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = ["Shown", "Tabular"]


class Shown:
    """A result that notebooks show as a page and ``rich`` as the terminal does."""

    __slots__ = ()

    def __rich__(self) -> RenderableType:
        """Return what the command of this result prints."""
        from unspin import render

        return render(self)  # type: ignore[arg-type]

    def _repr_html_(self) -> str:
        """Return the same as HTML, which notebooks ask for."""
        from unspin.report.notebook import html

        return html(self.__rich__())


class Tabular(Shown):
    """A result that is also a table, for whatever takes the Arrow C stream interface.

    Among these are pyarrow, Polars, DuckDB and pandas. It needs the ``parquet`` extra.
    """

    __slots__ = ()

    _COLUMNS: ClassVar[Mapping[str, str]]
    """The columns in their order, each with what it holds: ``text``, ``texts``, ``count``, ``share``."""

    def _rows(self) -> Iterator[dict[str, Any]]:
        """Yield the rows, which may hold more than the columns."""
        raise NotImplementedError

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Return the table as a capsule of the Arrow PyCapsule interface.

        Raises:
            MissingExtra: pyarrow is not installed.
        """
        arrow, _ = require("parquet")
        kinds = {
            "text": arrow.string(), "texts": arrow.list_(arrow.string()),
            "count": arrow.int64(), "share": arrow.float64(),
        }  # fmt: skip
        schema = arrow.schema([(name, kinds[kind]) for name, kind in self._COLUMNS.items()])
        table = arrow.Table.from_pylist(list(self._rows()), schema=schema)
        return table.__arrow_c_stream__(requested_schema)
