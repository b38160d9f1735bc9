"""``unspin mcp`` as an agent meets it: a process, spoken to by the SDK's own client."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
from collections.abc import Awaitable, Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from running import call, command, refused

pytest.importorskip("mcp.server.mcpserver", reason="needs the mcp extra")

from jsonschema import validate

from mcp import Client, StdioServerParameters
from unspin.errors import require

ROOT = Path(__file__).parent.parent.parent
SAMPLES = ROOT / "src" / "unspin" / "samples"
PAYLOADS = json.loads((Path(__file__).parent / "payloads.json").read_text(encoding="utf-8"))
TOOLS = {"compare", "find", "inspect", "quotes"}


@pytest.fixture(scope="module")
def index(tmp_path_factory) -> Path:
    """An index of the bundled stories, and of one whose names are payloads."""
    folder = tmp_path_factory.mktemp("mcp")
    stories = [
        {"id": name, "text": (SAMPLES / f"{name}.txt").read_text(encoding="utf-8")}
        for name in ("original", "spun", "edited")
    ]
    edited = stories[2]["text"]
    stories += [
        {"id": f"{n}{p}", "text": f"{edited}\n{p}", "title": p, "outlet": p}
        for n, p in enumerate(PAYLOADS[20:24])
    ]
    source = folder / "stories.jsonl"
    source.write_text("".join(json.dumps(s) + "\n" for s in stories), encoding="utf-8")
    done = call("add", folder / "index", source)
    assert done.returncode == 0, done.stderr
    return folder / "index"


def talk(doing: Callable[[Client], Awaitable[Any]], *arguments: object) -> Any:
    """Begin ``unspin mcp``, and let a client do something with it."""
    line = command("mcp", *arguments)
    server = StdioServerParameters(
        command=line[0], args=line[1:], env={**os.environ, "PYTHONPATH": str(ROOT / "src")}
    )

    async def session() -> Any:
        async with Client(server) as client:
            return await doing(client)

    return asyncio.run(asyncio.wait_for(session(), 300))


def asked(index: Path, name: str, **arguments: Any) -> dict[str, Any]:
    """Ask one tool, and check its answer by its schema."""

    async def doing(client: Client) -> Any:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        result = await client.call_tool(name, arguments)
        assert not result.is_error, result.content
        validate(result.structured_content, tools[name].output_schema)
        assert json.loads(result.content[0].text) == result.structured_content
        return result.structured_content

    return talk(doing, index)


def refusal(name: str, *places: object, **arguments: Any) -> str:
    """Ask one tool in vain, and return what it says."""

    async def doing(client: Client) -> Any:
        result = await client.call_tool(name, arguments)
        assert result.is_error
        return result.content[0].text

    return talk(doing, *places)


def test_all_tools_only_read_and_say_what_they_return(index):
    async def doing(client: Client) -> Any:
        return (await client.list_tools()).tools, client.instructions

    tools, about = talk(doing, index)
    assert {tool.name for tool in tools} == TOOLS
    for tool in tools:
        assert tool.annotations.read_only_hint
        assert tool.annotations.destructive_hint is False
        assert tool.annotations.open_world_hint is False
        assert tool.output_schema["additionalProperties"] is False
        assert tool.description
    assert "untrusted_" in about


def test_compare_names_the_source_and_the_worst_changes(index):
    told = asked(index, "compare", a_id="original", b_id="spun", most=3)
    assert told["headline"] == "b is a machine-spun copy of a"
    assert (told["relation"], told["source"]) == ("spun", "a")
    assert len(told["worst"]) == 3
    assert told["changes_left_out"] > 100
    worst = told["worst"][0]
    text = (SAMPLES / "original.txt").read_text(encoding="utf-8")
    assert text[slice(*worst["a_span"])] == worst["a"]["untrusted_text"]


def test_find_leads_from_one_call_to_the_next(index):
    text = (SAMPLES / "spun.txt").read_text(encoding="utf-8")

    async def doing(client: Client) -> Any:
        found = (await client.call_tool("find", {"text": text, "most": 20})).structured_content
        ids = [match["untrusted_id"] for match in found["matches"]]
        assert {"original", "edited"} <= set(ids)
        strange = [one for one in ids if "~" in one]
        assert len(strange) == 4
        assert not any("<" in one for one in ids)
        for one in strange:
            judged = await client.call_tool("compare", {"a_id": one, "b_id": "edited"})
            assert judged.structured_content["relation"] != "unrelated"

    talk(doing, index)


def test_inspect_and_quotes(index):
    told = asked(index, "inspect", id="spun", most=2)
    assert told["p_spun"] > 0.9
    assert len(told["findings"]) == 2
    assert told["findings_left_out"] > 0
    said = asked(index, "quotes", id="original", most=50)
    assert {q["speaker"]["untrusted_text"] for q in said["quotes"] if q["speaker"]} >= {
        "Ilena Marsh"
    }
    assert said["quotes_left_out"] == 0


def test_calls_that_cannot_be_answered_say_why(index):
    assert "give either b or b_id" in refusal("compare", index, a="The mill closed in May.")
    assert "no document of the index has the id" in refusal("inspect", index, id="<b>nobody")
    assert "<" not in refusal("inspect", index, id="<b>nobody")
    assert "400,000 at the most" in refusal("inspect", index, text="word " * 100_000)
    assert "no words" in refusal("inspect", index, text="?!")
    assert "begin the server as unspin mcp INDEX" in refusal("find", text="The mill closed.")


def test_an_index_that_is_not_there_is_refused(tmp_path):
    assert refused(call("mcp", tmp_path / "nowhere"), "is no folder")


def test_the_extra_is_asked_for():
    assert require("mcp")


def test_stdout_holds_only_the_protocol_and_ctrl_c_ends_it():
    process = subprocess.Popen(
        command("mcp"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    hello = {
        "jsonrpc": "2.0", "id": 1, "method": "initialize",
        "params": {"protocolVersion": "2025-06-18", "capabilities": {},
                   "clientInfo": {"name": "test", "version": "1"}},
    }  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(hello).encode() + b"\n")
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["result"]["serverInfo"]["name"] == "unspin"
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=2) == 130
    assert process.stdout.read() == b""
    for stream in (process.stdin, process.stdout, process.stderr):
        stream.close()


def test_over_http_only_this_machine_s_names_are_answered():
    process = subprocess.Popen(
        command("mcp", "--http", 0), stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    try:
        assert process.stderr is not None
        address = process.stderr.readline().split()[-1]
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/mcp", address)

        async def doing() -> Any:
            async with Client(address) as client:
                return await client.call_tool("quotes", {"text": '"We will," said Ann Lee.'})

        assert asyncio.run(doing()).structured_content["quotes"]
        for name, value in (("Host", "evil.example"), ("Origin", "http://evil.example")):
            line = HTTPConnection(address.split("/")[2], timeout=30)
            kinds = {
                "Content-Type": "application/json",
                "Accept": "application/json, text/event-stream",
            }
            line.request("POST", "/mcp", b"{}", {**kinds, name: value})
            assert line.getresponse().status in (403, 421)
            line.close()
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
