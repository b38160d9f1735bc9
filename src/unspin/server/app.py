"""The application: the framework, what refuses in its place, and the gate around it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Scope

import unspin
from unspin.server import schemas
from unspin.server.answering import Answering
from unspin.server.gate import Gate
from unspin.server.jobs import Jobs
from unspin.server.options import Options
from unspin.server.pool import Pool, Worker
from unspin.server.problems import Problem, title_of
from unspin.server.routes import add_routes
from unspin.server.scans import add_scans
from unspin.server.tokens import Tokens

_ABOUT = """Compare texts, search an index for copies, browse what a scan found.

Every address answers a browser with a page and a program with JSON: ask with
`Accept: application/json`, or add `.json` to the path. JSON answers are those of the library's
`to_dict()`. Refusals are problems (RFC 9457). Lists go on at the cursor in `next`. Any request may
be refused with 400, 405, 408, 413, 415 or 429 as HTTP has it; 429 and 503 say when to come again."""


def application(options: Options, workers: list[Worker], nonce: str) -> ASGIApp:
    """Return the application of a server; its workers are ready."""
    tokens = Tokens(options.token)
    pool = Pool(workers, deadline=options.deadline, waiting=options.waiting)
    jobs = Jobs(options.folders)
    answering = Answering(options, pool, tokens, nonce)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        try:
            yield
        finally:
            jobs.end()
            pool.end()

    app = FastAPI(
        title="unspin", version=unspin.__version__, description=_ABOUT, lifespan=lifespan,
        openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False,
    )  # fmt: skip
    add_routes(app, answering)
    add_scans(app, answering, jobs, tokens)
    _add_refusals(app, answering)
    _add_openapi(app, tokens)
    return Gate(app, options, tokens, answering.refuse, nonce)


def _add_refusals(app: FastAPI, answering: Answering) -> None:
    """Answer everything that goes wrong with a problem."""

    async def problem(request: Request, error: Exception) -> Response:
        found = error if isinstance(error, Problem) else Problem(500, "this is a fault in unspin")
        return answering.refuse(request.scope, found)

    async def refused(request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            return await problem(request, error)
        detail = "/openapi.json lists what there is" if error.status_code in (404, 405) else ""
        headers = {"Allow": _allowed(app, request.scope)} if error.status_code == 405 else {}
        found = Problem(error.status_code, detail or title_of(error.status_code), headers)
        return answering.refuse(request.scope, found)

    async def invalid(request: Request, error: Exception) -> Response:
        errors = error.errors() if isinstance(error, RequestValidationError) else []
        places = [
            {"where": " ".join(map(str, e["loc"][1:])), "message": str(e["msg"])} for e in errors
        ]
        said = "; ".join(f"{p['where']}: {p['message']}" for p in places)
        return answering.refuse(request.scope, Problem(422, said, errors=places))

    app.add_exception_handler(Problem, problem)
    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Exception, problem)


def _allowed(app: FastAPI, scope: Scope) -> str:
    """Return the methods of an address, whichever routes they are on."""
    methods: set[str] = set()
    for route in app.routes:
        if isinstance(route, Route) and route.matches(scope)[0] != Match.NONE:
            methods |= route.methods or set()
    return ", ".join(sorted(methods))


def _add_openapi(app: FastAPI, tokens: Tokens) -> None:
    document: dict[str, Any] = {}

    @app.get("/openapi.json", include_in_schema=False)
    async def openapi() -> dict[str, Any]:
        if not document:
            document.update(schemas.document(app.openapi(), token_asked=tokens.asked))
        return document
