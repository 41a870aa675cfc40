"""The real compilations and reports, scored against what is known of them by hand."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from corpus.normal import normalize
from corpus.parse import account, parse_file
from corpus.reader import read_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.model import Speech

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
REPORTS = SAMPLES / "government-work-reports"
FLOOR = 0.99
COMPILATIONS = 3
REPORT_COUNT = 39
HEAD = 120
"""Characters above a report's text."""

pytestmark = [
    pytest.mark.samples,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real documents aren't here"),
]

reports = sorted(REPORTS.glob("*.txt")) if SAMPLES.is_dir() else []


def squeeze(text: str) -> str:
    return "".join(text.split())


def body(speech: Speech) -> str:
    return squeeze("".join(block.text for block in speech.blocks))


def headings(speech: Speech) -> list[str]:
    return [squeeze(block.text).rstrip("。") for block in speech.blocks if block.kind == "heading"]


def count_han(text: str) -> int:
    return sum("\u4e00" <= character <= "\u9fff" for character in text)


def points(speech: Speech, truth: dict[str, Any]) -> Iterator[tuple[str, object, object, bool]]:
    """Yield the name of each point, what is wanted, what was found and whether it is earned."""
    for name in ("title", "organisation", "speaker", "date"):
        found = getattr(speech, name)
        yield name, truth[name], found, found == truth[name]
    text, han = body(speech), count_han(body(speech))
    yield "first", truth["first"], text[:15], text[:15] == truth["first"]
    yield "last", truth["last"], text[-15:], text[-15:] == truth["last"]
    close = abs(han - truth["han_chars"]) <= 0.004 * truth["han_chars"]
    yield "han_chars", truth["han_chars"], han, close
    wanted = [squeeze(section).rstrip("。") for section in truth["sections"]]
    yield "sections", wanted, headings(speech), headings(speech) == wanted


def test_compilations_earn_their_points() -> None:
    truth = json.loads((SAMPLES / "truth.json").read_text("utf-8"))
    earned = total = 0
    misses = []
    for name, speeches in truth.items():
        found = parse_file(SAMPLES / name, name).speeches
        total += 1
        earned += len(found) == len(speeches)
        if len(found) != len(speeches):
            misses.append(f"{name}: {len(found)} speeches, not {len(speeches)}")
        for speech, wanted in zip(found, speeches, strict=False):
            for point, want, got, right in points(speech, wanted):
                total += 1
                earned += right
                if not right:
                    misses.append(f"{name} {wanted['n']} {point}: {got!r}, not {want!r}")
    assert len(truth) == COMPILATIONS
    assert earned / total >= FLOOR, f"{earned} of {total}\n" + "\n".join(misses)


def test_contents_and_collections() -> None:
    collections = [parse_file(path, path.name).collection for path in sorted(SAMPLES.glob("0*"))]
    assert [collection is not None for collection in collections] == [False, True, False]


@pytest.mark.parametrize("path", reports, ids=lambda path: path.name[:4])
def test_each_report_is_one_whole_speech(path: Path) -> None:
    document = parse_file(path, path.name)
    (speech,) = document.speeches
    year = path.name[:4]
    assert speech.date is not None
    assert speech.date[:4] == year
    assert speech.title in (path.stem, "政府工作报告")
    assert speech.speaker is None or speech.speaker in squeeze(path.read_text("utf-8")[:HEAD])
    text = body(speech)
    assert "公有领域" not in text
    assert "Publicdomain" not in text
    assert text.startswith("各位代表")

    source = squeeze(path.read_text("utf-8")).replace("\u200b", "").replace("\u200d", "")
    written = source[source.index("各位代表") : source.rindex("本作品是")]
    # What a wiki's editor left of a word that was to be bold.
    assert text == re.sub(r"'(?:粗体文字)?", "", written)


@pytest.mark.parametrize("path", reports, ids=lambda path: path.name[:4])
def test_no_report_keeps_line_breaks_of_links(path: Path) -> None:
    (speech,) = parse_file(path, path.name).speeches
    torn = [
        block.text[-30:]
        for block in speech.blocks
        if re.search(r"[，、《（“]$", block.text) or re.match(r"[，。、；》）”]", block.text)
    ]
    assert torn == []
    assert sum(block.kind == "heading" for block in speech.blocks) >= 3


def test_reports_are_complete() -> None:
    assert len(reports) == REPORT_COUNT


@pytest.mark.parametrize("slogan", ["一河两山一湖", "国之大者", "两个确立"])
def test_slogans_are_whole_where_the_source_breaks_them(slogan: str) -> None:
    texts = [
        normalize(block.text)
        for path in sorted(SAMPLES.glob("0*.txt"))
        for speech in parse_file(path, path.name).speeches
        for block in speech.blocks
    ]
    whole = sum(text.count(slogan) for text in texts)
    scattered = sum(
        normalize(read_document(path)).count(slogan) for path in sorted(SAMPLES.glob("0*.txt"))
    )
    assert whole == scattered > 0


@pytest.mark.parametrize(
    "path", [*sorted(SAMPLES.glob("0*.txt")), *reports], ids=lambda path: path.name[:8]
)
def test_nothing_vanishes_silently(path: Path) -> None:
    text = read_document(path)
    parsed = account(text, path.name)
    position = 0
    for span in parsed.spans:
        assert span.start >= position
        assert text[position : span.start].strip() == "", span
        position = span.end
    assert text[position:].strip() == ""
    kept = "".join(text[s.start : s.end] for s in parsed.spans if s.fate == "正文")
    blocks = "".join(b.text for speech in parsed.document.speeches for b in speech.blocks)
    assert squeeze(kept) == squeeze(blocks)
