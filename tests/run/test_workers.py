"""Documents are read in processes of their own: one that kills its reader costs only itself."""

from __future__ import annotations

import asyncio
import hashlib
import os
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from aiwf_cli.errors import ParseError
from aiwf_cli.model.document import Page
from aiwf_cli.run.workers import Parsed, Workers, pages_from
from aiwf_cli.sources.limits import Limits, ReadOptions
from aiwf_cli.sources.pages import read_pages
from made_pdfs import Sheet, pdf_of, raw_pdf

CHILDREN = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")

PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<<%s>>>>"

pytestmark = pytest.mark.skipif(not CHILDREN.exists(), reason="looks at its children in /proc")


def pages_of(parsed: Parsed) -> tuple[Page, ...]:
    return pages_from(parsed.pages_json)


def children(of: int | None = None) -> list[int]:
    """The living reader processes of a process (of this one by default)."""
    path = Path(f"/proc/{of}/task/{of}/children") if of else CHILDREN
    return [int(pid) for pid in path.read_text().split() if alive(int(pid))]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


async def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


def run(work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    return asyncio.run(work())


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.pdf"
    path.write_bytes(pdf_of([Sheet().text(50, 50, "第1条（目的）"), Sheet().text(50, 50, "two")]))
    return path


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """A page that draws a billion forms: it hangs its parser in C."""
    forms = [
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>"
        b"/Length 11>>stream\n/X Do /X Do\nendstream" % number
        for number in range(6, 36)
    ]
    page = PAGE % b"/XObject<</X 5 0 R>>"
    path = tmp_path / "endless.pdf"
    path.write_bytes(
        raw_pdf(
            [
                b"<</Type/Catalog/Pages 2 0 R>>",
                b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
                page,
                b"<</Length 5>>stream\n/X Do\nendstream",
                *forms,
            ]
        )
    )
    return path


def test_a_worker_gives_what_reading_it_here_gives(good: Path) -> None:
    async def work() -> None:
        async with Workers(1) as workers:
            parsed = await workers.read(good)
            assert pages_of(parsed) == read_pages(good)
            assert parsed.sha256 == hashlib.sha256(good.read_bytes()).hexdigest()
            picture = await workers.render(good, 2, dpi=72, max_side=400)
            assert (picture.media_type, picture.height) == ("image/png", 400)
            assert picture == await workers.render(good, 2, dpi=72, max_side=400)

    run(work)


def test_no_process_is_started_before_it_is_needed_and_none_remains(good: Path) -> None:
    async def work() -> None:
        async with Workers(3) as workers:
            assert children() == []
            await workers.read(good)
            await workers.read(good)
            assert len(children()) == 1
            await asyncio.gather(*(workers.read(good) for _ in range(9)))
            assert len(children()) <= 3

    run(work)
    assert children() == []


def test_there_are_as_many_workers_as_processors() -> None:
    assert Workers().count == len(os.sched_getaffinity(0))


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, good: Path) -> None:
    (tmp_path / "letter.pdf").write_text("Dear reader")
    strange = tmp_path / os.fsdecode(b"\xff\xfe \n.pdf")
    strange.write_bytes(good.read_bytes())

    async def work() -> None:
        async with Workers(1) as workers:
            with pytest.raises(ParseError, match="plain text") as caught:
                await workers.read(tmp_path / "letter.pdf")
            assert caught.value.hint
            with pytest.raises(ParseError) as caught:
                await workers.read(tmp_path / "gone.pdf")
            assert caught.value.code == "vanished"
            assert len(pages_of(await workers.read(strange))) == 2
            assert len(children()) == 1

    run(work)


