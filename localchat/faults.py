"""Failures by plan: refuse, delay, hold or cut off the requests a test names."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from localchat.errors import ApiError, ControlError

if TYPE_CHECKING:
    from collections.abc import Callable

ACTIONS = ("refuse", "drop", "tear", "hold", "delay", "answer")
_TORN = b'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{"ok":true,"result":{"mess'


class Dropped(Exception):  # noqa: N818
    """The connection is to be cut, after so many bytes of an answer, which are HTTP or are not."""

    def __init__(self, answer: bytes = b"") -> None:
        super().__init__(answer)
        self.answer = answer


@dataclass(slots=True)
class Fault:
    """What happens to the next requests of a method.

    `action`: refuse answers `code`, `description` and `parameters`; drop cuts the connection, tear
    does in the middle of the answer; hold waits until the fault is released, and loses what it held
    where nobody waits any more; delay waits `seconds`; answer sends `raw`, in base64, as it stands,
    and cuts the connection.
    `when` says whether that comes before the work is done or after it. `chat_id` limits it to one
    chat, `skip` lets that many requests pass first, `times` counts those hit (0: until removed).
    """

    id: int
    method: str
    action: str
    when: str = "before"
    chat_id: int | None = None
    times: int = 1
    skip: int = 0
    code: int = 500
    description: str = "Internal Server Error"
    parameters: dict[str, Any] | None = None
    seconds: float = 0.0
    raw: str = ""
    hits: int = 0
    released: asyncio.Event = field(default_factory=asyncio.Event)


class FaultPlan:
    """The faults that are due."""

    def __init__(self) -> None:
        self._faults: dict[int, Fault] = {}
        self._numbers = count(1)

    def add(self, method: str, action: str, **details: Any) -> Fault:  # noqa: ANN401
        """Plan a fault; `method` "*" is every method but getUpdates."""
        if action not in ACTIONS:
            raise ControlError(f"action must be one of {', '.join(ACTIONS)}")
        if details.get("when", "before") not in {"before", "after"}:
            raise ControlError("when must be before or after")
        fault = Fault(next(self._numbers), method, action, **details)
        self._faults[fault.id] = fault
        return fault

    def clear(self) -> None:
        """Remove all faults and let go what they hold."""
        for fault in list(self._faults.values()):
            self.release(fault.id)

    def release(self, fault_id: int) -> None:
        """Remove one fault and let go what it holds."""
        fault = self._faults.pop(fault_id, None)
        if fault is None:
            raise ControlError(f"no fault {fault_id}")
        fault.released.set()

    def shown(self) -> list[dict[str, Any]]:
        """List the faults planned and how often each was hit."""
        return [
            {"id": one.id, "method": one.method, "action": one.action, "hits": one.hits}
            for one in self._faults.values()
        ]

    def due(self, method: str, chat_id: object) -> Fault | None:
        """Return the fault that hits this request, counting it."""
        for fault in self._faults.values():
            if fault.method != method and (fault.method != "*" or method == "getUpdates"):
                continue
            if fault.chat_id is not None and fault.chat_id != chat_id:
                continue
            if fault.times and fault.hits >= fault.times:
                continue
            if fault.skip:
                fault.skip -= 1
                continue
            fault.hits += 1
            return fault
        return None


async def strike(fault: Fault, gone: Callable[[], bool]) -> None:
    """Let a fault happen: raises ApiError or Dropped, or waits.

    `gone` tells whether the caller has hung up.
    """
    if fault.action == "refuse":
        raise ApiError(fault.code, fault.description, fault.parameters)
    if fault.action == "drop":
        raise Dropped
    if fault.action == "tear":
        raise Dropped(_TORN)
    if fault.action == "answer":
        raise Dropped(base64.b64decode(fault.raw))
    if fault.action == "hold":
        await fault.released.wait()
        if gone():
            raise Dropped
    else:
        await asyncio.sleep(fault.seconds)
