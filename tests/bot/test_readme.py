"""What the first page says of where things are kept is true with other settings, too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.__main__ import NEWEST, OLDEST

ROOT = Path(__file__).parents[2]
KEPT = ("stay in", "留在")


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_where_things_stay_is_told_with_the_settings_that_name_another_store(name: str) -> None:
    paragraphs = (ROOT / name).read_text("utf-8").split("\n\n")
    told = [one for one in paragraphs if "data/sample.db" in one and any(k in one for k in KEPT)]
    assert told
    for paragraph in told:
        assert "DATABASE_PATH" in paragraph
        assert "DATABASE_URL" in paragraph


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "docs/operations.md"])
def test_what_it_does_not_run_on_is_one_sentence(name: str) -> None:
    oldest, newest = (".".join(map(str, one)) for one in (OLDEST, NEWEST))
    text = (ROOT / name).read_text("utf-8")
    assert re.search(rf"Python {oldest} (to|到) {newest}", text)
    sentences = re.split(r"。|\.\s", text)
    assert [one for one in sentences if "Windows" in one and "WSL" in one and newest in one]
