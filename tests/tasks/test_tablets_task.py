"""The tablets task on every sample picture: what was read is scripted, what follows is rules."""

from __future__ import annotations

import asyncio
import csv
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest

from aiwf_cli.model.document import Document, Page, Word
from aiwf_cli.model.json import JsonObject
from aiwf_cli.model.record import Value
from aiwf_cli.model.task import Task
from aiwf_cli.run.checking import check_task
from aiwf_cli.run.extracted import Extracted
from aiwf_cli.run.pipeline import run_pipeline
from aiwf_cli.sources.tasks import load_task
from support import ScriptedClient

SAMPLES = Path(__file__).resolve().parents[2] / "sample_docs" / "tablets"
GOLD: Mapping[str, JsonObject] = {
    line["file"]: line
    for line in map(json.loads, (SAMPLES / "gold.jsonl").read_text("utf-8").splitlines())
}
BLANK = ("持参薬_3.jpg", "持参薬_4.jpg")
THEIRS = "IMG_2091.jpg"
"""KT 50B, another maker's, which only the master of other makers tells from our KT 508."""


@cache
def task(variant: str = "base") -> Task:
    return load_task("tablets", variant)


def picture(*words: tuple[str, float, float], name: str = "a.jpg") -> Document:
    """A picture without text, or with OCR's words 60 points wide and 30 high at (x, y)."""
    found, at = [], 0
    for text, x, y in words:
        found.append(Word(start=at, end=at + len(text), box=(x, y, x + 60, y + 30)))
        at += len(text) + 1
    text = "\n".join(word for word, _, _ in words)
    origin = "ocr" if words else "none"
    page = Page(number=1, width=960, height=720, text=text, words=tuple(found), origin=origin)  # type: ignore[arg-type]
    return Document(id=name, sha256="0" * 64, pages=(page,))


def read(imprint: str | None, state: str | None = None, faces: Any = None) -> JsonObject:
    """A reply to the question what is written on the tablets."""
    codes = imprint.split(" / ") if imprint else [None]
    told = faces or [{"tablet": at, "marks": code} for at, code in enumerate(codes, start=1)]
    return {
        "faces": told,
        "state": state or ("legible" if imprint else "blank"),
        "imprint": imprint,
    }


def run(reply: JsonObject, variant: str = "base") -> Extracted:
    outcome = asyncio.run(run_pipeline(task(variant), picture(), ScriptedClient({"read": reply})))
    assert outcome.record.error is None, outcome.record.error
    return outcome


def output(outcome: Extracted, step: str) -> JsonObject:
    return cast("JsonObject", next(t.output for t in outcome.traces if t.step == step))


def readings() -> Iterator[tuple[str, JsonObject]]:
    """For each picture, every right reading of it as a reply."""
    with (SAMPLES / "gold.csv").open(encoding="utf-8-sig", newline="") as table:
        for row in csv.DictReader(table):
            for imprint in row["刻印"].split(" || "):
                state = "illegible" if row["判定"] == "unreadable" else None
                yield row["file"], read(None if imprint == "該当なし" else imprint, state)


class TestEverySample:
    @pytest.mark.parametrize(("name", "reply"), [*readings()])
    def test_read_rightly_it_is_decided_rightly(self, name: str, reply: JsonObject) -> None:
        outcome = run(reply, "other-makers")
        gold = cast("JsonObject", GOLD[name]["fields"])
        found = outcome.record.fields
        assert {key: found[key] for key in gold} == gold
        assert output(outcome, "match")["status"] == GOLD[name]["steps"]["match"]["status"]

    @pytest.mark.parametrize(("name", "reply"), [*readings()])
    def test_only_one_needs_the_codes_of_other_makers(self, name: str, reply: JsonObject) -> None:
        outcome, gold = run(reply), cast("JsonObject", GOLD[name]["fields"])
        right = outcome.record.fields["verdict"] == gold["verdict"]
        assert right == (name != THEIRS)
        if not right:
            assert outcome.record.needs_review

    @pytest.mark.parametrize("name", BLANK)
    def test_a_blank_tablet_is_never_ours(self, name: str) -> None:
        assert cast("JsonObject", GOLD[name]["fields"])["verdict"] == "not ours"
        for variant in ("base", "other-makers"):
            for state in ("blank", "legible", "illegible", None):
                fields = run(read(None, state), variant).record.fields
                assert fields["verdict"] == (
                    "not ours" if state in ("blank", None) else "unreadable"
                )
                assert fields["product"] is None

    def test_an_ambiguous_code_is_never_resolved_by_picking(self) -> None:
        for name, reply in readings():
            if cast("JsonObject", GOLD[name]["fields"])["verdict"] != "ambiguous":
                continue
            for variant in ("base", "other-makers"):
                record = run(reply, variant).record
                assert record.fields["verdict"] == "ambiguous"
                assert (record.fields["product"], record.fields["product_code"]) == (None, None)
                assert record.needs_review


