"""Built-in prompts put what is constant before what is the document's: prefixes are billed less."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import aiwf_cli

PROMPTS = sorted((Path(aiwf_cli.__file__).parent / "tasks").glob("*/prompts/*.md"))
ABOUT_AN_EARLIER_STEP = {"terms/patterns.md"}


def name_of(path: Path) -> str:
    return f"{path.parent.parent.name}/{path.name}"


@pytest.mark.parametrize("path", PROMPTS, ids=name_of)
def test_nothing_constant_stands_behind_the_document(path: Path) -> None:
    text = path.read_text("utf-8")
    shown = [found.start() for found in re.finditer(r"\{\{-?\s*document\b", text)]
    if shown:
        behind = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|</?document>", "", text[shown[0] :], flags=re.S)
        assert behind.strip() == ""
    if name_of(path) not in ABOUT_AN_EARLIER_STEP:
        earlier = re.search(r"\bsteps\.", text)
        assert earlier is None or not shown or earlier.start() > 0.9 * shown[0]
