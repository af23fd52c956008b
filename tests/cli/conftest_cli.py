"""A folder of small PDFs, a task over them, and a model on loopback that answers by rule."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from time import sleep

import pytest

from aiwf_cli.sources.mupdf import pymupdf
from support import write_task

TASK = """
    name: letters
    fields:
      number: {type: code, label: 番号}
      total: {type: money, label: 合計}
    steps:
      - {name: read_number, kind: ask, prompt: prompts/number.md, returns: [number]}
      - {name: read_total, kind: ask, prompt: prompts/total.md, returns: [total]}
"""
PROMPTS = {
    "prompts/number.md": "Which number?\n{{ document.text }}",
    "prompts/total.md": "How much is {{ steps.read_number.number.value }}?\n{{ document.text }}",
}


@dataclass
class Model:
    """An endpoint that reads `No. X` and `Total Y` in what it is sent; counts what it is asked."""

    url: str = ""
    delay: float = 0.0
    bodies: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def answer(self, body: dict[str, object]) -> dict[str, object]:
        with self.lock:
            self.bodies.append(json.dumps(body, sort_keys=True))
        sleep(self.delay)
        text = str(body["messages"][-1]["content"])  # type: ignore[index]
        wanted, mark = ("number", "No. ") if "Which number?" in text else ("total", "Total ")
        value = text.partition(mark)[2].partition("\n")[0].strip()
        said = {wanted: {"value": value, "quote": mark + value}}
        return {
            "id": "x",
            "object": "chat.completion",
            "created": 0,
            "model": "served",
            "choices": [
                {
                    "index": 0,
                    "finish_reason": "stop",
                    "message": {"role": "assistant", "content": json.dumps(said)},
                }
            ],
            "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
        }


@pytest.fixture
def model() -> Iterator[Model]:
    served = Model()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            reply = json.dumps(served.answer(json.loads(self.rfile.read(length)))).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield served
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """Six letters; the last two say the same."""
    folder = tmp_path / "letters"
    (folder / "deep").mkdir(parents=True)
    for number, name in enumerate(["a", "b", "c", "deep/d", "e", "f"]):
        said = min(number, 4)
        write_pdf(folder / f"{name}.pdf", f"Letter\nNo. L-{said:03}\nTotal {1000 + said} yen")
    return folder


def write_pdf(path: Path, text: str) -> None:
    paper = pymupdf().open()
    paper.new_page().insert_text((72, 72), text.split("\n"))
    paper.save(path, no_new_id=True)
    paper.close()


@pytest.fixture
def task(tmp_path: Path) -> Path:
    write_task(tmp_path / "task", TASK, PROMPTS)
    return tmp_path / "task"


@dataclass
class Done:
    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, object]:
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


@dataclass
class Aiwf:
    """The command as a user types it, in a folder of its own."""

    folder: Path
    env: dict[str, str]

    def __call__(self, *arguments: object, code: int | None = 0, **env: str) -> Done:
        process = self.start(*arguments, **env)
        out, err = process.communicate(timeout=120)
        done = Done(process.returncode, out.decode(), err.decode())
        assert code is None or done.code == code, (done.code, done.out, done.err)
        assert "Traceback" not in done.err, done.err
        return done

    def start(self, *arguments: object, **env: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "aiwf_cli", *map(str, arguments)],
            cwd=self.folder,
            env={**self.env, **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def records(self, run: str = "latest") -> bytes:
        return (self.folder / "runs" / run / "records.jsonl").read_bytes()


@pytest.fixture
def aiwf(tmp_path: Path) -> Aiwf:
    folder = tmp_path / "work"
    folder.mkdir()
    hidden = ("OPENAI_", "AIWF_", "NO_COLOR")
    env = {key: value for key, value in os.environ.items() if not key.startswith(hidden)}
    return Aiwf(folder, env)


@pytest.fixture
def ask(aiwf: Aiwf, task: Path, letters: Path, model: Model) -> Callable[..., Done]:
    """`aiwf extract` of the letters by the model."""

    def run(*arguments: object, code: int | None = 0) -> Done:
        return aiwf("extract", task, letters, "--base-url", model.url, *arguments, code=code)

    return run
