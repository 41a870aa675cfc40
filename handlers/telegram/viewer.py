"""For whom a view is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handlers.views.lang import Lang


@dataclass(frozen=True, slots=True)
class Viewer:
    """For whom a view is made: a group's view must not tell one person's state.

    Unless it is `hidden`: then he alone sees it, in the group.
    """

    user_id: int
    lang: Lang
    group: bool = False
    hidden: bool = False
