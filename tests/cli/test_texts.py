"""The command: streams, exit codes, and messages instead of tracebacks."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from importlib.util import find_spec

import pytest

from running import on_a_terminal, refused

SHORT = "The mill closed in May after a long strike, the owner said. Nobody was surprised.\n"
needs_web = pytest.mark.skipif(not find_spec("trafilatura"), reason="needs the web extra")


@pytest.fixture
def story(tmp_path):
    path = tmp_path / "story.txt"
    path.write_text(SHORT, encoding="utf-8")
    return path


def test_json_is_one_record_and_the_rest_is_silent(run, samples):
    done = run("compare", samples / "original.txt", samples / "spun.txt", "--json")
    assert (done.returncode, done.stderr) == (0, b"")
    (line,) = done.stdout.splitlines()
    record = json.loads(line)
    assert record["schema"] == "unspin.judgement/1"
    assert record["b"]["id"] == str(samples / "spun.txt")


def test_the_same_input_gives_the_same_bytes(run, samples):
    call = ("compare", samples / "original.txt", samples / "edited.txt", "--json")
    assert run(*call, PYTHONHASHSEED="1").stdout == run(*call, PYTHONHASHSEED="2").stdout


def test_the_view_has_no_escape_codes_when_piped(run, samples):
    done = run("compare", samples / "original.txt", samples / "spun.txt")
    assert done.returncode == 0
    assert b"spun" in done.stdout
    assert b" \n" not in done.stdout
    assert b"\x1b" not in done.stdout + done.stderr


def test_a_terminal_gets_colours_and_news(environment, story):
    shown = on_a_terminal({**environment, "TERM": "xterm-256color"}, "compare", story, story)
    assert "comparing" in shown
    assert "\x1b[" in shown


def test_no_escape_codes_on_a_terminal_under_no_color(environment, story):
    plain = {**environment, "NO_COLOR": "1", "TERM": "xterm-256color"}
    for arguments in (["compare", story, story], ["--help"], ["compare", "--help"]):
        shown = on_a_terminal(plain, *arguments)
        assert len(shown) > 100
        assert "\x1b" not in shown


def test_the_page_is_written_and_said_so_on_stderr(run, story, tmp_path):
    done = run("compare", story, story, "--json", "--html", "report.html")
    assert done.returncode == 0
    assert done.stderr == b"report: report.html\n"
    assert json.loads(done.stdout)["relation"] == "identical"
    assert (tmp_path / "report.html").stat().st_size > 1000


def test_quiet_leaves_files_and_the_exit_code(run, story, tmp_path):
    done = run("compare", story, story, "--quiet", "--exit-code", "--html", "report.html")
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")
    assert (tmp_path / "report.html").exists()


def test_exit_code_tells_a_copy_from_none(run, samples):
    original = samples / "original.txt"
    codes = [
        run("compare", samples / f"{name}.txt", original, "--quiet", "--exit-code").returncode
        for name in ("spun", "edited", "independent")
    ]
    assert codes == [1, 1, 0]


def test_one_side_can_come_from_standard_input(run, story):
    done = run("compare", "-", story, "--json", stdin=SHORT.encode())
    assert json.loads(done.stdout)["a"]["id"] == "-"
    assert refused(run("compare", "-", "-"), "only one of them")


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b"  \n", "no words"),
        ("image.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG image"),
        ("noise.txt", bytes(range(256)) * 20, "binary"),
        ("wide.txt", SHORT.encode("utf-16-le"), "byte order mark"),
        ("page.html", b"<html><body></body></html>", "no words"),
    ],
)
@needs_web
def test_bad_files_are_refused(run, story, tmp_path, name, data, said):
    (tmp_path / name).write_bytes(data)
    assert refused(run("compare", name, story), name, said)
    assert refused(run("compare", story, name, "--json"), name, said)


def test_missing_files_folders_and_targets(run, story, tmp_path):
    assert refused(run("compare", "nothing.txt", story), "nothing.txt", "no such file")
    assert refused(run("compare", tmp_path, story), "folder")
    assert refused(run("compare", story, story, "--html", "no/such/place.html"), "cannot write")
    assert refused(run("compare", story, story, "--html", "-"), "name a file")
    assert refused(run("demo", "--out", "story.txt"), "story.txt")


@pytest.mark.parametrize(
    "arguments",
    [["compare"], ["compare", "a"], ["compare", "a", "b", "c"], ["compare", "--what"], ["what"]],
)
def test_usage_errors(run, arguments):
    assert refused(run(*arguments), "Usage: unspin")


@pytest.mark.parametrize(
    ("data", "damage"),
    [
        (SHORT.replace("strike", "“grève”").encode("cp1252"), "Windows-1252"),
        (SHORT.replace(" a ", " a\0 ").encode(), "NUL"),
        (SHORT.replace("May", "M\ud83day").encode("utf-8", "surrogatepass"), "surrogate"),
        (b"<html><body>" + b"<div>" * 100_000 + SHORT.encode(), "tags were stripped"),
    ],
    ids=["encoding", "nul", "surrogate", "nested"],
)
@needs_web
def test_damage_gives_a_judgement_that_names_it(run, story, tmp_path, data, damage):
    (tmp_path / "damaged.txt").write_bytes(data)
    done = run("compare", "damaged.txt", story, "--html", "report.html")
    assert done.returncode == 0, done.stderr.decode()
    assert damage in " ".join(done.stdout.decode().split())
    assert damage in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert damage in run("compare", "damaged.txt", story, "--json").stderr.decode()


def test_one_line_of_ten_megabytes(run, story, tmp_path):
    (tmp_path / "long.txt").write_bytes(b"lorem ipsum dolor sit amet " * 370_000)
    begin = time.perf_counter()
    done = run("compare", "long.txt", story, "--json")
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["relation"] == "unrelated"
    assert time.perf_counter() - begin < 120


def test_an_internal_error_is_70_and_asks_for_a_report(run, environment, story, tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import unspin.api\nunspin.api.compare = abs\n")
    path = os.pathsep.join((str(tmp_path), environment["PYTHONPATH"]))
    done = run("compare", story, story, PYTHONPATH=path)
    assert (done.returncode, done.stdout) == (70, b"")
    assert b"internal error: TypeError" in done.stderr
    assert b"Traceback" not in done.stderr


def test_interrupting_is_130(environment, tmp_path):
    waiting = subprocess.Popen(
        [sys.executable, "-m", "unspin", "compare", "-", "never-reached.txt"],
        env=environment, cwd=tmp_path, stdin=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    time.sleep(1.0)
    waiting.send_signal(signal.SIGINT)
    _, message = waiting.communicate(timeout=10)
    assert waiting.returncode == 130
    assert b"Traceback" not in message


INSIDE = '''
import ctypes, signal, time
from unspin.cli import main
from unspin.cli.app import guarded

LLVM = """
called_back = ctypes.CFUNCTYPE(None)(lambda: signal.raise_signal(signal.SIGINT))
called_back()
print("whole", flush=True)
"""

@guarded()
def command():
    exec(compile(LLVM, "site-packages/llvmlite/binding/fake.py", "exec"), globals())
    time.sleep(20)

main.app = lambda prog_name: command()
main.main()
'''


def test_an_interrupt_waits_for_llvm_to_be_done(environment):
    begin = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", INSIDE], env=environment, capture_output=True, check=False
    )
    assert time.perf_counter() - begin < 15
    assert done.stdout == b"whole\n"
    assert b"unspin: interrupted\n" in done.stderr
    assert b"ignored" not in done.stderr


def test_a_closed_pipe_is_no_error(environment, samples):
    reading = subprocess.Popen(
        [sys.executable, "-m", "unspin", "compare", samples / "original.txt", samples / "spun.txt", "--json"],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    reading.stdout.close()
    message = reading.stderr.read()
    reading.stderr.close()
    assert (reading.wait(timeout=120), message) == (0, b"")


def test_version_and_speed_of_help(run):
    assert run("--version").stdout.startswith(b"unspin 0.")
    times = []
    for _ in range(3):
        begin = time.perf_counter()
        assert run("--help").returncode == 0
        times.append(time.perf_counter() - begin)
    assert min(times) < 1.0  # 0.3 s on a quiet machine; imports of numba would cost more than this
