"""The fonts of this machine that a picture is drawn with; none is shipped."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SERIF = ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC", "Songti SC", "SimSun")
SANS = ("Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei", "Microsoft YaHei")
SYMBOLS = ("Symbola", "DejaVu Sans")
"""Families for characters that no Chinese font holds."""
FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/System/Library/Fonts"),
)
"""Where fonts lie on a machine without fontconfig."""
FILES = ("NotoSerifCJK-Regular.ttc", "NotoSerifSC-Regular.otf", "NotoSansCJK-Regular.ttc")
_CJK_SIMPLIFIED = 2
"""The simplified Chinese face in the Noto CJK collections."""


class NoFontError(Exception):
    """No font of this machine holds Chinese characters."""


@dataclass(frozen=True, slots=True)
class Face:
    """One face: a font file and, in a collection of faces, its number."""

    path: str
    index: int = 0


@dataclass(frozen=True, slots=True)
class Fonts:
    """The face for text, and those that are looked into for what it lacks."""

    text: Face
    others: tuple[Face, ...] = ()


@cache
def find_fonts() -> Fonts:
    """The best Chinese fonts there are; raises NoFontError, and then looks again next time."""
    chinese = _listed((*SERIF, *SANS)) or _lying_about()
    if not chinese:
        raise NoFontError
    return Fonts(chinese[0], (*chinese[1:], *_listed(SYMBOLS)))


def usable_fonts() -> Fonts | None:
    """The same, None where there is none and a picture is made without words."""
    try:
        return find_fonts()
    except NoFontError:
        return None


def _listed(families: tuple[str, ...]) -> list[Face]:
    """The regular faces of these families, in this order, as fontconfig lists them."""
    lister = shutil.which("fc-list")
    if lister is None:
        return []
    found = []
    for family in families:
        wanted = f"{family}:style=Regular"
        listed = subprocess.run(  # noqa: S603 - a fixed command
            [lister, wanted, "--format", "%{file}\t%{index}\n"],
            capture_output=True,
            text=True,
            check=False,
        )
        found += [line.split("\t") for line in sorted(listed.stdout.splitlines())[:1]]
    return [Face(path, int(index)) for path, index in found]


def _lying_about() -> list[Face]:
    found = []
    for name in FILES:
        for folder in FOLDERS:
            paths = sorted(folder.rglob(name)) if folder.is_dir() else []
            index = _CJK_SIMPLIFIED if name.endswith(".ttc") else 0
            found += [Face(str(path), index) for path in paths[:1]]
    return found
