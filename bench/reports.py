"""`python -m bench.reports`: what the parser makes of each of the 39 government work reports.

A table for docs/corpus.md; needs the real documents, which are no part of the project.
"""

from __future__ import annotations

import sys
from pathlib import Path

from corpus.characters import count_han
from corpus.parse import parse_file

REPORTS = Path(__file__).resolve().parents[2] / "shared" / "samples" / "government-work-reports"
_HEAD = (
    "| file | speeches | title | date | headings | Han characters | kept of the body | warnings |\n"
    "|---|---|---|---|---|---|---|---|"
)
_FIRST, _NOTE = "各位代表", "本作品是"


def main() -> int:
    """Print the table."""
    if not REPORTS.is_dir():
        sys.stderr.write(f"the reports aren't in {REPORTS.name}/ beside the project\n")
        return 1
    print(_HEAD)
    for path in sorted(REPORTS.glob("*.txt")):
        print(_row(path))
    return 0


def _row(path: Path) -> str:
    document = parse_file(path, path.name)
    speech = document.speeches[0]
    body = _squeezed("".join(block.text for block in speech.blocks))
    source = _squeezed(path.read_text("utf-8"))
    written = source[source.index(_FIRST) : source.rindex(_NOTE)]
    kept = "all" if body == written else f"{len(body) / len(written):.2%}"
    headings = sum(block.kind == "heading" for block in speech.blocks)
    cells = (
        path.name[:4], len(document.speeches), speech.title, speech.date, headings,
        f"{count_han(body):,}", kept, "；".join(speech.warnings),
    )  # fmt: skip
    return f"| {' | '.join(map(str, cells))} |"


def _squeezed(text: str) -> str:
    return "".join(text.split()).replace("\u200b", "").replace("\u200d", "")


if __name__ == "__main__":
    sys.exit(main())
