"""Random taps, texts and forged buttons: nothing breaks, and nobody's bookmarks change hands."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.callback import Verb, decode
from tests.sizes import size
from tests.stage import Stage, copy_store, stage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.telegram import Chat, Message, User

TEXTS = (
    "靠前服务", "服务", "船等不起 车等不起", "既要…又要", "量子引力波", "单位:澄湾港 服务", "港",
    "/start", "/help", "/saved", "/saved #收尾", "/random", "/daily", "/daily 08:30", "/daily off",
    "/s 服务", "/s", "/nonsense", "/read", "/speeches 会", "/export", "/privacy", "/forgetme",
    "/stats", "/sources", "/backup", "/slogan", "/slogan 一线三问", "/start p123456789012",
    "/start sAAAAAAAA3", "/start gsaved", "<b>&", "🚢" * 40,
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
REPLY = st.tuples(st.just("reply"), st.sampled_from(("结尾用 #收尾", "#", "服务", "谢谢")))
EDIT = st.tuples(st.just("edit"), st.sampled_from(TEXTS))
STEPS = st.lists(
    st.tuples(st.integers(0, 1), st.booleans(), st.one_of(SAY, TAP, FORGE, REPLY, EDIT)),
    min_size=1,
    max_size=8,
)
COUNT = size("random conversations", 150, 10_000)


@dataclass
class Play:
    """One play: two people, a private chat each and a group of both."""

    ready: Stage
    people: list[tuple[User, Chat]]
    group: Chat
    said: dict[tuple[int, int], Message] = field(default_factory=dict)
    shown: dict[int, Message] = field(default_factory=dict)
    wished: set[tuple[int, str]] = field(default_factory=set)

    async def step(self, who: int, grouped: bool, act: tuple[str, object]) -> None:
        user, private = self.people[who]
        chat = self.group if grouped else private
        kind, value = act
        if kind == "say":
            self.said[user.id, chat.id] = await self.ready.telegram.say(user, chat, str(value))
        elif kind == "edit" and (user.id, chat.id) in self.said:
            await self.ready.telegram.rewrite(user, self.said[user.id, chat.id], str(value))
        elif kind == "reply" and chat.id in self.shown:
            await self.ready.telegram.say(user, chat, str(value), reply_to=self.shown[chat.id])
        elif chat.id in self.shown:
            await self.press(user, chat, kind, value)
        await self.settle(who, chat)

    async def press(self, user: User, chat: Chat, kind: str, value: object) -> None:
        shown = await self.fresh(chat)
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
        pressed = await self.ready.telegram.press(user, shown, data=data)
        assert pressed.answered, data

    async def fresh(self, chat: Chat) -> Message | None:
        with contextlib.suppress(AssertionError):
            return await self.ready.telegram.current(self.shown[chat.id])
        del self.shown[chat.id]
        return None

    async def settle(self, who: int, chat: Chat) -> None:
        """Ask something whose answer shows that all before it has been handled."""
        user, private = self.people[who]
        await self.ready.telegram.ask(user, private, "/help")
        for place in (chat, private):
            for message in await self.ready.telegram.read(place):
                if message.sender != user.id and message.buttons:
                    self.shown[place.id] = message


@pytest.fixture(scope="module")
def theatre(
    sample_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[asyncio.Runner, Stage, list[logging.LogRecord]]]:
    database = copy_store(sample_template, tmp_path_factory.mktemp("random") / "store.db")
    errors: list[logging.LogRecord] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            errors.append(record)

    listener = Listener(logging.ERROR)
    logging.getLogger().addHandler(listener)
    with asyncio.Runner() as runner:
        running = stage(database)
        ready = runner.run(running.__aenter__())
        yield runner, ready, errors
        refused = runner.run(ready.telegram.refusals())
        runner.run(running.__aexit__(None, None, None))
    logging.getLogger().removeHandler(listener)
    assert refused == []


@settings(
    max_examples=COUNT,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_random_conversations(
    theatre: tuple[asyncio.Runner, Stage, list[logging.LogRecord]],
    steps: list[tuple[int, bool, tuple[str, object]]],
) -> None:
    runner, ready, errors = theatre

    async def play() -> None:
        first, second = await ready.person("甲"), await ready.person("乙")
        group = await ready.telegram.group("办公室", [first[0], second[0]], [first[0]])
        scene = Play(ready, [first, second], group)
        for who, grouped, act in steps:
            await scene.step(who, grouped, act)
        for user, _ in scene.people:
            page = await ready.store.bookmarks.page(user.id, "", limit=1000, offset=0)
            saved = {(user.id, item.passage_id) for item in page.items}
            assert saved <= scene.wished

    runner.run(play())
    assert [record.getMessage() for record in errors] == []
