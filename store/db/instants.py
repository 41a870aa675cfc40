"""Points in time as the store writes them: ISO 8601 in UTC, of one width, so that they sort."""

from __future__ import annotations

from datetime import UTC, datetime


def to_column(instant: datetime) -> str:
    """Write an aware `instant`; comparing two such texts compares the instants."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def from_column(value: str) -> datetime:
    """Read the instant, in UTC, that `to_column` wrote."""
    return datetime.fromisoformat(value)
