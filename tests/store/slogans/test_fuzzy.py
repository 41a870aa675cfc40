from __future__ import annotations

import random
from pathlib import Path

import pytest

from corpus.parse import parse_file
from corpus.pinyin import readings, sounds_alike
from corpus.slogans.bare import bare
from corpus.slogans.known import known
from store.slogans.fuzzy import Recall
from tests.support.slogans import ALL, opened
from tests.support.store_scan import take_in

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples"
SLOGANS = (
    "一线三问",
    "一线三查",
    "靠前服务",
    "马上就办",
    "以港兴城以港惠民以港聚才",
    "2+8",
    "三能",
)
RECALL = Recall((key, slogan, 20 - key) for key, slogan in enumerate(SLOGANS))


def meant(asked: str) -> list[str]:
    return [SLOGANS[key] for key in RECALL.find(bare(asked))]


@pytest.mark.parametrize(
    ("asked", "slogan"),
    [
        ("一线三问", "一线三问"),
        ("“一线 三问”", "一线三问"),
        ("一線三問", "一线三问"),
        ("一线三文", "一线三问"),
        ("一线三差", "一线三查"),
        ("一现三问", "一线三问"),
        ("靠钱服务", "靠前服务"),
        ("考前服务", "靠前服务"),
        ("靠前务服", "靠前服务"),
        ("马上办", "马上就办"),
        ("马上就就办", "马上就办"),
        ("以港惠民", "以港兴城以港惠民以港聚才"),
        ("yixiansanwen", "一线三问"),
        ("kaoqian", "靠前服务"),
        ("yxsw", "一线三问"),
        ("kqffw", "靠前服务"),
        ("我们港的马上就办", "马上就办"),
        ("2+8", "2+8"),
        ("sanneng", "三能"),
        ("港兴城港惠民港聚才", "以港兴城以港惠民以港聚才"),
        ("以港兴城惠民聚才", "以港兴城以港惠民以港聚才"),
    ],
)
def test_the_slogan_meant_comes_first(asked: str, slogan: str) -> None:
    assert meant(asked)[0] == slogan


@pytest.mark.parametrize("slogan", [slogan for slogan in SLOGANS if len(slogan) > 3])
def test_the_order_of_its_parts_may_be_forgotten(slogan: str) -> None:
    for cut in range(1, len(slogan)):
        assert meant(slogan[cut:] + slogan[:cut])[0] == slogan


@pytest.mark.parametrize(
    ("parts", "slogan"),
    [
        (("以港兴城", "以港聚才"), "以港兴城以港惠民以港聚才"),
        (("以港聚才", "以港兴城"), "以港兴城以港惠民以港聚才"),
        (("以港聚才", "以港惠民", "以港兴城"), "以港兴城以港惠民以港聚才"),
    ],
)
def test_a_run_is_meant_by_some_of_its_parts_in_any_order(
    parts: tuple[str, ...], slogan: str
) -> None:
    assert SLOGANS[RECALL.find("".join(parts), parts)[0]] == slogan


@pytest.mark.parametrize("asked", ["hlw", "hlw+", "hulianwang+", "hlwzd", "hlwzd2025"])
def test_symbols_do_not_count_where_letters_are_typed(asked: str) -> None:
    known = (*SLOGANS, "互联网+制动2025" if "zd" in asked else "互联网+")
    recall = Recall((key, slogan, 1) for key, slogan in enumerate(known))
    assert recall.find(asked)[0] == len(SLOGANS)


@pytest.mark.parametrize("asked", ["量子引力", "zzzz", "工作", "", "三会", "qwerty"])
def test_what_means_no_slogan_gives_none(asked: str) -> None:
    assert meant(asked) == []


def test_the_exact_slogan_stands_before_its_neighbours() -> None:
    assert meant("一线三查") == ["一线三查", "一线三问"]


def test_readings_are_those_of_the_dictionary() -> None:
    assert set(readings("重")) == {"zhong", "chong"}
    assert readings("x") == ("x",)
    assert sounds_alike("立", "里")
    assert not sounds_alike("立", "维")


@pytest.mark.samples
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="../shared/samples is not there")
async def test_disturbed_forms_mean_their_slogans(tmp_path: Path) -> None:
    async with opened(tmp_path / "store.db") as (documents, slogans):
        for path in sorted(SAMPLES.glob("00*.txt")):
            await take_in(documents, parse_file(path, path.name))
        listed = (await slogans.most_used(limit=ALL)).items
        first = third = 0
        wrong = []
        forms = _disturbed([bare(slogan.shown) for slogan in listed])
        for asked, slogan in forms:
            page = await slogans.meant(asked, limit=3)
            found = [bare(one.shown) for one in page.items]
            first += found[:1] == [slogan]
            third += slogan in found
            if found[:1] != [slogan]:
                wrong.append((asked, slogan, found))
    assert len(forms) == 100
    assert first >= 90, wrong
    assert third >= 97, wrong


def _disturbed(slogans: list[str]) -> list[tuple[str, str]]:
    """25 forms each of typos, homophones, initials and parts; none of them is a slogan itself."""
    chance = random.Random(20251120)
    known = set(slogans)
    fitting = [one for one in slogans if 4 <= len(one) <= 16 and all(map(_is_han, one))]
    characters = sorted({character for one in fitting for character in one})
    makers = (_typo, _homophone, _initials, _part)
    forms: list[tuple[str, str]] = []
    for maker in makers:
        made: dict[str, str] = {}
        while len(made) < 25:
            slogan = chance.choice(fitting)
            form = maker(slogan, characters, chance)
            if form and form not in known and slogan not in made.values():
                made[form] = slogan
        forms += made.items()
    return forms


def _is_han(character: str) -> bool:
    return "一" <= character <= "鿿"


def _typo(slogan: str, characters: list[str], chance: random.Random) -> str:
    at = chance.randrange(len(slogan))
    other = chance.choice(characters)
    return "" if other == slogan[at] else slogan[:at] + other + slogan[at + 1 :]


def _homophone(slogan: str, characters: list[str], chance: random.Random) -> str:
    at = chance.randrange(len(slogan))
    alike = [one for one in characters if one != slogan[at] and sounds_alike(one, slogan[at])]
    return slogan[:at] + chance.choice(alike) + slogan[at + 1 :] if alike else ""


def _initials(slogan: str, _: list[str], __: random.Random) -> str:
    return "".join(readings(character)[0][0] for character in slogan)


def _part(slogan: str, _: list[str], chance: random.Random) -> str:
    length = max(3, len(slogan) * 3 // 4)
    start = chance.randrange(len(slogan) - length + 1)
    return slogan[start : start + length]


def test_known_members_find_their_slogan_in_whatever_order_and_by_half_of_them() -> None:
    told = {
        slogan: tuple(map(bare, entry.members))
        for slogan, entry in known().items()
        if entry.members and min(map(len, entry.members)) > 1 and len("".join(entry.members)) >= 8
    }
    assert len(told) > 100
    names = list(told)
    recall = Recall((at, name, 1, "".join(told[name])) for at, name in enumerate(names))
    for name, members in told.items():
        half = next(
            members[:count]
            for count in range(2, len(members) + 1)
            if sum(map(len, members[:count])) >= max(sum(map(len, members)) / 2, 6)
        )
        for asked in (members, members[::-1], half):
            found = [told[names[key]] for key in recall.find("".join(asked))[:5]]
            assert any(set(asked) <= set(one) for one in found), (name, asked)
