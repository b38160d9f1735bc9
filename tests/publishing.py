"""A publisher on this machine: feeds, a sitemap, pages, and a receiver of webhooks."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape


@dataclass
class Publisher:
    """What the server has, and what was asked of it."""

    port: int = 0
    pages: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    asked: Counter = field(default_factory=Counter)
    agents: set = field(default_factory=set)
    messages: list = field(default_factory=list)
    status: int = 200  # of the receiver
    moved: dict[str, str] = field(default_factory=dict)
    hold: threading.Event | None = None  # pages wait for it

    @property
    def place(self) -> str:
        return f"localhost:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.place}{path}"

    def put(self, path: str, title: str, text: str) -> None:
        """Publish a story as a page."""
        body = "".join(f"<p>{escape(p)}</p>" for p in text.split("\n") if p.strip())
        page = f"<html><head><title>{title}</title></head><body><article>{body}</article></body></html>"
        self.pages[path] = ("text/html; charset=utf-8", page.encode())

    def list(self, path: str, outlet: str, stories: list[str], bodies=()) -> None:
        """Publish a feed of stories, with their texts if there are any."""
        bodies = dict(bodies)
        items = "".join(
            f"<item><title>Story {s}</title><link>{self.url(s)}</link>"
            f"<description>{escape(bodies.get(s, ''))}</description></item>"
            for s in stories
        )
        feed = f"<rss><channel><title>{outlet}</title>{items}</channel></rss>"
        self.pages[path] = ("application/rss+xml", feed.encode())


def publish() -> tuple[Publisher, ThreadingHTTPServer]:
    """Start a server that answers for a new publisher."""
    here = Publisher()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            here.asked[self.path] += 1
            here.agents.add(self.headers["User-Agent"])
            if self.path in here.moved:
                self.send_response(302)
                self.send_header("Location", here.moved[self.path])
                self.end_headers()
                return
            kind, body = here.pages.get(self.path, ("", None))
            if kind == "text/html; charset=utf-8" and here.hold:
                here.hold.wait(20)
            tag = f'"{hash(body)}"'
            same = body is not None and self.headers["If-None-Match"] == tag
            self.send_response(304 if same else 404 if body is None else 200)
            self.send_header("ETag", tag)
            self.send_header("Content-Type", kind)
            self.end_headers()
            if body is not None and not same:
                with suppress(OSError):  # whoever asked had enough
                    self.wfile.write(body)

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            here.messages.append((dict(self.headers), body))
            self.send_response(here.status)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    here.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return here, server
