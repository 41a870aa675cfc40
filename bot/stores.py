"""Which store is meant, what it is called, and what was filled in another one and forgotten."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import corpus
from bot.output import PROGRAM
from bot.settings import SAMPLE_STORE, STORE
from corpus.parse import find_documents
from corpus.reader import fingerprint
from store.db.glance import document_hashes

if TYPE_CHECKING:
    from bot.settings import Settings
    from store.db.engines import Place

SAMPLES = Path(corpus.__file__).with_name("sample")


def whole(place: Path | Place) -> str:
    """A store's whole path, or what its database is called, as it is shown."""
    return str(place.absolute() if isinstance(place, Path) else place)


def stands(place: Place) -> bool:
    """Whether there is a store, or another file; False for a name that no file can have.

    Of a database that is said, and whoever opens it learns whether it is so.
    """
    # Path.exists raises where the name is too long.
    return place.url is not None or os.path.exists(place.path)  # noqa: PTH110


def for_samples(place: Place) -> bool:
    """Whether this is the store that sample documents are loaded into."""
    return place.url is None and place.path.absolute() == SAMPLE_STORE.absolute()


def sample_hashes() -> frozenset[str]:
    """The content hashes of the sample documents."""
    return frozenset(fingerprint(found.path) for found in find_documents([SAMPLES]).files)


def left_behind(settings: Settings) -> str | None:
    """Say that documents were taken in without a token, and how to bring them over.

    That is so where the store for Telegram is empty and that of the local chat isn't.
    """
    if (
        settings.database_url is not None
        or settings.database.absolute() != STORE.absolute()
        or document_hashes(STORE) != frozenset()
    ):
        return None
    own = (document_hashes(SAMPLE_STORE) or frozenset()) - sample_hashes()
    if not own:
        return None
    return (
        f"{whole(STORE)} 还是空的，而 {SAMPLE_STORE} 里有你放的 {len(own):,} 份资料；"
        f"要带过来：{PROGRAM} copy --from {SAMPLE_STORE} --to {STORE}"
    )
