"""Random taps, texts and forged buttons: nothing breaks, and nobody's things change hands.

What one keeps, follows or asks unseen by the others is never shown to another.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.parse import parse_text
from handlers.telegram.callback_data import Verb, decode
from handlers.views.commands import HIDDEN
from tests.support.sizes import size
from tests.support.stage import Stage, copy_store, stage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.telegram import Chat, Message, User

    Step = tuple[int, bool, tuple[str, object]]

DRAFT = (
    "做好明年的工作，要靠前服务、马上就办，船等不起，货更等不起。我们要以港兴城、以港惠民，"
    "把问题解决在靠岸之前，才算数。大家回去抓紧落实。"
)
TEXTS = (
    "靠前服务", "服务", "船等不起 车等不起", "既要…又要", "量子引力波", "单位:澄湾港 服务", "港",
    "/start", "/help", "/saved", "/saved #收尾", "/random", "/daily", "/daily 08:30", "/daily off",
    "/s 服务", "/s", "/nonsense", "/read", "/speeches 会", "/export", "/privacy", "/forgetme",
    "/watch", "/watch 靠前服务", "/watch 贺望潮", "/keep", "/keep 年底用 #收尾", "/shelf",
    "/shelf #收尾", "/settings", "@zhaiju_bot 靠前服务", "/stats", "/sources", "/backup", "/slogan",
    "/slogan 一线三问", "/start p123456789012", "/start sAAAAAAAA3", "/start gsaved", "<b>&",
    "🚢" * 40, DRAFT, f"/s {DRAFT}", "/s https://a.b",
)  # fmt: skip
FORGED = st.one_of(
    st.text(min_size=1, max_size=16),
    st.from_regex(
        r"1[a-z]{1,2}\.[A-Za-z0-9_-]{0,8}\.[0-9a-z]{0,4}\.([A-Za-z0-9_-]{12})?\.[0-9a-z]{0,3}",
        fullmatch=True,
    ),
)
SAY = st.tuples(st.just("say"), st.sampled_from(TEXTS))
TAP = st.tuples(st.just("tap"), st.integers(0, 11))
FORGE = st.tuples(st.just("forge"), FORGED)
REPLY = st.tuples(
    st.just("reply"),
    st.sampled_from(
        ("结尾用 #收尾", "#", "服务", "谢谢", "/keep", "/keep 年底用 #收尾", "/s", DRAFT)
    ),
)
SECRET = st.tuples(
    st.just("secret"),
    st.sampled_from(("/watch {}", "/s {}", "/slogan {}", "/search {}", "/saved {}", "/keep {}")),
)
"""What one says where nobody else may see it."""
HIDE = st.tuples(st.just("hide"), st.sampled_from(("asker", "everyone")))
MORNING = st.tuples(st.just("morning"), st.booleans())
"""A day passes, with or without a document that holds everybody's secrets."""
EDIT = st.tuples(st.just("edit"), st.sampled_from(TEXTS))
STEPS = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.booleans(),
        st.one_of(SAY, TAP, TAP, FORGE, REPLY, EDIT, SECRET, HIDE, MORNING),
    ),
    min_size=1,
    max_size=8,
)
NUMBERS = count()
SEASON = 150
"""Plays of one stage: each morning and message makes its store and chats larger, and it slower."""
COUNT = size("random conversations", 60, 10_000)


SPEECH = """在第{number}次座谈会上的讲话
澄湾港集团 贺望潮
（2026年11月18日）

同志们：
今天说两件事，一件是{first}，一件是{second}，都要记在心上，落到每一个班次里去，一件一件办好。
"""