class TestJoining:
    @pytest.mark.parametrize(
        ("written", "imprint"),
        [
            ("402 HN", "HN 402"),
            ("C20 KT", "KT C20"),
            ("MZ-C5 MZ-C5", "MZ-C5"),
            ("250 KT 731", "KT 731 250"),
            ("5 ヒヨリアン", "ヒヨリアン 5"),
            ("KT 140 ／ SB 330", "KT 140 / SB 330"),
            ("KT 140 / KT-140", "KT 140"),
            ("KT 1/2", "KT 1/2"),
        ],
    )
    def test_mark_first_nothing_twice_each_tablet_by_itself(
        self, written: str, imprint: str
    ) -> None:
        assert run(read(written)).record.fields["imprint"] == imprint

    def test_the_two_sides_of_a_tablet_make_one_code(self) -> None:
        faces = [{"tablet": 1, "marks": "326"}, {"tablet": 1, "marks": "KT"}]
        record = run(read("KT 326", faces=faces)).record
        assert (record.fields["verdict"], record.needs_review) == ("ours", False)

    def test_faces_that_say_something_else_ask_for_a_look(self) -> None:
        faces = [{"tablet": 1, "marks": "KT 50B"}, {"tablet": 1, "marks": None}]
        record = run(read("KT 508", faces=faces)).record
        imprint = cast("Value", record.values["imprint"])
        assert imprint.needs_review
        assert imprint.notes[0] == "face by face it reads KT 50B"

    def test_what_the_faces_alone_say_is_looked_up_and_doubted(self) -> None:
        record = run(read(None, faces=[{"tablet": 1, "marks": "KT 214"}])).record
        assert (record.fields["verdict"], record.needs_review) == ("ours", True)

    @pytest.mark.parametrize("imprint", ["KT 2?4", "KT ?", "KT 214 / ??"])
    def test_a_character_that_is_not_clear_makes_it_unreadable(self, imprint: str) -> None:
        record = run(read(imprint)).record
        assert (record.fields["verdict"], record.fields["product"]) == ("unreadable", None)
        assert record.needs_review

    @pytest.mark.parametrize("imprint", ["?", "?? / ?"])
    def test_marks_of_which_none_is_clear_are_no_imprint(self, imprint: str) -> None:
        record = run(read(imprint, "illegible")).record
        assert (record.fields["verdict"], record.fields["imprint"]) == ("unreadable", None)

    @pytest.mark.parametrize("state", ["blank", "illegible", None])
    def test_what_is_read_counts_more_than_what_is_said_of_it(self, state: str | None) -> None:
        reply = {**read("KT 214"), "state": state}
        record = run(reply).record
        assert record.fields["verdict"] == "ours"
        assert record.needs_review is (state is not None)

    def test_a_code_with_a_double_at_another_maker_is_ours_and_asks_for_a_look(self) -> None:
        assert not run(read("KT 508")).record.needs_review
        record = run(read("KT 508"), "other-makers").record
        assert (record.fields["verdict"], record.needs_review) == ("ours", True)

    @pytest.mark.parametrize("imprint", ["刻印なし", "-", "なし", " "])
    def test_words_for_nothing_are_no_code(self, imprint: str) -> None:
        record = run(read(imprint, "blank")).record
        assert (record.fields["imprint"], record.fields["verdict"]) == (None, "not ours")


