"""Documents in the layouts they come in: kinds that came out wrong, and heads of every order."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from corpus.parse import account, parse_file
from tests.support.documents import docx_bytes, html_text, rtf_bytes
from tests.support.sizes import size
from tests.support.truth import fold, misses

if TYPE_CHECKING:
    from corpus.model import Speech

CASES = Path(__file__).parent / "cases" / "layouts"
TRUTH = json.loads((CASES / "truth.json").read_text("utf-8"))


def test_each_layout_is_known() -> None:
    found = {path.name for path in CASES.iterdir()} - {"truth.json", "README.md"}
    assert found == set(TRUTH)


@pytest.mark.parametrize("name", TRUTH)
def test_layout(name: str) -> None:
    assert misses(CASES / name, TRUTH[name]) == []


@dataclass(frozen=True)
class Piece:
    """One speech as it is written: its lines above the body, and what they say."""

    title: str
    title_goes_on: str = ""
    subtitle: str = ""
    position: str = ""
    name: str = ""
    date: str = ""
    source: str = ""
    salutation: str = ""
    order: tuple[int, ...] = (0, 1, 2)

    @property
    def head(self) -> list[str]:
        byline = f"{self.position}　{self.name}" if self.position and self.name else self.name
        below = [byline, self.date, self.source]
        title = [self.title, self.title_goes_on, self.subtitle]
        lines = [*title, *(below[i] for i in self.order), self.salutation]
        return [line for line in lines if line]

    @property
    def whole_title(self) -> str:
        return self.title + self.title_goes_on + self.subtitle

    @property
    def is_told(self) -> bool:
        """Whether more than the shape of its title tells that a speech begins."""
        return sum(map(bool, (self.name, self.date, self.salutation))) > 1


TITLES = [
    "在全港服务大会上的讲话",
    "守住一方泊位",
    "把航道疏通　让船东满意",
    "关于今年港区工作的报告",
    "潮头立新功，港区谱新篇",
    "2023年港区工作报告",
]
DATES = {
    "": None,
    "（2023年4月18日）": "2023-04-18",
    "２０２３年４月１８日": "2023-04-18",
    "二0二三年四月十八日": "2023-04-18",
    "二〇二三年四月": "2023-04",
    "民國112年4月18日": "2023-04-18",
    "中华民国一百一十二年四月": "2023-04",
    "2023年4月18日（星期二）上午": "2023-04-18",
    "2023-04-18 09:30": "2023-04-18",
    "2023-04-18T09:30:00+08:00": "2023-04-18",
    "2023年4月18日至20日": "2023-04-18",
    "2023年4月18日，海州": "2023-04-18",
    "时间：2023年4月18日下午3时": "2023-04-18",
}
NAMES = ["", "甘立新", "顾　长　风", "江  宁", "阿依古丽·买买提", "欧阳长风"]
POSITIONS = [
    "",
    "海州港务局局长",
    "海州市代理市长",
    "党组成员、副局长",
    "一级巡视员",
    "中共海州市委书记",
]
BODIES = [
    "今天召开全港大会，主要任务是总结成绩，把船舶进出港的每一个环节管好，让船东看得见变化。",
    "一年来，我们坚持先靠泊、再返航，一艘一艘地算清楚，一天一天地记下来，谁也不许含糊过去。",
    "下一步，要把“潮头服务”做到船边，把“三本账”记到班组，把责任一项一项落实到人。",
]
HABITS = {
    "none": ("\n", "\n", "\n"),
    "one everywhere": ("\n\n", "\n\n", "\n\n"),
    "between pieces": ("\n", "\n", "\n\n\n"),
    "three everywhere": ("\n\n\n\n",) * 3,
}


def written(pieces: list[Piece], habit: str) -> str:
    inside, below, between = HABITS[habit]
    return between.join(inside.join(p.head) + below + below.join(BODIES) for p in pieces) + "\n"


PIECES = st.builds(
    Piece,
    title=st.sampled_from(TITLES),
    title_goes_on=st.sampled_from(["", "", "为港区高质量发展而奋斗"]),
    subtitle=st.sampled_from(["", "——在全市水运工作会议上的发言"]),
    position=st.sampled_from(POSITIONS),
    name=st.sampled_from(NAMES),
    date=st.sampled_from(sorted(DATES)),
    source=st.sampled_from(["", "来源：海州港报"]),
    salutation=st.sampled_from(["", "同志们：", "各位代表："]),
    order=st.sampled_from(list(itertools.permutations(range(3)))),
).filter(lambda piece: piece.is_told)


def squeeze(text: str) -> str:
    return "".join((text or "").split())


def check(speeches: tuple[Speech, ...], pieces: list[Piece]) -> None:
    assert [fold(s.title) for s in speeches] == [fold(p.whole_title) for p in pieces]
    assert [s.speaker for s in speeches] == [squeeze(p.name) or None for p in pieces]
    assert [s.date for s in speeches] == [DATES[p.date] for p in pieces]
    for speech, piece in zip(speeches, pieces, strict=True):
        body = squeeze("".join(block.text for block in speech.blocks))
        assert body == squeeze(piece.salutation + "".join(BODIES))
        assert not piece.source or any(piece.source in one for one in speech.warnings)


@pytest.mark.slow
@settings(max_examples=300)
@given(st.lists(PIECES, min_size=1, max_size=3), st.sampled_from(sorted(HABITS)))
def test_heads_in_every_order_and_with_every_habit(pieces: list[Piece], habit: str) -> None:
    check(account(written(pieces, habit), "a.txt").document.speeches, pieces)


def markdown(text: str) -> str:
    return "\n".join(f"# {line}" if line in TITLES else line for line in text.split("\n"))


FORMATS = {
    "a.txt": lambda text: text.encode("gb18030"),
    "a.md": lambda text: markdown(text).encode(),
    "a.docx": lambda text: docx_bytes(text, blank_lines=True),
    "b.docx": docx_bytes,
    "a.html": lambda text: html_text(text).encode(),
    "a.rtf": rtf_bytes,
}


MADE = size("documents of a format", 15, 100)


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=MADE, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(PIECES, min_size=1, max_size=3), habit=st.sampled_from(sorted(HABITS)))
@example(
    pieces=[
        Piece(TITLES[1], "为港区高质量发展而奋斗", date="二〇二三年四月", salutation="同志们："),
        Piece(TITLES[3], date="二0二三年四月十八日", salutation="同志们："),
    ],
    habit="none",
)
def test_heads_in_every_format(tmp_path: Path, name: str, pieces: list[Piece], habit: str) -> None:
    path = tmp_path / name
    path.write_bytes(FORMATS[name](written(pieces, habit)))
    check(parse_file(path, name).speeches, pieces)


LINES = [
    *(*TITLES, *NAMES[1:], *sorted(DATES)[1:], *BODIES),
    *("来源：海州港报", "同志们：", "谢谢大家！", "——在全市水运工作会议上的发言", "海州港务局"),
    *("第一讲　守住一方泊位", "001", "（根据录音整理）", "一、先靠泊", "港务讲话选（2篇）"),
    *("地点：港务局三楼", "此致", "敬礼！", "第一部分　党建", "抄送：各港务站"),
    *("海港发〔2023〕7号", "主讲人：甘立新", "# 守住一方泊位", "## 再返航"),
]


@settings(max_examples=300)
@given(st.lists(st.tuples(st.sampled_from(LINES), st.integers(0, 3)), min_size=1, max_size=25))
@example([("守住一方泊位", 0), ("2023-04-18 09:30", 0), ("同志们：", 0), (BODIES[0], 0)] * 3)
@example([("港务讲话选（2篇）", 0), ("来源：海州港报", 1), (TITLES[0], 1), (BODIES[0], 0)] * 2)
def test_each_line_is_in_a_field_a_block_or_a_warning(written_lines: list[tuple[str, int]]) -> None:
    """Every line ends where people see it, unless it is a date or a number and nothing more."""
    text = "".join(line + "\n" * (1 + gap) for line, gap in written_lines)
    parsed = account(text, "a.txt")
    warnings = [warning for one in parsed.document.speeches for warning in one.warnings]
    seen = fold(
        "".join(
            f"{one.title}{one.collection}{one.organisation}{one.speaker}"
            + "".join(block.text for block in one.blocks)
            for one in parsed.document.speeches
        )
        + "".join(warnings)
    )
    told = {span.start for span in parsed.spans if any(span.fate in one for one in warnings)}
    start = 0
    for line, gap in written_lines:
        own = range(start, start + len(line))
        start += len(line) + 1 + gap
        if line in DATES or re.fullmatch(r"\d+", line) or told.intersection(own):
            continue
        words = re.sub(r"^(?:第一讲|主讲人[:：]|#+)\s*", "", line)
        assert fold(words).removesuffix("(2篇)") in seen, line


def test_numbers_that_count_titles_are_no_part_of_them() -> None:
    titles = ["守住一方泊位", "把航道疏通", "让船东满意", "再返航"]
    text = "\n\n".join(f"# {i:02} {title}\n\n{BODIES[0]}" for i, title in enumerate(titles, 1))
    assert [speech.title for speech in account(text, "a.md").document.speeches] == titles
    years = "\n\n".join(f"# {2020 + i} 年港区工作\n\n{BODIES[0]}" for i in (0, 3, 1))
    assert all("年港区" in speech.title for speech in account(years, "a.md").document.speeches)


@pytest.mark.parametrize("count", [2, 3])
def test_the_cover_says_how_many_pieces_there_are(count: int) -> None:
    """A title that little else tells from a heading begins a piece where the number is known."""
    pieces = [f"{title}\n各位代表：\n{BODIES[0]}" for title in ("守住一方泊位", "再返航", "开新局")]
    text = f"港务讲话汇编（{count}篇）\n\n" + "\n".join(pieces[:count])
    document = account(text, "a.txt").document
    assert (len(document.speeches), document.collection) == (count, f"港务讲话汇编（{count}篇）")