def test_a_document_that_hangs_costs_only_itself(good: Path, endless: Path) -> None:
    async def work() -> None:
        async with Workers(1, Limits(seconds=1)) as workers:
            results = await asyncio.gather(
                workers.read(endless), workers.read(good), return_exceptions=True
            )
            assert isinstance(results[0], ParseError)
            assert results[0].code == "timeout"
            assert not isinstance(results[1], BaseException)

    run(work)


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGKILL])
def test_a_document_that_kills_its_reader_costs_only_itself(
    good: Path, endless: Path, number: signal.Signals
) -> None:
    async def work() -> None:
        async with Workers(1) as workers:
            await workers.read(good)
            reading = asyncio.create_task(workers.read(endless))
            await asyncio.sleep(0.1)
            (child,) = children()
            os.kill(child, number)
            with pytest.raises(ParseError, match=f"ended with {number.name}") as caught:
                await reading
            assert caught.value.code == "crashed"
            assert len(pages_of(await workers.read(good))) == 2
            assert child not in children()

    run(work)


def test_a_worker_that_died_idle_is_replaced_unnoticed(good: Path) -> None:
    async def work() -> None:
        async with Workers(1) as workers:
            await workers.read(good)
            (child,) = children()
            os.kill(child, signal.SIGKILL)
            await wait_for(lambda: child not in children())
            await asyncio.sleep(0.1)
            await workers.read(good)

    run(work)


def test_a_document_that_wants_too_much_memory_costs_only_itself(
    tmp_path: Path, good: Path
) -> None:
    greedy = tmp_path / "greedy.pdf"
    content = zlib.compress(b"BT /F 1 Tf 1 0 0 1 5 5 Tm (abc def) Tj ET\n" * 400_000, 9)
    page = PAGE % b"/Font<</F 5 0 R>>"
    greedy.write_bytes(
        raw_pdf(
            [
                b"<</Type/Catalog/Pages 2 0 R>>",
                b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
                page,
                b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(content), content),
                b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            ]
        )
    )

    async def work() -> None:
        async with Workers(1, Limits(memory=150_000_000)) as workers:
            with pytest.raises(ParseError) as caught:
                await workers.read(greedy)
            assert caught.value.code == "too_large"
            assert len(pages_of(await workers.read(good))) == 2

    run(work)