class TestQuestions:
    def test_the_picture_goes_along_and_no_text_is_needed(self) -> None:
        client = ScriptedClient({"read": read("KT 214")})
        asyncio.run(run_pipeline(task(), picture(), client))
        (request,) = client.requests
        assert [image.page for image in request.images] == [1]
        assert "自社" not in request.messages[1].text  # nobody asks whose it is

    def test_other_makers_touch_no_prompt(self) -> None:
        replies = {"read": read("KT 214")}
        clients = {name: ScriptedClient(replies) for name in ("base", "other-makers")}
        for name, client in clients.items():
            asyncio.run(run_pipeline(task(name), picture(), client))
        base, more = (client.requests for client in clients.values())
        assert [r.key_for("x") for r in base] == [r.key_for("x") for r in more]

    def test_classify_asks_with_the_whole_master(self) -> None:
        said: JsonObject = {
            "verdict": "ours",
            "product": "コハルモン錠20mg",
            "product_code": "00067",
        }
        client = ScriptedClient({"classify": said})
        record = asyncio.run(run_pipeline(task("classify"), picture(), client)).record
        assert record.fields == {"imprint": None, **said}
        assert "00067 KT 214 コハルモン錠20mg" in client.requests[0].messages[1].text
        assert len(client.requests[0].images) == 1

    def test_every_variant_is_sound(self) -> None:
        report = check_task("tablets")
        assert report.variants == ("base", "classify", "ocr", "other-makers")
        assert report.findings == ()


class TestOcr:
    def test_a_name_read_character_by_character_is_one_word(self) -> None:
        text = "ヒヨリアン\n5"
        places = [(at, at + 1, (100.0 + 30 * at, 100.0, 130.0 + 30 * at, 130.0)) for at in range(5)]
        words = [Word(*place) for place in [*places, (6, 7, (160.0, 140.0, 190.0, 170.0))]]
        page = Page(number=1, width=960, height=720, text=text, words=tuple(words), origin="ocr")
        doc = Document(id="a.jpg", sha256="0" * 64, pages=(page,))
        record = asyncio.run(run_pipeline(task("ocr"), doc, ScriptedClient({}))).record
        assert record.fields["imprint"] == "ヒヨリアン 5"
        assert record.fields["product_code"] == "00215"

    def decided(self, *words: tuple[str, float, float]) -> tuple[object, object, object]:
        assert not task("ocr").asks
        outcome = asyncio.run(run_pipeline(task("ocr"), picture(*words), ScriptedClient({})))
        fields = outcome.record.fields
        return fields["imprint"], fields["verdict"], fields["product_code"]

    @pytest.mark.parametrize(
        ("words", "decided"),
        [
            ([("KT", 100, 100), ("214", 100, 135)], ("KT 214", "ours", "00067")),
            ([("609", 100, 100), ("KT", 100, 135)], ("KT 609", "ours", "00140")),
            ([("NH", 100, 100), ("110", 100, 135)], ("NH 110", "ours", "00458")),
            ([("326", 100, 100), ("KT", 300, 100)], ("KT 326", "ours", "00095")),
            (
                [("KT", 100, 100), ("140", 100, 135), ("SB", 400, 100), ("330", 400, 135)],
                ("KT 140 / SB 330", "ambiguous", None),
            ),
            (
                [("HN", 100, 100), ("27", 100, 135), ("27", 400, 135), ("HN", 100, 400)],
                ("HN 27", "ours", "00407"),
            ),
            (
                [("カゼヨミン錠10mg", 100, 60), ("KT", 100, 100), ("305", 100, 135)],
                ("KT 305", "ours", "00080"),
            ),
            ([("KT", 100, 100), ("21", 100, 135)], ("KT 21", "not ours", None)),
            ([("66", 100, 100)], ("66", "ambiguous", None)),
            ([], (None, "unreadable", None)),
            ([("5mg", 100, 100)], (None, "unreadable", None)),
        ],
    )
    def test_words_are_put_together_by_where_they_stand(
        self, words: list[tuple[str, float, float]], decided: tuple[object, object, object]
    ) -> None:
        assert self.decided(*words) == decided

    def test_a_code_that_nobody_has_asks_for_a_look(self) -> None:
        """OCR reads faint relief in part, and a part of our code is nobody's."""
        parts = picture(("KT", 100, 100), ("21", 100, 135))
        record = asyncio.run(run_pipeline(task("ocr"), parts, ScriptedClient({}))).record
        assert (record.fields["verdict"], record.needs_review) == ("not ours", True)
