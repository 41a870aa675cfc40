"""Tags as buttons: cut behind a word, each with the key of the query that lists what bears it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.views.paging import LONGEST_LABEL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from handlers.telegram.services import Services


async def tag_keys(
    services: Services, tags: Iterable[tuple[str, int]]
) -> tuple[tuple[str, int, str], ...]:
    """Labels of tags, with their counts and keys."""
    return tuple(
        [
            (
                await services.store.words.fit(tag, LONGEST_LABEL),
                count,
                services.store.saved_queries.remember(f"#{tag}"),
            )
            for tag, count in tags
        ]
    )