def test_what_is_written_to_standard_output_is_no_reply(
    tmp_path: Path, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import os, sys\n"
        "def chatter(event, details):\n"
        "    if event == 'open' and str(details[0]).endswith('.pdf'):\n"
        "        os.write(1, b'warning: chatter\\n' * 10)\n"
        "sys.addaudithook(chatter)\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    async def work() -> None:
        async with Workers(1) as workers:
            assert len(pages_of(await workers.read(good))) == 2
            assert len(pages_of(await workers.read(good))) == 2

    run(work)


def test_a_reader_knows_no_secrets(
    tmp_path: Path, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "canary")

    async def work() -> None:
        async with Workers(1) as workers:
            await workers.read(good)
            (child,) = children()
            assert b"canary" not in Path(f"/proc/{child}/environ").read_bytes()

    run(work)


def test_modules_in_the_working_folder_are_not_imported(
    tmp_path: Path, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pymupdf.py").write_text("raise SystemExit('taken over')")
    monkeypatch.chdir(tmp_path)

    async def work() -> None:
        async with Workers(1) as workers:
            assert len(pages_of(await workers.read(good))) == 2

    run(work)


def test_ctrl_c_is_the_parents_affair(good: Path) -> None:
    async def work() -> None:
        async with Workers(1) as workers:
            await workers.read(good)
            (child,) = children()
            assert os.getsid(child) != os.getsid(0)
            os.kill(child, signal.SIGINT)
            await asyncio.sleep(0.05)
            await workers.read(good)
            assert children() == [child]

    run(work)


def test_a_cancelled_read_ends_its_worker(good: Path, endless: Path) -> None:
    async def work() -> None:
        async with Workers(1) as workers:
            reading = asyncio.create_task(workers.read(endless))
            await wait_for(lambda: len(children()) == 1)
            await asyncio.sleep(0.3)
            reading.cancel()
            with pytest.raises(asyncio.CancelledError):
                await reading
            assert children() == []
            await workers.read(good)

    run(work)


def test_the_end_of_all_readers_waits_for_no_document(good: Path, endless: Path) -> None:
    async def work() -> None:
        async with Workers(1) as workers:
            await workers.read(good)
            reading = asyncio.create_task(workers.read(endless))
            await asyncio.sleep(0.1)
        assert children() == []
        with pytest.raises(ParseError) as caught:
            await reading
        assert caught.value.code == "crashed"

    run(work)


def test_each_document_gets_its_own_pages_whatever_its_neighbours_do(
    tmp_path: Path, endless: Path
) -> None:
    paths = [tmp_path / f"{number}.pdf" for number in range(12)]
    for number, path in enumerate(paths):
        path.write_bytes(pdf_of([Sheet().text(50, 50, f"document {number}")]))
    (tmp_path / "letter.pdf").write_text("Dear reader")
    paths[3:3] = [endless, tmp_path / "gone.pdf"]
    paths[9:9] = [tmp_path / "letter.pdf", endless]

    async def read(workers: Workers, path: Path) -> str:
        try:
            return pages_of(await workers.read(path))[0].text.strip()
        except ParseError as error:
            return error.code

    async def work() -> list[str]:
        async with Workers(2, Limits(seconds=1)) as workers:
            return await asyncio.gather(*(read(workers, path) for path in paths))

    said = [f"document {number}" for number in range(12)]
    said[3:3] = ["timeout", "vanished"]
    said[9:9] = ["unreadable", "timeout"]
    assert run(work) == said


@pytest.mark.parametrize("called_off", [0, 1, 2])
def test_a_request_that_is_called_off_takes_no_answer_of_another(
    tmp_path: Path, called_off: int
) -> None:
    paths = [tmp_path / f"{number}.pdf" for number in range(5)]
    for number, path in enumerate(paths):
        path.write_bytes(pdf_of([Sheet().text(50, 50, f"document {number}")] * 3))

    async def work() -> None:
        async with Workers(1) as workers:
            await workers.begin(1)
            reading = [asyncio.create_task(workers.read(path)) for path in paths]
            await asyncio.sleep(0)
            reading[called_off].cancel()
            read = await asyncio.gather(*reading, return_exceptions=True)
            assert isinstance(read.pop(called_off), asyncio.CancelledError)
            texts = [pages_of(parsed)[0].text for parsed in read]
            assert texts == [f"document {n}" for n in range(5) if n != called_off]

    run(work)


def test_passwords_and_options_reach_the_reader(tmp_path: Path, good: Path) -> None:
    from aiwf_cli.sources.mupdf import pymupdf

    mupdf = pymupdf()
    with mupdf.open(good) as pdf:
        pdf.save(tmp_path / "shut.pdf", encryption=mupdf.PDF_ENCRYPT_AES_256, user_pw="geheim")

    async def work() -> None:
        async with Workers(1) as workers:
            with pytest.raises(ParseError) as caught:
                await workers.read(tmp_path / "shut.pdf")
            assert caught.value.code == "encrypted"
            options = ReadOptions(ocr="never", passwords=("geheim",))
            assert len(pages_of(await workers.read(tmp_path / "shut.pdf", options))) == 2

    run(work)


PARENT = """
import asyncio, sys
from aiwf_cli.run.workers import Workers

async def main():
    async with Workers(2) as workers:
        reading = [asyncio.create_task(workers.read(path)) for path in sys.argv[1:]]
        await asyncio.sleep(0.5)
        print("reading", flush=True)
        await asyncio.gather(*reading)
        await asyncio.sleep(60)

asyncio.run(main())
"""


@pytest.mark.parametrize("busy", [True, False])
def test_readers_die_with_a_parent_that_is_killed(busy: bool, good: Path, endless: Path) -> None:
    paths = [endless, endless] if busy else [good, good]
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, *map(str, paths)], stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout
        parent.stdout.readline()
        readers = children(parent.pid)
        assert len(readers) == 2
        parent.kill()
        wait_until(lambda: not any(alive(pid) for pid in readers))
