"""Links into the private chat: what they open, and where they lead nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.stage import Stage


@pytest.mark.parametrize(
    "payload", ["sAAAAAAAA", "sAAAAAAAA999999", "pAAAAAAAAAAAA", "xAAAAAAAAAAAA", "fAAAAAAAAAAAA",
                "gnothing", "gsaved-1", "x", "g" * 64, "p" + "-" * 12, "s________0"]
)  # fmt: skip
async def test_forged_links_are_harmless(small_stage: Stage, payload: str) -> None:
    user, chat = await small_stage.person()
    answer = await small_stage.ask(user, chat, f"/start {payload}")
    assert answer.text


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        *((f"{kind}AAAAAAAAAAAA", "这一段已经不在库里了。") for kind in "pxfk"),
        ("sAAAAAAAA5", "这个链接太旧了，请把要查的词再发一次。"),
        ("lAAAAAAAA", "这个链接太旧了，请把要查的词再发一次。"),
    ],
)
async def test_a_link_that_leads_nowhere_any_more_says_so_once(
    small_stage: Stage, payload: str, said: str
) -> None:
    user, chat = await small_stage.person()
    answer = await small_stage.ask(user, chat, f"/start {payload}")
    assert answer.text == said
    assert (await small_stage.ask(user, chat, "缆绳")).reply_to is None
    texts = [one.text for one in await small_stage.telegram.read(chat)]
    assert texts.index(said) == texts.index("缆绳") - 1
    english, theirs = await small_stage.person("Ann", "en")
    assert (await small_stage.ask(english, theirs, f"/start {payload}")).text.isascii()


async def test_a_link_opens_exactly_its_passage_and_page(sample_stage: Stage) -> None:
    user, chat = await sample_stage.person()
    page = await sample_stage.store.search.search("服务", limit=1, offset=7)
    hit = page.hits[0]
    for kind in "px":
        opened = await sample_stage.ask(user, chat, f"/start {kind}{hit.id}")
        assert hit.text[:20] in opened.text
    key = sample_stage.store.saved_queries.remember("服务")
    turned = await sample_stage.ask(user, chat, f"/start s{key}5")
    assert " · 2/" in turned.text
    last = await sample_stage.ask(user, chat, f"/start s{key}999999")
    assert "上一页" in last.labels
    assert "下一页" not in last.labels
