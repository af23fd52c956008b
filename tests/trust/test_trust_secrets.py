"""Keys and passwords are seen nowhere, however an endpoint echoes them; documents stay private."""

from __future__ import annotations

import base64
import json
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from scripted_server import ScriptedServer, Served, completion, refused, said

from office import KEY, Office, number_in, right

PASSWORD, TOKEN, HEADER = "pw-canary-1f9c", "tok-canary-83aa", "gw-canary-5d1e"
BASIC = base64.b64encode(f"ada:{PASSWORD}".encode()).decode()
SECRETS = (KEY, PASSWORD, TOKEN, BASIC, HEADER)


def echoing(body: dict, times: int) -> Served:
    """Tells its callers all it knows of them: in errors, in refusals, in answers, beside them."""
    seen = f"Authorization: Bearer {KEY} or Basic {BASIC}, {PASSWORD} {TOKEN} {HEADER}"
    n = number_in(body)
    if n == 0:
        return said(None, refusal=f"I refuse {seen}")
    if n == 1:
        return refused(400, f"bad header {seen}")
    if n == 2:
        return said(f"no JSON but {seen}")
    if n == 3 and times == 0:
        return Served(status=502, body=f"<html>{seen}</html>".encode())
    if n == 4 and times == 0:
        return Served(body=json.dumps({"error": {"message": seen}}).encode())
    if n == 5:
        value = {"value": f"L-0005 {seen}", "quote": seen}
        answer = json.dumps({"number": value, "total": value})
        return Served(body=json.dumps({**completion(answer), "headers": seen}).encode())
    return right(body)


def leaks(data: bytes) -> list[str]:
    return [secret for secret in SECRETS if secret.encode() in data]


def everything_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder by name, and what is packed in those that are archives."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield str(path), path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    yield f"{path}/{name}", archive.read(name)


def with_secrets(url: str) -> str:
    return f"{url.replace('//', f'//ada:{PASSWORD}@')}?sig={TOKEN}"


def test_secrets_that_an_endpoint_echoes_are_in_no_file_and_on_no_screen(
    make_office: Callable[[int], Office],
) -> None:
    office = make_office(8)
    with ScriptedServer(echoing) as server:
        told = {"OPENAI_CUSTOM_HEADERS": f"X-Gateway: {HEADER}", "OPENAI_LOG": "debug"}
        done = office.extract(with_secrets(server.url), code=1, **told)
        sent = str(server.headers[0])
    assert HEADER in sent and (KEY in sent or BASIC in sent), "it was sent where it belongs"
    assert "HTTP Request" in done.err, "the openai package was told to log all it does"
    screens = [done, office.aiwf("cache", "export", "replies.jsonl")]
    screens += [office.aiwf("export", "latest", file) for file in ("out.xlsx", "out.jsonl")]
    for screen in screens:
        assert leaks((screen.out + screen.err).encode()) == []
    seen = dict(everything_in(office.aiwf.folder))
    assert {name: leaks(data) for name, data in seen.items() if leaks(data)} == {}
    assert sum(b"[hidden]" in data for data in seen.values()) > 3, (
        "what was echoed is there, hidden"
    )
    assert office.manifest()["endpoint"] == server.url
    assert "L-0006" in (office.aiwf.folder / "out.jsonl").read_text(), "and nothing else is hidden"


def test_the_error_that_ends_a_run_tells_no_secret(make_office: Callable[[int], Office]) -> None:
    office = make_office(1)
    fault = refused(401, f"no: {KEY} {TOKEN} Basic {BASIC}")
    with ScriptedServer(lambda _, __: fault) as server:
        done = office.extract(with_secrets(server.url), "--json", code=4)
    assert "no: [hidden]" in done.err
    assert leaks((done.out + done.err).encode()) == []
    assert leaks((office.runs()[0].folder / "manifest.json").read_bytes()) == []


def test_what_holds_the_text_of_documents_is_for_its_owner_alone(
    make_office: Callable[[int], Office],
) -> None:
    office = make_office(2)
    with ScriptedServer(right) as server:
        office.extract(server.url)
    office.aiwf("export", "latest", "out.xlsx")
    office.aiwf("cache", "export", "replies.jsonl")
    office.aiwf(
        "extract", office.task, office.letters, "--requests-out", "requests.jsonl", "--fresh"
    )
    [run] = office.runs()
    holding = [office.cache, *office.cache.rglob("*"), run.folder, *run.folder.rglob("*")]
    holding += [
        office.aiwf.folder / name for name in ("out.xlsx", "replies.jsonl", "requests.jsonl")
    ]
    open_ones = [
        str(path)
        for path in holding
        if not path.is_symlink() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    assert [path for path in open_ones if not path.endswith(".gitignore")] == []
