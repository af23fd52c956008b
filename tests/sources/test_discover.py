"""Which files of a folder are documents, what their ids are, and what is told about the rest."""

from __future__ import annotations

import json
import os
import socket
import unicodedata
from pathlib import Path

import pytest

from aiwf_cli.errors import UsageError
from aiwf_cli.sources.discover import ENDINGS, discover


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def ids(folder: Path) -> list[str]:
    return [source.id for source in discover(folder).documents]


def test_documents_are_found_at_any_depth_sorted_by_id(tmp_path: Path) -> None:
    put(tmp_path, "b.pdf", "a/z.PDF", "a/b/c.Jpeg", "B.pdf", "契約/条.tiff", "s.webp")
    assert ids(tmp_path) == ["B.pdf", "a/b/c.Jpeg", "a/z.PDF", "b.pdf", "s.webp", "契約/条.tiff"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_ending_counts_in_any_case(tmp_path: Path, ending: str) -> None:
    put(tmp_path, f"lower{ending}", f"upper{ending.upper()}")
    assert len(ids(tmp_path)) == 2


def test_a_single_file_is_a_folder_of_one(tmp_path: Path) -> None:
    put(tmp_path, "one.pdf", "other.pdf")
    (source,) = discover(tmp_path / "one.pdf").documents
    assert (source.id, source.path) == ("one.pdf", str(tmp_path / "one.pdf"))


def test_what_is_passed_over_is_counted(tmp_path: Path) -> None:
    put(tmp_path, "a.pdf", "b.docx", "sub/c.docx", "d.txt", "README", ".hidden.pdf", ".git/x.pdf")
    found = discover(tmp_path)
    assert [source.id for source in found.documents] == ["a.pdf"]
    assert found.other == {".docx": 2, ".txt": 1, "": 1}
    assert found.hidden == 2
    assert found.passed_over() == "2 .docx, 1 without ending, 1 .txt, 2 hidden"


def test_names_of_every_kind_make_ids_that_json_can_hold(tmp_path: Path) -> None:
    names = [
        "line\nbreak.pdf",
        "quote\"s'.pdf",
        "-rf.pdf",
        "=1+1.pdf",
        "\u202efdp.exe.pdf",
        "x" * 236 + ".pdf",
        " .pdf",
    ]
    put(tmp_path, *names)
    raw = os.fsencode(tmp_path) + b"/\xff\xfe\x82\xa0.pdf"
    Path(os.fsdecode(raw)).write_bytes(b"x")
    found = {source.id: source.path for source in discover(tmp_path).documents}
    assert set(found) == {*names, "\\xff\\xfe\\x82\\xa0.pdf"}
    assert json.loads(json.dumps(list(found)).encode("utf-8")) == list(found)
    assert all(Path(path).read_bytes() == b"x" for path in found.values())


def test_ids_are_nfc_and_twins_are_told_apart(tmp_path: Path) -> None:
    nfc = unicodedata.normalize("NFC", "ガス/ガス代.pdf")
    nfd = unicodedata.normalize("NFD", "ガス/ガス代.pdf")
    mixed = nfc.split("/")[0] + "/" + nfd.split("/")[1]
    for name in (nfd, nfc, mixed):
        put(tmp_path, name)
    found = {source.id: source.path for source in discover(tmp_path).documents}
    assert found == {
        nfc: f"{tmp_path}/{nfc}",
        nfc.replace(".pdf", "~2.pdf"): f"{tmp_path}/{nfd}",
        nfc.replace(".pdf", "~3.pdf"): f"{tmp_path}/{mixed}",
    }


def test_a_name_that_looks_like_a_twins_is_not_taken_from_its_file(tmp_path: Path) -> None:
    nfc, nfd = "が.pdf", unicodedata.normalize("NFD", "が.pdf")
    put(tmp_path, nfc, nfd, "が~2.pdf")
    assert ids(tmp_path) == ["が.pdf", "が~2.pdf", "が~3.pdf"]


def test_links_are_followed_to_files_within_the_folder_only(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    put(inside, "real.pdf", "sub/deep.pdf", ".store/blob")
    put(outside, "secret.pdf")
    (inside / "same.pdf").symlink_to("real.pdf")
    (inside / "stored.pdf").symlink_to(".store/blob")
    (inside / "leaves.pdf").symlink_to(outside / "secret.pdf")
    (inside / "out").symlink_to(outside)
    (inside / "loop").symlink_to(inside)
    (inside / "sub" / "up").symlink_to("..")
    (inside / "circle.pdf").symlink_to("circle.pdf")
    (inside / "gone.pdf").symlink_to("nowhere.pdf")
    found = discover(inside)
    assert [s.id for s in found.documents] == ["real.pdf", "same.pdf", "stored.pdf", "sub/deep.pdf"]
    assert found.links == ("circle.pdf", "gone.pdf", "leaves.pdf", "loop", "out", "sub/up")


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    put(tmp_path / "real", "a.pdf")
    (tmp_path / "link").symlink_to("real")
    assert ids(tmp_path / "link") == ["a.pdf"]


def test_pipes_and_sockets_are_passed_over(tmp_path: Path) -> None:
    put(tmp_path, "a.pdf")
    os.mkfifo(tmp_path / "pipe.pdf")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.fspath(tmp_path / "s.pdf"))
        found = discover(tmp_path)
    assert [source.id for source in found.documents] == ["a.pdf"]
    assert found.special == ("pipe.pdf", "s.pdf")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_permission_is_named(tmp_path: Path) -> None:
    put(tmp_path, "a.pdf", "shut/b.pdf")
    (tmp_path / "shut").chmod(0)
    try:
        found = discover(tmp_path)
    finally:
        (tmp_path / "shut").chmod(0o755)
    assert (len(found.documents), found.unreadable) == (1, ("shut",))


def test_no_such_folder_says_how_far_the_path_exists(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        discover(tmp_path / "docs" / "2024")
    assert "no such file or folder" in caught.value.message
    assert f"{tmp_path} exists" in caught.value.hint


def test_an_empty_folder_says_so_and_what_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        discover(tmp_path)
    assert "the folder is empty" in caught.value.message
    assert ".pdf .png .jpg" in caught.value.hint


def test_a_folder_of_other_files_says_what_it_has(tmp_path: Path) -> None:
    put(tmp_path, *(f"{n}.xlsx" for n in range(3)), "old/letter.doc")
    with pytest.raises(UsageError, match=r"there is 3 \.xlsx, 1 \.doc"):
        discover(tmp_path)


def test_a_single_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "notes.txt")
    with pytest.raises(UsageError, match="is no document"):
        discover(tmp_path / "notes.txt")


def test_a_pipe_is_neither_file_nor_folder(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    with pytest.raises(UsageError, match="neither a file nor a folder"):
        discover(tmp_path / "pipe.pdf")


def test_thousands_of_files_in_folders_are_found_in_order(tmp_path: Path) -> None:
    for part in range(5):
        folder = tmp_path / f"part-{part:02}"
        folder.mkdir()
        for number in range(1000):
            os.close(os.open(folder / f"doc-{number:04}.pdf", os.O_CREAT | os.O_WRONLY))
    names = [source.id for source in discover(tmp_path).documents]
    assert len(names) == 5_000
    assert names == sorted(names)