@dataclass
class Play:
    """One play: two people, a private chat each and a group of both."""

    ready: Stage
    people: list[tuple[User, Chat]]
    group: Chat
    number: int
    said: dict[tuple[int, int], Message] = field(default_factory=dict)
    shown: dict[tuple[int, int], Message] = field(default_factory=dict)
    wished: set[tuple[int, str]] = field(default_factory=set)
    kept: set[int] = field(default_factory=set)
    gone: int = 0

    def secret(self, user: User) -> str:
        return f"{user.name}的心事{self.number}"

    async def step(self, who: int, grouped: bool, act: tuple[str, object]) -> None:
        user, private = self.people[who]
        chat = self.group if grouped else private
        kind, value = act
        seen = self.shown.get((user.id, chat.id))
        if kind == "say":
            await self.say(user, chat, str(value))
        elif kind == "secret" and await self.unseen(chat, str(value)):
            await self.say(user, chat, str(value).format(self.secret(user)))
        elif kind == "edit" and (user.id, chat.id) in self.said:
            await self.ready.telegram.rewrite(user, self.said[user.id, chat.id], str(value))
        elif kind == "reply" and seen is not None and await self.fresh(user, chat) is not None:
            await self.say(user, chat, str(value), seen)
        elif kind == "hide":
            await self.ready.store.groups.show_answers_to(
                self.group.id, "asker" if value == "asker" else "everyone"
            )
            await self.ready.running.services.menu.show_in_group(
                self.group.id, hidden=value == "asker"
            )
        elif kind == "morning":
            await self.morning(bool(value))
        elif kind in ("tap", "forge") and seen is not None:
            await self.press(user, chat, kind, value)
        await self.settle(who, chat)

    async def say(self, user: User, chat: Chat, text: str, reply_to: Message | None = None) -> None:
        if text.startswith("/keep"):
            self.kept.add(user.id)
        said = await self.ready.telegram.say(user, chat, text, reply_to=reply_to)
        self.said[user.id, chat.id] = said

    async def unseen(self, chat: Chat, text: str) -> bool:
        """Whether what is said in a chat is seen by nobody else: in a group what its menu names."""
        if chat is not self.group:
            return True
        if text.split(maxsplit=1)[0][1:] not in {name for name, _, _ in HIDDEN}:
            return False
        return (await self.ready.store.groups.settings(chat.id)).answers == "asker"

    async def morning(self, comes: bool) -> None:
        """Let a day pass; what only one person sees can't be answered by then."""
        first, second = (self.secret(user) for user, _ in self.people)
        if comes:
            text = SPEECH.format(number=self.number, first=first, second=second)
            document = parse_text(text, f"座谈会{self.number}.txt")
            now = self.ready.clock.now()
            await self.ready.store.documents.ingest(document, text, now)
        self.ready.clock.advance(timedelta(days=1))
        await self.ready.telegram.clock(advance=86_400)
        await self.ready.running.tick.settled()
        self.shown = {place: one for place, one in self.shown.items() if one.owner is None}
        hidden = [one.message_id for one in await self.ready.telegram.read(self.group) if one.owner]
        self.gone = min(hidden, default=0)

    async def press(self, user: User, chat: Chat, kind: str, value: object) -> None:
        shown = await self.fresh(user, chat)
        if shown is None:
            return
        data = str(value)
        if kind == "tap":
            datas = [button.data for row in shown.buttons for button in row if button.data]
            if not datas:
                return
            data = datas[int(str(value)) % len(datas)]
        if not 1 <= len(data.encode()) <= 64:
            return
        wanted = decode(data)
        if wanted is not None and wanted.verb is Verb.SAVE:
            self.wished.add((user.id, wanted.passage))
        if wanted is not None and wanted.verb is Verb.SHELF:
            self.kept.add(user.id)
        pressed = await self.ready.telegram.press(user, shown, data=data)
        assert pressed.answered, data

    async def fresh(self, user: User, chat: Chat) -> Message | None:
        with contextlib.suppress(AssertionError):
            return await self.ready.telegram.current(self.shown[user.id, chat.id])
        del self.shown[user.id, chat.id]
        return None

    async def settle(self, who: int, chat: Chat) -> None:
        """Wait until all before it has been handled, and look at what is shown."""
        await self.ready.handled(*self.people[who])
        private = self.people[who][1]
        for place in (chat, private):
            for message in await self.ready.telegram.read(place):
                for person, own in self.people:
                    sees = place is own or (
                        place is self.group
                        and (message.owner is None or message.owner == person.id)
                        and not self.gone <= message.message_id < 0
                    )
                    # What only one person sees goes by itself, and nobody takes it away.
                    assert message.owner is None or "收起" not in message.labels
                    if sees and message.sender != person.id and message.buttons:
                        self.shown[person.id, place.id] = message

    async def check(self) -> None:
        """Nobody has what another one wished, or sees what he said to the bot alone."""
        store = self.ready.store
        for (user, private), (other, _) in (self.people, self.people[::-1]):
            page = await store.bookmarks.page(user.id, "", limit=1000, offset=0)
            assert {(user.id, item.passage_id) for item in page.items} <= self.wished
            watched = await store.watches.page(user.id, limit=100, offset=0)
            assert all(self.secret(other) not in one.words for one in watched)
            spoken = [
                one
                for place in (private, self.group)
                for one in await self.ready.telegram.read(place)
                if one.sender != user.id and (place is private or one.owner in (None, user.id))
            ]
            # What stands in the library is everybody's.
            told = [one.text.replace(f"一件是{self.secret(other)}", "") for one in spoken]
            assert not [text for text in told if self.secret(other) in text]
        shelf = await store.shelf.page(self.group.id, "", limit=1000, offset=0)
        assert {one.kept_by for one in shelf.items} <= self.kept


class Theatre:
    """Stages on which plays are played, a new one each season."""

    def __init__(self, runner: asyncio.Runner, template: Path, folder: Path) -> None:
        self._runner = runner
        self._template = template
        self._folder = folder
        self._open = contextlib.AsyncExitStack()
        self._played = 0
        self._stage: Stage | None = None

    def play(self, steps: list[Step]) -> None:
        self._runner.run(self._play(steps))

    def end(self) -> None:
        self._runner.run(self._end())

    async def _play(self, steps: list[Step]) -> None:
        if self._stage is None or self._played % SEASON == 0:
            await self._end()
            database = copy_store(self._template, self._folder / f"{self._played}.db")
            self._stage = await self._open.enter_async_context(stage(database))
        self._played += 1
        ready = self._stage
        first, second = await ready.person("甲"), await ready.person("乙")
        group = await ready.telegram.group("办公室", [first[0], second[0]], [first[0]])
        scene = Play(ready, [first, second], group, next(NUMBERS))
        for who, grouped, act in steps:
            await scene.step(who, grouped, act)
        await scene.check()

    async def _end(self) -> None:
        if self._stage is not None:
            assert await self._stage.telegram.refusals() == []
        await self._open.aclose()


@pytest.fixture(scope="module")
def theatre(
    sample_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Theatre, list[logging.LogRecord]]]:
    errors: list[logging.LogRecord] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            errors.append(record)

    listener = Listener(logging.ERROR)
    logging.getLogger().addHandler(listener)
    with asyncio.Runner() as runner:
        house = Theatre(runner, sample_template, tmp_path_factory.mktemp("random"))
        yield house, errors
        house.end()
    logging.getLogger().removeHandler(listener)


@settings(
    max_examples=COUNT,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_random_conversations(
    theatre: tuple[Theatre, list[logging.LogRecord]], steps: list[Step]
) -> None:
    house, errors = theatre
    house.play(steps)
    assert [record.getMessage() for record in errors] == []
