"""Near answers in chat: a slip that can be refused, and a pasted draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.stage import Stage


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
    assert answer.text.startswith("没有“问题解决在靠泊之钱”。下面是“问题解决在靠泊之前”")
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


async def test_a_draft_may_be_as_short_as_a_clause(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    near = await small_stage.ask(user, chat, "问题解决在靠岸之前，才算数")
    assert "基本相同" not in near.text
    draft = await small_stage.ask(user, chat, "问题解决在靠岸之前，才算数，大家记住")
    assert draft.text.startswith("和库里 1 处基本相同，有 2 处不一样：")
    question = await small_stage.ask(user, chat, "怎么写窗口单位作风整改这样的结尾")
    assert "基本相同" not in question.text


async def test_a_draft_is_compared_with_the_nearest_passage(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    draft = "靠前服务不是站得近，是想得早。问题解决在靠岸之前，才算数，船到了才找人就已经晚了。"
    answer = await small_stage.ask(user, chat, draft)
    assert answer.text.startswith("和库里 1 处基本相同，有 2 处不一样：")
    assert "在靠<s>岸</s><b>泊</b>之前" in answer.html
    assert "《在晨会上的讲话》" in answer.text
    assert {"看原文", "复制原文"} <= set(answer.labels)
    opened = await small_stage.telegram.turn(user, answer, "看原文")
    assert "收藏" in "".join(opened.labels)


DRAFT = (
    "做好明年的工作，要靠前服务、马上就办，船等不起，货更等不起。我们要以港兴城、以港惠民，"
    "问题解决在靠岸之前，才算数。大家回去抓紧落实。"
)


async def test_a_draft_is_looked_at_clause_by_clause(sample_stage: Stage) -> None:
    telegram = sample_stage.telegram
    user, chat = await sample_stage.person()
    answer = await sample_stage.ask(user, chat, DRAFT)
    assert answer.text.splitlines() == [
        "1 处是库里的原话，1 处差 1 字，其余是你自己的：",
        "1 原话　靠前服务、马上就办，船等不起，货更等不起",
        "澄湾港集团 贺望潮 2023-03 · 一线服务推进会讲话",
        "2 差 1 字　问题解决在靠岸泊之前，才算数",
        "澄湾港集团 贺望潮 2023-03 · 一线服务推进会讲话",
        "口号不全：“以港兴城、以港促产、以港惠民”，你少了 以港促产",
    ]
    assert "靠<s>岸</s><b>泊</b>之前" in answer.html
    assert answer.labels == ["1", "2", "改成原话"]
    part = await telegram.turn(user, answer, "2")
    assert part.text.startswith(
        "差 1 字\n问题解决在靠岸泊之前，才算数\n《在一线服务推进会上的讲话》"
    )
    assert part.labels == ["看原文", "复制原文", "返回"]
    assert (await telegram.turn(user, part, "返回")).text == answer.text
    mended = await telegram.turn(user, answer, "改成原话")
    assert mended.text == DRAFT.replace("靠岸", "靠泊")
    assert "靠<b>泊</b>之前" in mended.html
    assert (await telegram.turn(user, mended, "返回")).text == answer.text


async def test_a_passage_cut_short(sample_stage: Stage) -> None:
    user, chat = await sample_stage.person()
    draft = "靠前服务不是站得近，是想得早。才算数。靠泊之后再解决，叫补救；离港之后再解决，叫道歉。"
    answer = await sample_stage.ask(user, chat, draft)
    first, rest = answer.text.split("\n", 1)
    assert first == "这是库里一段的一部分，后面还有 1 句，中间少 9 字："
    assert "<b>问题解决在靠泊之前，</b>才算数" in answer.html.replace("。</b>", "</b>")
    assert "叫道歉。…" in rest
    assert answer.labels == ["看原文", "复制原文"]


async def test_sentences_of_ones_own_are_a_question(sample_stage: Stage) -> None:
    user, chat = await sample_stage.person()
    own = "这是新写的一句话，谁也没有说过。这是另外一句话，更没有人说过。第三句也是新的。"
    answer = await sample_stage.ask(user, chat, own)
    assert answer.text.startswith("没有这句原话。")
    # Words side by side are no draft, whatever they are.
    words = await sample_stage.ask(user, chat, "靠前服务 马上就办 船等不起 货更等不起 贺望潮 港")
    assert "原话" not in words.text.splitlines()[0] or words.text.startswith("没有")


async def test_a_page_tells_first_what_differs(sample_stage: Stage) -> None:
    telegram = sample_stage.telegram
    user, chat = await sample_stage.person()
    own = [f"这一段的第{number}句话是自己写的，库里谁也没有讲过。" for number in "一二三四五六七八"]
    page = "".join((*own, DRAFT, "船等不起，货更等不起，人心最等不起啊。"))
    answer = await sample_stage.ask(user, chat, page)
    lines = answer.text.splitlines()
    assert lines[0].startswith("查了 12 句：")
    assert lines[0].endswith("其余是你自己的。先看差的：")
    assert lines[1].startswith("1 差 1 字　")
    mended = await telegram.turn(user, answer, "改成原话")
    # Too long for a button, it is sent to be copied.
    await telegram.press(user, mended, "复制")
    sent = await telegram.reply(chat)
    assert sent.text == mended.text


async def test_in_a_group_the_draft_of_a_colleague_is_checked(sample_stage: Stage) -> None:
    telegram = sample_stage.telegram
    user, _ = await sample_stage.person("甲")
    other, _ = await sample_stage.person("乙")
    group = await sample_stage.group("码头", [user, other], [user])
    said = await telegram.say(other, group, DRAFT)
    await telegram.say(user, group, "/s", reply_to=said)
    answer = await telegram.reply(group)
    assert answer.text.startswith("1 处是库里的原话，1 处差 1 字，其余是你自己的：")
    assert len(answer.text) <= 320
    assert answer.labels == ["1", "2", "改成原话", "收起"]


async def test_a_draft_in_english(sample_stage: Stage) -> None:
    user, chat = await sample_stage.person("Grace", "en")
    answer = await sample_stage.ask(user, chat, DRAFT)
    assert answer.text.startswith(
        "1 piece is word for word, 1 differs by 1 character, the rest is your own:"
    )
    assert "Correct it" in answer.labels
