"""Pictures of text, read page by page with RapidOCR where the extra `ocr` is installed.

Its models come with its wheel and are named by their paths here, so that nothing is ever fetched.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from corpus.errors import DamagedError, EmptyDocumentError, TooLargeError
from corpus.readers.placed import PlacedLine, paragraphs, without_margins
from corpus.readers.reading import Reading, flow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PIL import Image
    from pypdfium2 import PdfDocument

MOST_PAGES = 300
"""Pages of a scan that are read; each takes some seconds of processor time."""
MEMORY = 3 << 30
"""Bytes of address space for one page; some 1 GB of it is used."""
SECONDS = 120
"""Of processor time for one page; 1,700 characters take 6 to 9."""

_DPI = 200
_POINTS = 72 / _DPI
_LARGEST_SIDE = 4_000
_MODELS = {
    "Det.model_path": "PP-OCRv6_det_small.onnx",
    "Rec.model_path": "PP-OCRv6_rec_small.onnx",
    "Cls.model_path": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
}
_SETTINGS = {
    "Global.log_level": "critical",
    "Global.max_side_len": _LARGEST_SIDE,
    "Global.use_cls": False,
    # Lines are found as well in half the size, in a fifth of the time.
    "Det.limit_type": "max",
    "Det.limit_side_len": 1280,
    # Lines of one length don't wait for longer ones.
    "Rec.rec_batch_num": 1,
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
}
# In heights of a line: what is apart is a cell, and what differs by less is of one size.
_CELLS_APART = 2.0
_ALIKE = 0.25


def is_available() -> bool:
    """Tell whether the extra is installed with all its models."""
    return importlib.util.find_spec("onnxruntime") is not None and all(
        path.is_file() for path in _models().values()
    )


def count_pages(path: Path, name: str) -> int:
    """Return how many pages a scan has; raises a DocumentError that names it."""
    document = _document(path, name)
    if document is not None:
        count = len(document)
    else:
        with _picture(path, name) as picture:
            count = int(getattr(picture, "n_frames", 1))
    if count > MOST_PAGES:
        raise TooLargeError(name, f"{count:,} 页扫描件")
    return count


def read_page(path: Path, name: str, number: int) -> list[PlacedLine]:
    """Read one page of a scan, counted from 0; its lines from top to bottom, in points."""
    found = _engine()(_drawn(path, name, number))
    boxes = found.boxes if found.boxes is not None else ()
    pieces = [
        (*(float(value) * _POINTS for value in (*box.min(axis=0), *box.max(axis=0))), text)
        for box, text in zip(boxes, found.txts or (), strict=True)
    ]
    return list(_rows(sorted(pieces, key=lambda one: one[1] + one[3]), number))


def assembled(lines: Sequence[PlacedLine], name: str) -> Reading:
    """Return the reading of a scan's lines, with a warning that it was recognised."""
    if not lines:
        raise EmptyDocumentError(name)
    usual = median(line.size for line in lines)
    kept, margins = without_margins([_of_one_size(line, usual) for line in lines])
    pages = len({line.page for line in lines})
    notes = (f"扫描件 {pages} 页，文字是识别出来的，请核对",)
    return Reading(flow(paragraphs(kept)), tuple(margins), notes)


def _models() -> dict[str, Path]:
    found = importlib.util.find_spec("rapidocr")
    folder = Path(found.origin if found and found.origin else "rapidocr").parent / "models"
    return {setting: folder / model for setting, model in _MODELS.items()}


@cache
def _engine() -> Any:  # noqa: ANN401 - the library has no types
    from rapidocr import RapidOCR  # noqa: PLC0415 - it is an extra, and takes a second to load

    models = {setting: str(path) for setting, path in _models().items()}
    return RapidOCR(params={**_SETTINGS, **models})


def _drawn(path: Path, name: str, number: int) -> Any:  # noqa: ANN401 - an array of the library's
    document = _document(path, name)
    if document is not None:
        page = document[number]
        scale = min(1 / _POINTS, _LARGEST_SIDE / max(page.get_width(), page.get_height(), 1))
        return page.render(scale=scale).to_numpy()
    from PIL import ImageOps  # noqa: PLC0415 - most documents are no pictures

    with _picture(path, name) as picture:
        picture.seek(number)
        upright = ImageOps.exif_transpose(picture).convert("RGB")
        upright.thumbnail((_LARGEST_SIDE, _LARGEST_SIDE))
        return upright


def _document(path: Path, name: str) -> PdfDocument | None:
    from corpus.readers.pdf import opened  # noqa: PLC0415 - it loads PDFium

    data = path.read_bytes()
    return opened(data, name) if b"%PDF-" in data[:1024] else None


def _picture(path: Path, name: str) -> Image.Image:
    from PIL import Image  # noqa: PLC0415 - most documents are no pictures

    try:
        return Image.open(path)
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise DamagedError(name) from error


def _rows(pieces: list[Any], page: int) -> Iterator[PlacedLine]:
    """Gather what stands beside each other into lines."""
    row = 0
    rows: list[int] = []
    for index, (_, top, _, bottom, _) in enumerate(pieces):
        before = pieces[index - 1]
        if index and (top + bottom) / 2 > before[3]:
            row += 1
        rows.append(row)
    for _, group in groupby(zip(rows, pieces, strict=True), key=lambda one: one[0]):
        line = sorted((piece for _, piece in group), key=lambda one: one[0])
        height = median(bottom - top for _, top, _, bottom, _ in line)
        text, end = "", line[0][0]
        for left, _, right, _, written in line:
            text += ("\t" if left - end > _CELLS_APART * height else "") + written
            end = max(end, right)
        yield PlacedLine(text.strip(), line[0][0], end, min(one[1] for one in line), height, page)


def _of_one_size(line: PlacedLine, usual: float) -> PlacedLine:
    """Even out the heights of lines, which depend on what letters stand in them."""
    steps = max(1, round(line.size / usual / _ALIKE)) if usual else 1
    near = abs(line.size - usual) <= _ALIKE * usual
    size = usual if near else steps * _ALIKE * usual
    return PlacedLine(line.text, line.left, line.right, line.top, size, line.page)
