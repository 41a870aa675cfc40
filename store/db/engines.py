"""Where a store is kept, and by which engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from store.db.sqlite import SqliteEngine

if TYPE_CHECKING:
    from store.db.port import Engine


@dataclass(frozen=True, slots=True)
class Place:
    """A store: a file, or with `url` a PostgreSQL database and what lies beside that file here.

    What is changed there is refused once the lease has another number than `lease`, if there is
    one.
    """

    path: Path
    # It may hold a password.
    url: str | None = field(default=None, repr=False)
    lease: int | None = None

    def __str__(self) -> str:
        """What it is called, with nothing of who may use it."""
        if self.url is None:
            return str(self.path.absolute())
        parts = urlsplit(self.url)
        port = f":{parts.port}" if parts.port else ""
        return f"PostgreSQL {parts.hostname}{port}{parts.path}"


def engine_of(place: Path | Place) -> Engine:
    """Give the engine of a store; a path alone is that of a file."""
    if isinstance(place, Path) or place.url is None:
        return SqliteEngine(place if isinstance(place, Path) else place.path)
    # It isn't installed with the rest, and takes a while to load.
    from store.db.postgres import PostgresEngine  # noqa: PLC0415

    return PostgresEngine(place.path, place.url, str(place), lease=place.lease)


def is_readable(url: str) -> bool:
    """Whether PostgreSQL's driver, which must be there, understands an address."""
    from psycopg import ProgrammingError  # noqa: PLC0415
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415

    try:
        conninfo_to_dict(url)
    except ProgrammingError:
        return False
    return True
