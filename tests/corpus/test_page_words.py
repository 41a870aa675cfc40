"""What stands around a text and is none of it: captions, notes, datelines, a second copy."""

from __future__ import annotations

import pytest

from corpus.parse import account
from tests.support.paragraphs import BODIES

TITLE, NAME, DAY = "把码头修好", "何立本", "2018年12月18日"


def told(*lines: str, name: str = "a.txt") -> tuple[str, str | None, str, str]:
    (speech,) = account("\n\n".join(lines), name).document.speeches
    body = "\n".join(block.text for block in speech.blocks)
    return speech.title, speech.speaker, body, "\n".join(speech.warnings)


@pytest.mark.parametrize(
    "caption",
    [
        "何立本作码头改造报告。海州日报记者 苏宁",
        "何立本在江边对着大家说话。海州·江城日报记者周明远 苏宁",
        "何立本發表講話。海州社",
        "校长何立本发表讲话",
        "校长何立本在开学典礼上作报告",
    ],
)
@pytest.mark.parametrize("greeting", [(), ("同志们：",)])
def test_what_stands_below_a_picture(caption: str, greeting: tuple[str, ...]) -> None:
    title, speaker, body, warned = told(
        "在江城港大会上的报告", f"江城大学校长 {NAME}", DAY, caption, *greeting, *BODIES
    )
    assert (title, speaker) == ("在江城港大会上的报告", NAME)
    assert body == "\n".join((*greeting, *BODIES))
    assert caption in warned or "图片说明" in warned


@pytest.mark.parametrize("label", ["编者按", "编按", "按语", "编者注", "译者按", "本刊按"])
@pytest.mark.parametrize("form", ["【{}：{}】", "{}：{}", "（{}：{}）", "【{}】{}"])
@pytest.mark.parametrize("times", [1, 4])
def test_an_editors_note_is_no_text(label: str, form: str, times: int) -> None:
    note = form.format(label, "江边的码头修了三年，来过的人都说好，今天把这篇话登出来。" * times)
    title, _, body, warned = told(TITLE, NAME, note, *BODIES)
    assert (title, body) == (TITLE, "\n".join(BODIES))
    assert note in warned


@pytest.mark.parametrize(
    "foot",
    [
        ("谢谢大家。（海州社江城12月31日电）", "《 海州日报 》（ 2018年12月18日 02 版）"),
        ("谢谢大家。", "（海州社江城１２月３１日电）", "《海州日报》（2018年12月18日 01版）"),
    ],
)
def test_where_a_text_was_printed_behind_its_dateline(foot: tuple[str, ...]) -> None:
    _, _, body, warned = told(TITLE, NAME, *BODIES, *foot)
    assert body == "\n".join((*BODIES, "谢谢大家。"))
    assert foot[-1] in warned


@pytest.mark.parametrize("by", ["何立本、苏宁整理", "历史学家周明远整理", "江城大学何立本记录"])
def test_who_wrote_a_text_down(by: str) -> None:
    _, _, body, warned = told(TITLE, DAY, *BODIES, f"本文由{by}")
    assert body == "\n".join(BODIES)
    assert by in warned


def test_each_piece_stands_twice() -> None:
    pieces = [
        "\n".join((f"{NAME}在{place}的讲话", f"发布时间：{DAY}", *BODIES, foot, *BODIES, foot))
        for place, foot in (("江城", "谢谢大家。"), ("海州", "大家辛苦了。"))
    ]
    speeches = account("\n\n".join(pieces), "a.txt").document.speeches
    bodies = ["".join(block.text for block in speech.blocks) for speech in speeches]
    assert bodies == ["".join((*BODIES, foot)) for foot in ("谢谢大家。", "大家辛苦了。")]
    assert all("去重复正文 6 行" in speech.warnings for speech in speeches)


def test_a_copy_that_breaks_off() -> None:
    head = ("在江城港大会上的讲话", f"（{DAY}）", NAME, "同志们，朋友们：")
    title, speaker, body, warned = told(*head, *BODIES, *head)
    assert (title, speaker, body) == (head[0], NAME, "\n".join((head[-1], *BODIES)))
    assert "去重复正文 4 行" in warned


def test_what_is_exclaimed_below_a_greeting_begins_the_text() -> None:
    thanks = "这次大会选举我担任江城港工会主席，我对各位代表的信任，表示衷心的感谢！"
    title, speaker, body, _ = told(
        f"{NAME}在江城港大会上的讲话", DAY, "各位代表：", thanks, *BODIES
    )
    assert (title, speaker) == (f"{NAME}在江城港大会上的讲话", NAME)
    assert body == "\n".join(("各位代表：", thanks, *BODIES))


@pytest.mark.parametrize("site", ["何立本系列重要讲话数据库", "何立本同志演讲资料库"])
def test_whose_speeches_a_site_holds(site: str) -> None:
    pieces = [
        "\n\n".join((site, f"在{place}的讲话", f"发布时间：{DAY}", *BODIES))
        for place in ("江城", "海州")
    ]
    speeches = account("\n\n\n".join(pieces), "a.txt").document.speeches
    assert [speech.speaker for speech in speeches] == [NAME, NAME]
    assert [speech.title for speech in speeches] == ["在江城的讲话", "在海州的讲话"]


def test_the_words_to_find_each_page_of_a_file_by() -> None:
    words = "码头 改造 江城 发展 我们 人民 服务 泊位"
    pieces = [
        "\n".join(("关键词：", words, f"{NAME}在{place}的讲话", f"（{DAY}）", "同志们：", *BODIES))
        for place in ("江城", "海州", "青禾")
    ]
    speeches = account("\n\n".join(pieces), "a.txt").document.speeches
    assert [speech.title for speech in speeches] == [
        f"{NAME}在{place}的讲话" for place in ("江城", "海州", "青禾")
    ]
    assert not any(words in block.text for speech in speeches for block in speech.blocks)


@pytest.mark.parametrize("between", [(), ("扫码关注视频号", "▼")])
def test_whom_a_page_thanks_is_no_text(between: tuple[str, ...]) -> None:
    thanked = (
        "战略合作伙伴：江城港",
        "指定用车： 海州",
        "联合出品：江城日报",
        "特邀媒体：青禾、海州、江城",
    )
    _, _, body, _ = told(TITLE, NAME, *BODIES, *thanked[:2], *between, *thanked[2:])
    assert body == "\n".join(BODIES)
    _, _, few, _ = told(TITLE, NAME, *BODIES, thanked[0])
    assert few.endswith(thanked[0])


def test_each_page_of_a_file_has_its_own_title_above_that_of_its_text() -> None:
    pieces = [
        "\n\n".join(
            (
                *(f"{NAME}在{place}的讲话（全文）", "发布时间：2018-12-19"),
                *(f"在{place}的讲话", f"（{DAY}）", f"江城大学校长 {NAME}"),
                *BODIES,
                f"《 海州日报 》（ 2018年12月19日 0{number} 版）",
            )
        )
        for number, place in enumerate(("江城", "海州", "青禾"), start=1)
    ]
    speeches = account("\n\n".join(pieces), "a.txt").document.speeches
    told = [(speech.title, speech.speaker, speech.date) for speech in speeches]
    assert told == [(f"在{p}的讲话", NAME, "2018-12-18") for p in ("江城", "海州", "青禾")]
