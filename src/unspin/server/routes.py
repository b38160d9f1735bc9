"""The addresses: one function a route; it takes a request apart and asks."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import FastAPI, Path, Query, Request
from starlette.responses import Response

from unspin.server import cursors
from unspin.server.answering import Answering
from unspin.server.asking import fields_of, sides_of
from unspin.server.schemas import answers, tables, texts

Most = Annotated[int, Query(ge=1, le=100, description="How many at the most.")]
Few = Annotated[int, Query(ge=1, le=40, description="How many candidates are verified.")]
After = Annotated[
    str | None, Query(pattern=cursors.PATTERN, description="The `next` of the page before.")
]
Id = Annotated[str, Query(min_length=1, description="Id of a document of the index.")]
Strict = Annotated[bool, Query(description="Only quotations whose speaker is sure.")]
Key = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="Where POST led to.")]
Rank = Annotated[int, Path(ge=1, le=40)]
Number = Annotated[int, Path(ge=0, le=2**63 - 1)]

_TWO = {"a": "a_file", "b": "b_file"}
_ONE = {"text": "file"}
_SENT: dict[str, Any] = {"openapi_extra": texts(_ONE)}
_LEADS: dict[int | str, dict[str, Any]] = {
    303: {"description": "For a browser: the page is there."}
}


def add_routes(app: FastAPI, answering: Answering) -> None:
    """Add the routes that workers answer."""
    _add_comparing(app, answering)
    _add_finding(app, answering)
    _add_reading(app, answering)
    _add_restoring(app, answering)
    _add_browsing(app, answering)


def _add_comparing(app: FastAPI, answering: Answering) -> None:
    @app.get("/", responses=answers("Server"), response_class=Response)
    async def home(request: Request) -> Response:
        """Tell what is served; as a page, ask for texts."""
        return await answering.told(request, "home")

    @app.post(
        "/compare", responses=answers("Judgement", 400, 403, 413, 415, 422, 501) | _LEADS,
        openapi_extra=texts(_TWO), response_class=Response,
    )  # fmt: skip
    async def compare(request: Request) -> Response:
        """Compare two texts: align them, name every change, say which way the copying went."""
        sent = sides_of(await fields_of(request), _TWO)
        return await answering.took(request, "compare", "/compare", sent)

    @app.get("/compare/{key}", responses=answers("Judgement", 404, 422), response_class=Response)
    async def compared(request: Request, key: Key) -> Response:
        """Show two texts that were sent side by side."""
        return await answering.told(request, "compare", **answering.sent(key, *_TWO))

    @app.get("/pair", responses=answers("Judgement", 404, 422), response_class=Response)
    async def pair(request: Request, a: Id, b: Id) -> Response:
        """Compare two documents of the index."""
        return await answering.told(request, "pair", a=a, b=b)


def _add_finding(app: FastAPI, answering: Answering) -> None:
    @app.post(
        "/find", responses=answers("Matches", 400, 403, 413, 415, 422, 501) | _LEADS,
        **_SENT, response_class=Response,
    )  # fmt: skip
    async def find(request: Request, most: Few = 20) -> Response:
        """Find the sources and copies of a text, verified."""
        sent = sides_of(await fields_of(request), _ONE)
        return await answering.took(request, "find", "/find", sent, most=most)

    @app.get("/find/{key}", responses=answers("Matches", 404, 422), response_class=Response)
    async def found(request: Request, key: Key, most: Few = 20) -> Response:
        """Show what was found for a text that was sent."""
        sent = answering.sent(key, *_ONE)
        return await answering.told(request, "find", **sent, most=most, base=f"/find/{key}")

    @app.get(
        "/find/{key}/{rank}", responses=answers("Judgement", 404, 422), response_class=Response
    )
    async def found_pair(request: Request, key: Key, rank: Rank, most: Few = 20) -> Response:
        """Compare a text that was sent with one that was found for it."""
        sent = answering.sent(key, *_ONE)
        return await answering.told(request, "find-pair", **sent, most=most, rank=rank)

    @app.get("/matches", responses=answers("Matches", 404, 422), response_class=Response)
    async def matches(request: Request, id: Id, most: Few = 20) -> Response:  # noqa: A002 (the API's)
        """Find the sources and copies of a document of the index, verified."""
        query = request.scope["query_string"].decode("ascii", "replace")
        return await answering.told(request, "matches", id=id, most=most, query=query)

    @app.get("/matches/{rank}", responses=answers("Judgement", 404, 422), response_class=Response)
    async def match(request: Request, rank: Rank, id: Id, most: Few = 20) -> Response:  # noqa: A002
        """Compare a document of the index with one that was found for it."""
        return await answering.told(request, "match-pair", id=id, most=most, rank=rank)


def _add_reading(app: FastAPI, answering: Answering) -> None:
    @app.post(
        "/quotes", responses=answers("Quotes", 400, 403, 413, 415, 422, 501) | _LEADS,
        **_SENT, response_class=Response,
    )  # fmt: skip
    async def quotes(request: Request, strict: Strict = False) -> Response:
        """List the quotations of a text, each with who said it."""
        sent = sides_of(await fields_of(request), _ONE)
        return await answering.took(request, "quotes", "/quotes", sent, strict=strict)

    @app.get("/quotes", responses=answers("Quotes", 404, 422), response_class=Response)
    async def quotes_of(request: Request, id: Id, strict: Strict = False) -> Response:  # noqa: A002
        """List the quotations of a document of the index."""
        return await answering.told(request, "quotes-of", id=id, strict=strict)

    @app.get("/quotes/{key}", responses=answers("Quotes", 404, 422), response_class=Response)
    async def quoted(request: Request, key: Key, strict: Strict = False) -> Response:
        """Show the quotations of a text that was sent."""
        sent = answering.sent(key, *_ONE)
        return await answering.told(request, "quotes", **sent, strict=strict)

    @app.post(
        "/inspect", responses=answers("Inspection", 400, 403, 413, 415, 422, 501) | _LEADS,
        **_SENT, response_class=Response,
    )  # fmt: skip
    async def inspect(request: Request) -> Response:
        """Say how likely a text is machine-spun, and where, with no source at hand."""
        sent = sides_of(await fields_of(request), _ONE)
        return await answering.took(request, "inspect", "/inspect", sent)

    @app.get("/inspect", responses=answers("Inspection", 404, 422), response_class=Response)
    async def inspect_one(request: Request, id: Id) -> Response:  # noqa: A002 (the API's)
        """Say how likely a document of the index is machine-spun, and where."""
        return await answering.told(request, "inspect-one", id=id)

    @app.get("/inspect/{key}", responses=answers("Inspection", 404, 422), response_class=Response)
    async def inspected(request: Request, key: Key) -> Response:
        """Show what was said of a text that was sent."""
        return await answering.told(request, "inspect", **answering.sent(key, *_ONE))


def _add_statements(app: FastAPI, answering: Answering) -> None:
    @app.get("/statements", responses=answers("StatementList", 404, 409, 422),
             response_class=Response)  # fmt: skip
    async def statements(
        request: Request, most: Most = 50, after: After = None, strict: Strict = False
    ) -> Response:
        """List who said what, and what every witness made of it, over all of the index.

        Of a large scan they come family by family, and how many there are is not known.
        """
        return await answering.told(request, "statements", most=most, after=after, strict=strict)

    @app.get("/statements.csv", responses=tables(409, 422), response_class=Response)
    async def statements_table(request: Request, strict: Strict = False) -> Response:
        """Fetch all statements as a table, a row an appearance."""
        return await answering.table(request, "statements-table", strict=strict)

    @app.get("/families/{number}/statements", responses=answers("Statements", 404, 409, 422),
             response_class=Response)  # fmt: skip
    async def family_statements(
        request: Request, number: Number, strict: Strict = False
    ) -> Response:
        """List who said what in a family."""
        return await answering.told(request, "family-statements", number=number, strict=strict)

    @app.get("/families/{number}/statements.csv", responses=tables(404, 409, 422),
             response_class=Response)  # fmt: skip
    async def family_table(request: Request, number: Number, strict: Strict = False) -> Response:
        """Fetch the statements of a family as a table, a row an appearance."""
        return await answering.table(request, "family-statements", number=number, strict=strict)


def _add_restoring(app: FastAPI, answering: Answering) -> None:
    @app.post(
        "/restore", responses=answers("Restoration", 400, 403, 413, 415, 422, 501) | _LEADS,
        **_SENT, response_class=Response,
    )  # fmt: skip
    async def restore(request: Request) -> Response:
        """Put the probable wording back into a spun text, from its sources in the index."""
        sent = sides_of(await fields_of(request), _ONE)
        return await answering.took(request, "restore", "/restore", sent)

    @app.get("/restore", responses=answers("Restoration", 404, 422), response_class=Response)
    async def restore_one(request: Request, id: Id) -> Response:  # noqa: A002 (the API's)
        """Put the probable wording back into a document of the index."""
        return await answering.told(request, "restore-one", id=id)

    @app.get("/restore/{key}", responses=answers("Restoration", 404, 422), response_class=Response)
    async def restored(request: Request, key: Key) -> Response:
        """Show the probable wording of a text that was sent."""
        return await answering.told(request, "restore", **answering.sent(key, *_ONE))


def _add_browsing(app: FastAPI, answering: Answering) -> None:
    @app.get("/documents", responses=answers("Documents", 404, 422), response_class=Response)
    async def documents(
        request: Request, most: Most = 50, after: After = None,
        outlet: Annotated[str | None, Query(min_length=1)] = None,
    ) -> Response:  # fmt: skip
        """List the documents of the index, all or those of an outlet."""
        return await answering.told(request, "documents", most=most, after=after, outlet=outlet)

    @app.get("/document", responses=answers("Document", 404, 422), response_class=Response)
    async def document(request: Request, id: Id) -> Response:  # noqa: A002 (the API's)
        """Show a document of the index, with every text it has had."""
        return await answering.told(request, "document", id=id)

    @app.get("/families", responses=answers("Families", 404, 409, 422), response_class=Response)
    async def families(request: Request, most: Most = 50, after: After = None) -> Response:
        """List the families of copies, largest first."""
        return await answering.told(request, "families", most=most, after=after)

    @app.get(
        "/families/{number}", responses=answers("Family", 404, 409, 422), response_class=Response
    )
    async def family(request: Request, number: Number) -> Response:
        """Show a family: its documents, and the pairs that a scan has verified."""
        return await answering.told(request, "family", number=number)

    @app.get(
        "/families/{number}/lineage", responses=answers("Lineage", 404, 409, 422),
        response_class=Response,
    )  # fmt: skip
    async def lineage(request: Request, number: Number) -> Response:
        """Say who derives from whom in a family."""
        return await answering.told(request, "lineage", number=number)

    _add_statements(app, answering)

    @app.get("/outlets", responses=answers("Outlets"), response_class=Response)
    async def outlets(request: Request) -> Response:
        """List the outlets, and which copied which."""
        return await answering.told(request, "outlets")
