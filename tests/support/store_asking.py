"""Questions to a store: what a plain model answers, too, and guesses that two stores must share."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from corpus.slogans.bare import bare
from tests.support.slogans import ALL, SloganScan
from tests.support.store_model import Asked, normal
from tests.support.store_scan import NOW
from tests.support.store_world import SENTENCES, draft, piece, slip, spelled

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from store.search.model import Hit, SearchPage
    from store.store import Store
    from tests.support.store_model import Model

EVERY = 100_000
"""A page that shows all there is."""
QUESTIONS = (
    "经继体制改革",
    "怎么才能做好靠前服务的工作",
    "如何让以港兴城落到实处",
    "gqfw",
    "牦罄鼯",
    "2+8",
    "28",
)


def exact_questions(chance: random.Random, texts: list[str], count: int) -> Iterator[Asked]:
    """Queries of every form that the exact tier knows, made of pieces of texts."""
    for _ in range(count):
        yield chance.choice(_FORMS)(chance, _word(chance, texts), _word(chance, texts))
        if chance.random() < 0.2:
            long = _word(chance, texts, 20, 200)
            yield Asked(long, ((long,),))


_GRAMMAR = ' -…“”"*：:'


def _word(chance: random.Random, texts: list[str], least: int = 1, most: int = 6) -> str:
    while True:
        found = piece(chance, texts, least, most).strip(_GRAMMAR)
        if found and not set(found) & set(_GRAMMAR) and normal(found):
            return found
        least = 1


def _organisation(chance: random.Random, one: str, _other: str) -> Asked:
    name = chance.choice(("澄湾", "澄湾港集团", "医院", "无此单位"))
    return Asked(f"{one} 单位:{name}", ((one,),), organisation=name)


def _year(chance: random.Random, one: str, _other: str) -> Asked:
    year = chance.choice(("2022", "2023", "1998", "1977"))
    return Asked(f"年:{year} {one}", ((one,),), year=year)


def _filters(chance: random.Random, _one: str, _other: str) -> Asked:
    title, name = chance.choice(("晨会", "靠前")), chance.choice(("林远", "苏"))
    return Asked(f"标题:{title} 讲话人:{name}", title=title, speaker=name)


def _file(chance: random.Random, one: str, other: str) -> Asked:
    file = chance.choice(("甲", "丙.docx", "选编"))
    return Asked(f"{one} {other} 文件:{file}", ((one,), (other,)), file=file)


_FORMS = (
    lambda _chance, one, other: Asked(f"{one} {other}", ((one,), (other,))),
    lambda _chance, one, other: Asked(f"{one}…{other}", ((one, other),)),
    lambda _chance, one, other: Asked(f"{one} -{other}", ((one,),), excluded=(other,)),
    lambda _chance, one, other: Asked(f'"{one} {other}"', ((one + other,),), phrase=True),
    lambda _chance, one, _other: Asked(f"类型:小标题 {one}", ((one,),), headings=True),
    lambda _chance, one, _other: Asked(f"“{one}”", ((one,),), quoted=True),
    _organisation,
    _year,
    _filters,
    _file,
)


async def check_exact(store: Store, model: Model, asked: Asked) -> None:
    """The exact tier of a store finds what reading everything finds."""
    wanted = model.exact(asked)
    assert await store.search.count(asked.text) == len(wanted), asked
    if not wanted:
        return
    page = await store.search.search(asked.text, limit=EVERY)
    assert page.match == "exact", asked
    check_hits(model, page.hits)
    assert {hit.id for hit in page.hits} == wanted, asked
    assert (page.total, len(page.hits)) == (len(wanted), len(wanted)), asked
    assert page.speeches == model.count_speeches(wanted, asked), asked
    limit = 1 + len(wanted) // 3
    paged = [
        hit.id
        for offset in range(0, len(wanted), limit)
        for hit in (await store.search.search(asked.text, limit=limit, offset=offset)).hits
    ]
    assert paged == [hit.id for hit in page.hits], asked


def check_hits(model: Model, hits: tuple[Hit, ...] | list[Hit]) -> None:
    """What is shown stands, where it is said to stand."""
    for hit in hits:
        assert model.holds(hit), hit
        assert all(0 <= start < end <= len(hit.text) for start, end in hit.highlights), hit


def guesses(chance: random.Random, texts: list[str], count: int) -> Iterator[str]:
    """Words that stand nowhere, more or less: slips, sounds, questions."""
    yield from chance.sample(QUESTIONS, min(count, len(QUESTIONS)))
    for _ in range(count):
        text = piece(chance, texts, 3, 12)
        yield slip(chance, text)
        yield spelled(piece(chance, texts, 2, 6))
        yield f"{slip(chance, text)} {piece(chance, texts, 2, 4)}"


async def guess_searches(store: Store, model: Model, words: str) -> Any:
    """What a search says of words, as far as it doesn't depend on how the store came about."""
    page = await store.search.search(words, limit=EVERY)
    check_hits(model, page.hits)
    assert len(page.hits) == page.total
    if page.match == "similar":
        assert all(model.stands(one) for one in page.suggestions), page.suggestions
    overview = await store.overviews.of(words, limit=5, offset=0, reader=None)
    check_hits(model, overview.page.hits)
    facets = await store.search.facets(words)
    return (
        _plain(page),
        overview.narrowable,
        sorted(overview.beside),
        overview.card and overview.card.slogan.shown,
        overview.opening and [one.shown for one in overview.opening.slogans],
        facets,
    )


