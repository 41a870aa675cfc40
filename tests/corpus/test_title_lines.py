"""A title over several lines and with its letters set apart, as offices print it."""

from __future__ import annotations

from itertools import product

import pytest

from corpus.parse import parse_text

BODY = (
    "同志们：",
    "今天我们开会，主要是研究下一步工作。码头上没有小事，每一根缆绳都连着一条船。",
    "靠前服务不是站得近，是想得早，问题解决在靠泊之前，才算数。",
)
NAMES = ("何立本同志", "何立本", "何 立 本 同 志", "县委书记　何立本", "")
OCCASIONS = (
    ("在2018年县政府第一次学习会议上的",),
    ("在2018年县政府", "第一次学习会议上的"),
    ("在全县安全生产和消防工作", "电视电话会议上的"),
    ("在江城市第十五届人民代表大会", "第一次会议上的"),
)
NOUNS = ("讲话", "讲　　话", "讲 话", "报　告", "致  辞")
DAYS = ("（2018年1月18日）", "2018年1月18日")


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("noun", NOUNS)
def test_a_title_is_whole_however_it_is_set(noun: str, apart: bool, gap: str) -> None:
    for name, occasion, day in product(NAMES, OCCASIONS, DAYS):
        title = (*occasion, noun) if apart else (*occasion[:-1], occasion[-1] + noun)
        below = (name, day) if "书记" in name else (day,)
        above = () if "书记" in name or not name else (name,)
        text = gap.join((*above, *title, *below, *BODY))
        speech, *others = parse_text(text, "讲话.txt").speeches
        assert (speech.title, speech.speaker, speech.date, others) == (
            "".join("".join(title).split()),
            "何立本" if name else None,
            "2018-01-18",
            [],
        ), text
        assert tuple(block.text for block in speech.blocks) == BODY


@pytest.mark.parametrize(
    ("lines", "title", "speaker"),
    [
        (("守土自觉·守土自信·守土自强", "2018年1月18日"), "守土自觉·守土自信·守土自强", None),
        (("江边旧影·当时只道是寻常", "何立本 2018年"), "江边旧影·当时只道是寻常", "何立本"),
        (("安娜·卡列宁", "何立本", "2018年1月18日"), "安娜·卡列宁", "何立本"),
        (("安娜·卡列宁", "守住一方泊位", "2018年1月18日"), "守住一方泊位", "安娜·卡列宁"),
        (("守住一方泊位", "安娜·卡列宁", "2018年1月18日"), "守住一方泊位", "安娜·卡列宁"),
    ],
)
def test_a_title_in_parts_as_names_have_them(
    lines: tuple[str, ...], title: str, speaker: str | None
) -> None:
    (speech,) = parse_text("\n".join(lines) + "\n\n" + "\n\n".join(BODY[1:]), "1.txt").speeches
    assert (speech.title, speech.speaker, (speech.date or "")[:4]) == (title, speaker, "2018")
