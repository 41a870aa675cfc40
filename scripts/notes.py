"""What the changelog says of a version: `python scripts/notes.py 0.2.0`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

CHANGELOG = Path(__file__).parents[1] / "CHANGELOG.md"


def notes(version: str) -> str:
    """The section of a version; ValueError where there is none."""
    sections = re.split(r"^## ", CHANGELOG.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for section in sections[1:]:
        head, _, body = section.partition("\n")
        if head.split()[0].strip("[]") == version:
            return body.strip() + "\n"
    raise ValueError(f"{CHANGELOG.name} has no section {version}")


if __name__ == "__main__":
    sys.stdout.write(notes(sys.argv[1]))
