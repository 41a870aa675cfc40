"""A small invented world of documents: few sentences, so that much of it is said twice.

Equal texts stand in several speeches, near-duplicates and other wordings beside them, slogans
with and without marks, and texts over the borders of passages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from corpus.model import Block, Document, Speech
from corpus.pinyin import readings

if TYPE_CHECKING:
    import random

SENTENCES = (
    "把窗口搬到码头，靠前服务、马上就办，船等不起，人心更等不起。",
    "把窗口搬到碼頭，靠前服务、马上就办，船等不起，人心更等不起！",
    "把窗口搬到码头，靠前服务，马上就办，船等不起，货更等不起。",
    "问题解决在靠泊之前才算数，解决在靠泊之后只能算补课，补课多了就是失职。",
    "问题解决在靠泊之前才算数，解决在开航之后只能算补课，补课多了就是失责。",
    "要坚持“以港兴城、以港促产、以港惠民”，做到三个靠前：靠前谋划、靠前服务、靠前调度。",
    "要坚持以港兴城，以港促产，以港惠民，把“三个靠前”落到实处。",
    "“2+8”布局要一张图干到底，28个泊位要一盏一盏灯亮起来。",
    "既要守住潮位，又要守住底线，更要守住人心。",
    "港口的事，说到底是人的事……人齐了，风浪再大也过得去。",
    "经济体制改革是港口的根，管理体制改革是港口的干。",
    "深化ＡＢ岗制度，夜里十二点也有人接电话。",
    "谢谢大家。",
    "查房慢一步，交班多一句，病历细一点。",
)
HEADINGS = ("一、靠前服务", "二、以港兴城", "（一）把窗口搬到码头", "以港兴城，以港促产，以港惠民")
TITLES = ("在晨会上的讲话", "在晨会上的讲话", "关于靠前服务的讲话", "澄湾港集团")
ORGANISATIONS = (None, "澄湾港集团", "青禾医院")
SPEAKERS = (None, "林远", "苏宁")
DATES = (None, "2022-11", "2023-03-08", "1998")
SOURCES = ("甲.txt", "乙/甲.txt", "丙.docx", "丁.md", "戊.txt")
COLLECTIONS = (None, "港口讲话选编")

_ABSENT = "牦罄鼯"
"""Characters that stand in none of the sentences."""


@st.composite
def speeches(draw: st.DrawFn, number: int) -> Speech:
    """A speech of some headings and paragraphs, long ones among them."""
    blocks = []
    for _ in range(draw(st.integers(1, 4))):
        if draw(st.integers(0, 4)) == 0:
            blocks.append(Block("heading", draw(st.sampled_from(HEADINGS)), 1))
            continue
        many = draw(st.sampled_from((1, 2, 3, 6, 9)))
        text = "".join(draw(st.sampled_from(SENTENCES)) for _ in range(many))
        blocks.append(Block("paragraph", text))
    return Speech(
        number,
        draw(st.sampled_from(TITLES)),
        tuple(blocks),
        organisation=draw(st.sampled_from(ORGANISATIONS)),
        speaker=draw(st.sampled_from(SPEAKERS)),
        date=draw(st.sampled_from(DATES)),
    )


@st.composite
def documents(draw: st.DrawFn, source: str | None = None) -> Document:
    """A document of up to three speeches, under one of few names."""
    name = source or draw(st.sampled_from(SOURCES))
    count = draw(st.sampled_from((1, 1, 2, 3)))
    own = tuple(draw(speeches(number)) for number in range(1, count + 1))
    return Document(name, own, draw(st.sampled_from(COLLECTIONS)))


def texts_of(documents_: list[Document]) -> list[str]:
    """All blocks; the sentences where there are none."""
    found = [block.text for one in documents_ for speech in one.speeches for block in speech.blocks]
    return found or list(SENTENCES)


def piece(chance: random.Random, texts: list[str], least: int, most: int) -> str:
    """A piece of one of the texts, cut anywhere."""
    text = chance.choice(texts)
    length = chance.randint(least, most)
    start = chance.randrange(max(1, len(text) - length + 1))
    return text[start : start + length]


def slip(chance: random.Random, text: str) -> str:
    """The text with one slip, as they happen."""
    at = chance.randrange(len(text))
    match chance.randrange(5):
        case 0:
            return text[:at] + chance.choice(_ABSENT) + text[at + 1 :]
        case 1:
            return text[:at] + text[at + 1 :]
        case 2:
            return text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :]
        case 3:
            return text[:at] + chance.choice(_ABSENT + text) + text[at:]
        case _:
            other = chance.choice("经济继记金码马头投港钢前钱城成")
            return text[:at] + other + text[at + 1 :]


def spelled(text: str, *, initials: bool = False) -> str:
    """How a text is read, as one types it."""
    sounds = [sorted(readings(character)) for character in text]
    return "".join(one[0][:1] if initials else one[0] for one in sounds if one)


def draft(chance: random.Random, texts: list[str]) -> str:
    """A paragraph taken over from one of the texts, with some slips in it."""
    text = piece(chance, texts, 40, 260)
    for _ in range(chance.randrange(4)):
        text = slip(chance, text)
    return text + chance.choice(("", SENTENCES[8], "以港兴城、以港促产。"))
