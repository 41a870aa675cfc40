"""Scans: read page by page where the extra is installed, refused in one sentence where it isn't."""

from __future__ import annotations

import difflib
import io
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from bot.parser import parse, parsed
from bot.reading import SCANNED, read, why
from bot.worker import Worker
from corpus.errors import DocumentError, PictureError, ScannedError
from corpus.parse import parse_file
from corpus.readers import scan
from corpus.readers.placed import PlacedLine
from store.documents.model import DocumentSummary
from tests.support.documents import CHROMIUM, SPEECH, html_text, lines_of, print_pdf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PIL.Image import Image

    from corpus.model import Document, Speech

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
needs_ocr = pytest.mark.skipif(not scan.is_available(), reason="the extra ocr isn't installed")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium isn't installed")
without_ocr = pytest.mark.skipif(scan.is_available(), reason="the extra ocr is installed")


def pictures(printed: Path, pages: int) -> list[Image]:
    """The first pages of a PDF as they look at 200 dpi."""
    document = pypdfium2.PdfDocument(printed)
    return [
        document[number].render(scale=200 / 72).to_pil().convert("RGB")
        for number in range(min(pages, len(document)))
    ]


def scanned(printed: Path, pages: int, path: Path) -> Path:
    """A scan of the first pages of a PDF."""
    first, *others = pictures(printed, pages)
    if others:
        first.save(path, resolution=200, save_all=True, append_images=others)
    else:
        first.save(path, resolution=200)
    return path


def printed(folder: Path, text: str) -> Path:
    page = folder / "讲话.html"
    page.write_text(html_text(text), encoding="utf-8")
    print_pdf(page, folder / "讲话.pdf")
    return folder / "讲话.pdf"


def body(speeches: Iterable[Speech]) -> str:
    return "".join("".join(block.text.split()) for one in speeches for block in one.blocks)


def same(found: str, wanted: str) -> float:
    """The share of characters that came back, in their order."""
    blocks = difflib.SequenceMatcher(None, wanted, found, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(wanted)


def known(document: Document) -> list[tuple[str, str | None, str | None]]:
    return [(one.title, one.speaker, one.date) for one in document.speeches]


@needs_ocr
@needs_chromium
@pytest.mark.parametrize("suffix", ["pdf", "png", "tiff", "jpg"])
async def test_a_scan_is_read_with_a_warning_and_nothing_is_fetched(
    tmp_path: Path, suffix: str
) -> None:
    pages = []
    source = scanned(printed(tmp_path, SPEECH), 1, tmp_path / f"扫描.{suffix}")
    async with Worker.open() as worker:
        document = await parsed(worker, source, source.name, tell=lambda *one: pages.append(one))
    assert known(document) == [("在全港服务大会上的讲话", "甘立新", "2022-03-05")]
    assert same(body(document.speeches), "".join(lines_of(SPEECH)[3:])) > 0.98
    assert "扫描件 1 页，文字是识别出来的，请核对" in document.speeches[0].warnings
    assert pages[-1] == (1, 1)


@needs_ocr
@needs_chromium
def test_recognition_asks_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = scanned(printed(tmp_path, SPEECH), 1, tmp_path / "扫描.pdf")

    def refused(*_args: object, **_named: object) -> None:
        raise AssertionError("the network was asked for")

    monkeypatch.setattr(socket, "socket", refused)
    lines = scan.read_page(source, source.name, 0)
    assert "在全港服务大会上的讲话" in [line.text for line in lines]


@needs_ocr
@needs_chromium
@pytest.mark.samples
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real documents aren't here")
def test_ten_pages_come_back(tmp_path: Path) -> None:
    report = max((SAMPLES / "government-work-reports").glob("*.txt"))
    whole = printed(tmp_path, report.read_text("utf-8"))
    document = pypdfium2.PdfDocument(whole)
    assert len(document) >= 10
    ten = pypdfium2.PdfDocument.new()
    ten.import_pages(document, list(range(10)))
    ten.save(tmp_path / f"{report.stem}.pdf")
    wanted = parse_file(tmp_path / f"{report.stem}.pdf", f"{report.stem}.pdf")
    source = scanned(whole, 10, tmp_path / "扫描.pdf")
    lines = [line for number in range(10) for line in scan.read_page(source, "扫描.pdf", number)]
    found = parse_file(source, f"{report.stem}.pdf", scanned=lines)
    assert known(found) == known(wanted)
    assert same(body(found.speeches), body(wanted.speeches)) >= 0.98


@needs_ocr
@needs_chromium
async def test_a_pdf_that_has_text_is_never_recognised(tmp_path: Path) -> None:
    source = printed(tmp_path, SPEECH)
    pages = []
    async with Worker.open() as worker:
        await parsed(worker, source, source.name, tell=lambda *one: pages.append(one))
    assert pages == []


def picture_bytes() -> bytes:
    from PIL import Image

    written = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(written, "PNG")
    return written.getvalue()


@pytest.mark.parametrize("data", [picture_bytes(), picture_bytes()[:60]])
async def test_a_picture_without_text_is_one_sentence(tmp_path: Path, data: bytes) -> None:
    source = tmp_path / "空白.png"
    source.write_bytes(data)
    async with Worker.open() as worker:
        with pytest.raises(DocumentError) as raised:
            await parsed(worker, source, source.name)
    assert str(raised.value).count("。") == 1


@without_ocr
@pytest.mark.parametrize("suffix", ["pdf", "png"])
async def test_without_the_extra_a_scan_is_one_sentence(tmp_path: Path, suffix: str) -> None:
    source = tmp_path / f"扫描.{suffix}"
    from PIL import Image

    Image.new("RGB", (600, 800), "white").save(source)
    with pytest.raises(PictureError if suffix == "png" else ScannedError) as raised:
        parse(source, source.name)
    assert str(raised.value).count("。") == 1
    if suffix == "pdf":
        assert "ocr" in str(raised.value)
    assert read(source, source.name, tmp_path / "packed") == why(raised.value)


def test_the_chat_reads_a_scan_again_with_its_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.reading.is_available", lambda: True)
    from PIL import Image

    source = tmp_path / "扫描.pdf"
    Image.new("RGB", (600, 800), "white").save(source)
    assert read(source, source.name, tmp_path / "packed") == SCANNED
    outline = read(source, source.name, tmp_path / "packed", placed(lines_of(SPEECH)))
    assert isinstance(outline, DocumentSummary)
    assert [speech.title for speech in outline.speeches] == ["在全港服务大会上的讲话"]


def placed(lines: list[str], height: Callable[[int], float] = lambda _: 12.0) -> list[PlacedLine]:
    """Lines of a scan, one below another, cut as a page cuts them."""
    cuts = [line[start : start + 34] for line in lines for start in range(0, len(line), 34)]
    return [
        PlacedLine(cut, 80.0, 80.0 + 12 * len(cut), 60.0 + 22 * number, height(number), 0)
        for number, cut in enumerate(cuts)
    ]


def test_heights_of_recognised_lines_differ_without_a_meaning(tmp_path: Path) -> None:
    lines = placed(lines_of(SPEECH), height=lambda number: 11.0 + number % 3)
    document = parse_file(tmp_path / "扫描.pdf", "扫描.pdf", scanned=lines)
    assert body(document.speeches) == "".join("".join(lines_of(SPEECH)[3:]).split())
    assert document.speeches[0].warnings == ("扫描件 1 页，文字是识别出来的，请核对",)
