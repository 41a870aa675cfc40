"""An excerpt on its way, and what its administrators should know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from store.delivery.model import Delivery, Subscription


@dataclass(frozen=True, slots=True)
class ExcerptMessage:
    """An excerpt on its way. `late` ones say so (补发).

    `order` is to be handed to Telegram's request unchanged, as its `rate_limit_args`: it holds
    the claim, without which nothing may be sent.
    """

    delivery: Delivery
    subscription: Subscription
    late: bool
    order: object


Trouble = Literal[
    "exhausted",
    "empty",
    "no_rights",
    "topic_closed",
    "topic_deleted",
    "blocked",
    "kicked",
    "refused",
]


@dataclass(frozen=True, slots=True)
class TroubleReport:
    """What a chat's administrators should know of its excerpt.

    `exhausted`: everything has been sent once, it starts again. `empty`: nothing can be sent.
    `no_rights`, `topic_closed`, `refused`: today's was not sent. `topic_deleted`: it goes to the
    general topic now.
    """

    trouble: Trouble
    subscription: Subscription
    delivery: Delivery
