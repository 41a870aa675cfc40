"""Near answers in chat: a slip that can be refused, and a pasted draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.stage import Stage


async def test_a_slip_is_said_and_can_be_refused(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    answer = await small_stage.ask(user, chat, "靠钱服务")
    assert answer.text.startswith("没有“靠钱服务”")
    assert "“靠前服务”的 2 处" in answer.text
    assert "<b>靠前服务</b>" in answer.html
    refused = await small_stage.telegram.turn(user, answer, "不是这个")
    assert refused.text == "库里没有“靠钱服务”。"


async def test_a_slip_with_one_hit_can_be_refused_too(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    answer = await small_stage.ask(user, chat, "问题解决在靠泊之钱")
    assert answer.text.startswith("没有“问题解决在靠泊之钱”这句原话。下面是“问题解决在靠泊之前”")
    assert "收藏" in "".join(answer.labels)
    refused = await small_stage.telegram.turn(user, answer, "不是这个")
    assert refused.text == "库里没有“问题解决在靠泊之钱”。"


async def test_a_slip_in_a_group_can_be_refused_by_who_asked(small_stage: Stage) -> None:
    asker, other = await small_stage.person(), await small_stage.person("乙")
    group = await small_stage.group("办公室", [asker[0], other[0]], [other[0]])
    answer = await small_stage.ask(asker[0], group, "/s 靠钱服务")
    assert "不是这个" in answer.labels
    refused = await small_stage.telegram.turn(asker[0], answer, "不是这个")
    assert refused.text == "没有“靠钱服务”。"


async def test_a_draft_is_compared_with_the_nearest_passage(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    draft = "靠前服务不是站得近，是想得早。问题解决在靠岸之前，才算数，船到了才找人就已经晚了。"
    answer = await small_stage.ask(user, chat, draft)
    assert answer.text.startswith("没有“靠前服务不是站得近")
    assert "这句原话，和库里 1 处基本相同，有 2 处不一样：" in answer.text.splitlines()[0]
    assert "在靠<s>岸</s><b>泊</b>之前" in answer.html
    assert "《在晨会上的讲话》" in answer.text
    assert {"看原文", "复制原文"} <= set(answer.labels)
    opened = await small_stage.telegram.turn(user, answer, "看原文")
    assert "收藏" in "".join(opened.labels)
