"""From a request to its answer: the question to the workers, and what is sent back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Scope

import unspin
from unspin.server.gate import state
from unspin.server.kept import Answers, Kept
from unspin.server.options import Options
from unspin.server.pool import Pool
from unspin.server.problems import TYPE, Problem
from unspin.server.questions import KINDS, Answer, Question, Side, digest, encoded
from unspin.server.tokens import Tokens

Sent = dict[str, Side]


class Sending(dict[str, Side]):
    """Texts that a client sent, by name; their length is that of their bytes."""

    def __len__(self) -> int:
        return 1_000 + sum(map(len, self.values()))


class Answering:
    """Answers requests by asking the workers.

    Args:
        options: what the operator decided.
        pool: the workers.
        tokens: who may ask.
        nonce: what stands in pages for the nonce of each answer.
    """

    def __init__(self, options: Options, pool: Pool, tokens: Tokens, nonce: str) -> None:
        self._options, self._pool, self._tokens, self._nonce = options, pool, tokens, nonce
        self._answers = Answers(options.memory)
        self._sent: Kept[Sending] = Kept(options.memory, len)

    def site(self, scope: Scope) -> dict[str, Any]:
        """Return what the frame of a page needs."""
        api = ""
        if scope["method"] == "GET":
            query = scope["query_string"].decode("ascii", "replace")
            api = f"{scope['path']}.json" + (f"?{query}" if query else "")
        return {"scans": bool(self._options.folders), "login": self._tokens.asked, "api": api}

    async def told(self, request: Request, verb: str, **values: Any) -> Response:
        """Return the answer to a question, as JSON or as a page, or 304 when it is known."""
        form = state(request.scope)["form"]
        site = self.site(request.scope) if form == "html" else {}
        question = Question(verb, values, form, site)
        answer = await self._answers.get(question.key(), lambda: self._pool.ask(question))
        return respond(request, answer)

    async def table(self, request: Request, verb: str, **values: Any) -> Response:
        """Return the answer to a question as a table in CSV, or 304 when it is known."""
        question = Question(verb, values, "csv")
        return respond(
            request, await self._answers.get(question.key(), lambda: self._pool.ask(question))
        )

    def keep(self, texts: Sent) -> str:
        """Keep texts that were sent, for a while, and return the key they have then.

        Raises:
            Problem: 413, there is no room for them.
        """
        key = digest("\0".join(f"{name}={side!r}" for name, side in sorted(texts.items())))
        if not self._sent.put(key, Sending(texts)):
            raise Problem(413, "these texts are too large for a page: ask for JSON")
        return key

    def sent(self, key: str, *names: str) -> Sent:
        """Return texts that were sent.

        Raises:
            Problem: 404, they are forgotten, or were others.
        """
        found = self._sent.get(key)
        if found is None or found.keys() != set(names):
            raise Problem(404, "texts that were sent are kept for a while only: send them again")
        return found

    async def took(self, request: Request, verb: str, path: str, texts: Sent, **values: Any) -> Response:  # fmt: skip
        """Answer what was sent: JSON at once, a browser by leading it to the page of the answer."""
        if state(request.scope)["form"] == "json":
            base = {"base": ""} if verb == "find" else {}
            return await self.told(request, verb, **texts, **values, **base)
        query = urlencode({k: str(v).lower() for k, v in values.items()})
        return see(f"{path}/{self.keep(texts)}" + (f"?{query}" if query else ""))

    def shown(self, request: Request, page: str, data: Any, status: int = 200, **names: Any) -> Response:  # fmt: skip
        """Answer with what the server knows itself."""
        if state(request.scope)["form"] == "json":
            return Response(encoded(data), status, media_type=KINDS["json"])
        return self._page(request.scope, page, status, **names)

    def refuse(self, scope: Scope, problem: Problem) -> Response:
        """Return the answer that a problem is."""
        found = problem.to_dict()
        if state(scope).get("form") != "html":
            response = Response(encoded(found), problem.status, media_type=TYPE)
        elif problem.status == 401:
            response = self._page(scope, "login", 401, wrong=False)
        else:
            response = self._page(scope, "problem", problem.status, problem=found)
        response.headers.update(problem.headers)
        return response

    def _page(self, scope: Scope, page: str, status: int, **names: Any) -> Response:
        site = {**self.site(scope), "api": ""} if page in ("login", "problem") else self.site(scope)
        html = unspin.page(
            page, nonce=self._nonce, version=unspin.__version__, site=site, **names
        )  # fmt: skip
        return Response(html.encode("utf-8", "replace"), status, media_type=KINDS["html"])


def respond(request: Request, answer: Answer) -> Response:
    """Return an answer, or that what the client has is still good."""
    headers = {"Vary": "Accept, Cookie", **answer.headers}
    if request.method != "GET":
        return Response(answer.body, media_type=KINDS[answer.form], headers=headers)
    headers |= {"ETag": answer.etag, "Cache-Control": "private, no-cache"}
    known = {
        tag.strip().removeprefix("W/")
        for tag in request.headers.get("if-none-match", "").split(",")
    }
    if headers["ETag"].removeprefix("W/") in known:
        return Response(status_code=304, headers=headers)
    return Response(answer.body, media_type=KINDS[answer.form], headers=headers)


def see(path: str) -> Response:
    """Lead a browser on to another page of ours."""
    return RedirectResponse(path, 303)
