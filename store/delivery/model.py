"""A chat's daily excerpt and its deliveries, as the outbox keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date, datetime

    from store.search.model import Span

SourceKind = Literal["all", "word", "slogan", "document", "picked"]
DeliveryState = Literal[
    "planned", "claimed", "sent", "missed", "unknown", "failed", "skipped", "withdrawn"
]


@dataclass(frozen=True, slots=True)
class Subscription:
    """A chat's daily excerpt. `time` is local HH:MM; `since` the instant of the command, in UTC.

    `days` is `workdays`, `daily`, or ISO weekdays in order, such as `135`. `source_value` is the
    word, the slogan, the document's source, or whose bookmarks are drawn from: `7#收尾` those of a
    tag of user 7, `7#` all of his, `7` those that he has tagged 每日.
    `paused_until` is the local date on which excerpts come again. `set_by` is the user who set it.
    `language` is that of the messages, `zh` or `en`. `from_year` is the first year
    whose speeches are drawn from: 0 is every year, None what is usual. `shown_to` is who sees each
    excerpt the evening before, in `shown_language`, from the instant `shown_since` on.
    """

    chat_id: int
    time: str
    zone: str
    days: str
    since: datetime
    active: bool = True
    source_kind: SourceKind = "all"
    source_value: str = ""
    paused_until: date | None = None
    thread_id: int | None = None
    silent: bool = False
    set_by: int | None = None
    title: str = ""
    language: str = "zh"
    from_year: int | None = None
    shown_to: int | None = None
    shown_since: datetime | None = None
    shown_language: str = "zh"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One row of the outbox: a chat and a local date, the passage fixed when it was planned.

    `passage_id` is empty where none was to be had. `detail` says why it is in its state. A date
    that somebody doesn't want is `skipped`, an excerpt that he took out of the chat `withdrawn`.
    `updated` is when it came into its state, None where it has just been planned.
    `cut` is the run of the passage that is sent, None where all of it is. `opens_round` is true
    where all had been sent before, so that they come again.
    """

    chat_id: int
    local_date: date
    due: datetime
    state: DeliveryState
    passage_id: str
    message_id: int | None = None
    attempts: int = 0
    detail: str = ""
    opens_round: bool = False
    cut: Span | None = None
    updated: datetime | None = None