def _plain(page: SearchPage) -> Any:
    hits = {(hit.id, len(hit.also_in)) for hit in page.hits}
    return page.match, page.total, page.speeches, page.suggestions, page.words, hits


async def guess_drafts(store: Store, model: Model, text: str) -> Any:
    """What a pasted draft is said to be near to."""
    found = await store.drafts.check(text)
    if found is None:
        return None
    check_hits(model, (*found.hits, *(part.hit for part in found.parts)))
    for one in (*found.pieces, *(shown for part in found.parts for shown in part.pieces)):
        if one.kind == "same":
            assert normal(one.text) in _everything(model), one
    parts = [(part.start, part.stop, part.pieces, part.speeches) for part in found.parts]
    return {hit.id for hit in found.hits}, found.pieces, found.missing, parts


def _everything(model: Model) -> str:
    texts = [one.normal + behind for one in model.wordings.values() for behind in one.rest]
    blocks = [
        "".join(normal(block.text) for block in speech.blocks)
        for _, speech in model.speeches.values()
    ]
    return "\n".join((*texts, *blocks))


async def slogan_answers(store: Store, model: Model, asked: list[str]) -> Any:
    """All slogans with all that is known of them, and what half-remembered words may mean."""
    scan = SloganScan(model.documents.values())
    page = await store.slogans.most_used(limit=ALL)
    assert page.total == len(page.items)
    told = {}
    for one in page.items:
        assert one.occurrences == scan.occurrences(bare(one.shown)), one
        assert one.speeches == scan.speeches(bare(one.shown)), one
        card = await store.slogans.card(one.key)
        assert card is not None
        assert card.telling is not None, one
        check_hits(model, [card.telling])
        for written in (one.shown, f"“{one.shown}”"):
            exact = await store.slogans.exactly(written)
            assert exact is not None, one
            assert exact.shown == one.shown, one
        told[one.shown] = (
            (one.kind, one.occurrences, one.passages, one.speeches),
            card.variants,
            card.members,
            [(other.slogan.shown, other.together) for other in card.companions],
            card.by_year,
            card.undated,
            card.telling.id,
        )
    meant = {}
    for words in asked:
        pages = (await store.slogans.meant(words), await store.slogans.holding(words))
        exact = await store.slogans.exactly(words)
        meant[words] = [
            exact and exact.shown,
            *([one.shown for one in page.items] for page in pages),
        ]
    return told, [one.shown for one in page.items], meant


async def excerpt_answers(store: Store, model: Model, chat: int) -> Any:
    """The next excerpts of a chat that is new, and the first of one that isn't."""
    for number in (chat, -1):
        await store.subscriptions.subscribe(
            number,
            time="08:30",
            zone="Asia/Shanghai",
            days="daily",
            set_by=None,
            title=None,
            thread_id=None,
            now=NOW,
        )
    old = await store.subscriptions.preview(-1, NOW)
    new = await store.subscriptions.preview(chat, NOW, 9)
    for one in (*old, *new):
        assert not one.passage_id or one.passage_id in model.by_id, one
    await store.subscriptions.replace(-1, old[0].local_date, NOW + timedelta(minutes=1))
    return [(one.local_date, one.passage_id, one.opens_round) for one in new]


async def check_random(store: Store, model: Model, seeds: range) -> None:
    """Excerpts at random are runs of passages that stand, some as long as there are any."""
    for seed in seeds:
        hit = await store.excerpts.random(seed)
        assert (hit is None) == (not model.by_id)
        if hit is not None:
            again = await store.passages.get(hit.id, near=hit.speech.id)
            assert again is not None
            check_hits(model, [again])
            start, stop = hit.cut or (0, len(again.text))
            assert again.text[start:stop] == hit.text, hit
            assert await store.passages.get(hit.id, cut=hit.cut) == hit
            around = await store.passages.context(hit.id, hit.speech.id)
            marked = (one.text[a:b] for one in around for a, b in one.marked)
            assert any(hit.text in text for text in marked), hit


async def answers(store: Store, model: Model, chance: random.Random, count: int, chat: int) -> Any:
    """All that a store guesses, for comparison with another one of the same documents."""
    texts = [block.text for _, speech in model.speeches.values() for block in speech.blocks]
    texts = texts or list(SENTENCES)
    words = list(guesses(chance, texts, count))
    drafts = [draft(chance, texts) for _ in range(count)]
    asked = [slip(chance, piece(chance, texts, 3, 8)) for _ in range(count)]
    ids = chance.sample(sorted(model.by_id), min(count, len(model.by_id)))
    await check_random(store, model, range(count))
    return {
        "searches": {word: await guess_searches(store, model, word) for word in words},
        "drafts": {text: await guess_drafts(store, model, text) for text in drafts},
        "slogans": await slogan_answers(store, model, [*asked, "靠前", "三个靠前", "gqfw"]),
        "excerpts": await excerpt_answers(store, model, chat),
        "inside": {one: [s.shown for s in await store.slogans.inside(one)] for one in ids},
        "common": await store.passages.common(20),
        "size": await store.documents.size(),
    }
