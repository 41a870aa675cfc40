"""What a test knows to be there."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


def there(value: T | None) -> T:
    """Give what may be None where it isn't; a test in which it is fails here."""
    assert value is not None
    return value
