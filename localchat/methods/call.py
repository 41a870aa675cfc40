"""One call of a Bot API method."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from localchat.check import Upload
    from localchat.world import Bot, World


@dataclass(frozen=True, slots=True)
class Call:
    """Who calls what: `arguments` are already checked against the Bot API's description."""

    world: World
    bot: Bot
    method: str
    arguments: dict[str, Any]
    files: Mapping[str, Upload]

    def get(self, name: str) -> Any:  # noqa: ANN401
        """Return an argument, None when it was not given."""
        return self.arguments.get(name)


Method = Callable[[Call], Awaitable[object]]
