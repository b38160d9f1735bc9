"""The addresses that no worker answers: scans, the login, the icon."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import FastAPI, Header, Path, Request
from starlette.responses import FileResponse, Response, StreamingResponse

from unspin.server.answering import Answering, see
from unspin.server.asking import JSON, fields_of, wrong
from unspin.server.gate import state
from unspin.server.jobs import Job, Jobs
from unspin.server.problems import Problem
from unspin.server.schemas import answers, inputs, refusals, token
from unspin.server.tokens import COOKIE, SESSION, Tokens

JobId = Annotated[str, Path(pattern="^[0-9a-f]{16}$")]
Idempotency = Annotated[
    str | None,
    Header(pattern="^[!-~]{1,255}$", description="Your name for this request, new for each scan."),
]
_MOST = 100
_ICON = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" '
    b'fill="#0068a3"/><path d="M3 6h10M3 10h10M10 3 6 13" stroke="#fff" stroke-width="1.6"/></svg>'
)
_SEE: dict[int | str, dict[str, Any]] = {303: {"description": "For a browser: the page is there."}}
_STREAM = {"schema": {"type": "string", "description": "Events named `job`; data: a Job."}}
_LINES = {"schema": {"type": "string", "description": "A line of JSON for each."}}


def add_scans(app: FastAPI, answering: Answering, jobs: Jobs, tokens: Tokens) -> None:
    """Add the routes that the server answers itself."""
    _add_jobs(app, answering, jobs)
    _add_results(app, jobs)
    if tokens.asked:
        _add_login(app, tokens)

    @app.get("/favicon.svg", include_in_schema=False)
    async def icon() -> Response:
        headers = {"Cache-Control": "public, max-age=86400"}
        return Response(_ICON, media_type="image/svg+xml", headers=headers)


def _add_jobs(app: FastAPI, answering: Answering, jobs: Jobs) -> None:
    def shown(request: Request, job: Job, status: int = 200) -> Response:
        return answering.shown(request, "job", job.to_dict(), status, job=job.to_dict())

    @app.get("/jobs", responses=answers("Jobs"), response_class=Response)
    async def listed(request: Request) -> Response:
        """List the scans, the newest first."""
        rows = [job.to_dict() for job in jobs.all()]
        folders = list(map(str, jobs.folders))
        return answering.shown(request, "jobs", {"jobs": rows}, jobs=rows, folders=folders)

    @app.post(
        "/jobs", openapi_extra=inputs(), response_class=Response, status_code=202,
        responses=answers("Job", 400, 403, 413, 415, 422, ok="202") | _SEE,
    )  # fmt: skip
    async def begun(request: Request, idempotency_key: Idempotency = None) -> Response:
        """Begin a scan of files and folders that the operator allowed.

        With an `Idempotency-Key`, sending this again leads to the scan that was begun.
        """
        job = jobs.add(_inputs(request, await fields_of(request)), idempotency_key)
        if state(request.scope)["form"] == "html":
            return see(f"/jobs/{job.id}")
        response = shown(request, job, 202)
        response.headers["Location"] = f"/jobs/{job.id}"
        return response

    @app.get("/jobs/{job_id}", responses=answers("Job", 404, 422), response_class=Response)
    async def one(request: Request, job_id: JobId) -> Response:
        """Tell how a scan goes."""
        return shown(request, jobs.get(job_id))

    @app.post(
        "/jobs/{job_id}/cancel", responses=answers("Job", 403, 404, 422) | _SEE,
        response_class=Response,
    )  # fmt: skip
    async def cancelled(request: Request, job_id: JobId) -> Response:
        """End a scan; one that is done stays as it is."""
        job = jobs.get(job_id)
        await jobs.cancel(job)
        if state(request.scope)["form"] == "html":
            return see(f"/jobs/{job.id}")
        return shown(request, job)


def _add_results(app: FastAPI, jobs: Jobs) -> None:
    @app.get(
        "/jobs/{job_id}/events", response_class=StreamingResponse,
        responses={200: {"description": "Goes on until the scan ends.",
                         "content": {"text/event-stream": _STREAM}}, **refusals(404, 422)},
    )  # fmt: skip
    async def events(job_id: JobId) -> Response:
        """Follow a scan by server-sent events."""
        job = jobs.get(job_id)
        jobs.check_listeners()
        return StreamingResponse(jobs.events(job), media_type="text/event-stream")

    @app.get(
        "/jobs/{job_id}/results/{name}", response_class=FileResponse,
        responses={200: {"description": "A result of the scan.",
                         "content": {JSON: {"schema": {}}, "application/jsonl": _LINES}},
                   **refusals(404, 409, 422)},
    )  # fmt: skip
    async def results(
        job_id: JobId,
        name: Literal["families.jsonl", "pairs.jsonl", "skipped.jsonl", "stats.json"],
    ) -> Response:
        """Fetch a result of a scan that is done."""
        job = jobs.get(job_id)
        if job.state != "done":
            raise Problem(409, f"the scan is {job.state}: it has no results")
        kind = JSON if name.endswith(".json") else "application/jsonl"
        return FileResponse(job.out / name, media_type=kind, filename=name)


def _add_login(app: FastAPI, tokens: Tokens) -> None:
    @app.post(
        "/login", openapi_extra=token(), response_class=Response, status_code=303,
        responses={303: {"description": "Logged in; the cookie is the session."},
                   **refusals(400, 403, 413, 415, 422)},
    )  # fmt: skip
    async def login(request: Request) -> Response:
        """Give the token, and get a session for a browser."""
        given = (await fields_of(request)).get("token")
        if not isinstance(given, str) or not given:
            raise wrong("token", "is missing")
        if not tokens.right(given):
            raise Problem(
                401, "this is not the token", {"WWW-Authenticate": 'Bearer realm="unspin"'}
            )
        response = see("/")
        response.set_cookie(COOKIE, tokens.cookie(), SESSION, httponly=True, samesite="strict")
        return response

    @app.post("/logout", response_class=Response, status_code=303,
              responses={303: {"description": "Logged out."}, **refusals(403)})  # fmt: skip
    async def logout() -> Response:
        """End the session of this browser."""
        response = see("/")
        response.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return response


def _inputs(request: Request, fields: dict[str, Any]) -> list[str]:
    """Return the paths that a request names: a list, or in a form the lines of a field."""
    if unknown := sorted(fields.keys() - {"inputs"}):
        raise wrong(unknown[0][:80], "no such field; there is inputs")
    given = fields.get("inputs")
    if isinstance(given, str) and not request.headers["content-type"].lower().startswith(JSON):
        given = [line for each in given.split("\n") if (line := each.strip(" \t\r"))]
    if not isinstance(given, list) or not 1 <= len(given) <= _MOST:
        raise wrong("inputs", f"name 1 to {_MOST} files or folders")
    if not all(isinstance(name, str) and name for name in given):
        raise wrong("inputs", "each is the path of a file or folder")
    return given
