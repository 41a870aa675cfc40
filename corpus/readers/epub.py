"""EPUB 2 and 3: a book of speeches, each chapter one, in the order of its spine."""

from __future__ import annotations

import contextlib
import posixpath
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import unquote

from lxml import etree

from corpus import patterns
from corpus.chinese import Grammar
from corpus.errors import DamagedError, DocumentError, EmptyDocumentError, EncryptedError
from corpus.fields import clean_title, squeeze
from corpus.kinds import FIELDS, Kind, token_of
from corpus.lines import heading_number, is_complete, key, split_lines
from corpus.readers.around import Around, joined, of_html, of_properties
from corpus.readers.html import of_left_out, page_of, read_chapter
from corpus.readers.reading import Part, in_paragraphs
from corpus.readers.told import metadata_of
from corpus.readers.xml import local, named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from xml.etree.ElementTree import Element

    from lxml.html import HtmlElement

    from corpus.readers.reading import Paragraph
    from corpus.readers.xml import Container

_CONTAINER = "META-INF/container.xml"
_ENCRYPTED = "META-INF/encryption.xml"
_BESIDE = re.compile(
    r"\s*(?:封[面底]|扉\s*页|书名页?|版权(?:页|信息|声明)?|目\s*[录錄次]|出版说明页"
    r"|cover|title ?page|copyright.{0,20}|(?:table of )?contents|toc)\s*",
    re.IGNORECASE,
)
# A page that has no sentence of so many characters holds a name or a picture.
_LEAST_SENTENCE = 10
_NUMBER = re.compile(r"\s*\d{1,3}(?:\s*[.．、:：]\s*|\s+)(?=\S)")
# 把码头修好/何立本著.—江城：江城出版社 (GB/T 12451), 作者：何立本, 何立本　著
_CATALOGUED = re.compile(r"[^/／]{1,80}[/／]\s*(?P<who>[^/／；;.．。]{2,30})[；;.．。].*[—–-]")
_WROTE = Grammar(
    r"(?:作|著)\s*者\s*[:：]\s*(?P<by>\S.*)"
    r"|(?P<who>\S.{1,20}?)\s*(?:[编原]?著|撰|讲述|讲演|主讲|口述)"
)
_CONTENTS = "目录"
_DEEPEST = 16
_PAGE = re.compile(r"\.x?html?$", re.IGNORECASE)
# Paragraphs at the end of a chapter that may be the publisher's.
_TAIL = 6
# A chapter is longer than what a publisher writes below it, by so much.
_LEAST_OF_TEXT = 4


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the book's contents: where it leads to, and how deep it stands."""

    title: str
    part: str
    anchor: str
    depth: int


@dataclass(slots=True)
class _Chapter:
    title: str
    paragraphs: list[Paragraph] = field(default_factory=list)
    arounds: list[Around] = field(default_factory=list)


def is_epub(container: Container) -> bool:
    """Tell whether a container is an electronic book."""
    return _CONTAINER in container.parts


def read_epub(container: Container) -> tuple[Part, ...]:
    """Read the chapters of a book; covers, imprint and contents page are left out and told of.

    What is left out may bear a marking; it surrounds the first chapter.
    """
    package = _package(container)
    folder = posixpath.dirname(package)
    root = container.root(package)
    items = {
        one.get("id", ""): (_resolved(folder, one.get("href", "")), one.get("properties") or "")
        for one in named(root, "item")
    }
    spine = [
        items[one.get("idref", "")][0]
        for one in named(root, "itemref")
        if one.get("idref") in items and one.get("linear") != "no"
    ]
    spine = [part for part in dict.fromkeys(spine) if part in container.parts]
    _refuse_encrypted(container, spine)
    entries = _entries(container, root, items)
    chapters = list(_chapters(container, spine, _opening(entries)))
    kept = [one for one in chapters if _is_chapter(one)]
    left = [one for one in chapters if not _is_chapter(one)]
    cut = _cut_tails(kept)
    if not kept:
        raise EmptyDocumentError(container.name)
    told = dict(_told(root))
    beside = [of_properties({name: text}) for name, text in _told(root)]
    metadata = replace(metadata_of({"author": _person(told.get("creator", ""))}), whole=True)
    metadata = replace(metadata, speaker=metadata.speaker or _author(left))
    book = _named_book(told.get("title", ""))
    numbered = sum(_NUMBER.match(one.title) is not None for one in kept) * 2 > len(kept)
    notes: tuple[str, ...] = (f"去封面、版权页、目录 {len(left)} 页",) if left else ()
    notes += (f"去各篇相同尾注 {cut} 段",) if cut else ()
    kept[0].arounds += [*beside, *map(_left_out, left), *_aside(container, items, spine)]
    parts: list[Part] = []
    for chapter in kept:
        title = _NUMBER.sub("", chapter.title, count=1) if numbered else chapter.title
        reading = in_paragraphs(_retitled(chapter, title), notes if not parts else ())
        given = replace(
            metadata,
            title=clean_title(title) or None,
            collection=book,
            whole=reading.metadata.whole,
        )
        around = joined(chapter.arounds)
        parts.append(Part(title or container.name, around.added(replace(reading, metadata=given))))
    return tuple(parts)


def _told(package: Element) -> Iterator[tuple[str, str]]:
    """Yield what a book says of itself, as properties of EPUB 3 or of EPUB 2."""
    for one in package.iter():
        if text := (one.text or "").strip() or one.get("content", ""):
            yield one.get("name") or one.get("property") or local(one.tag), text


def _left_out(chapter: _Chapter) -> Around:
    texts = tuple(one.text for one in chapter.paragraphs)
    return joined((*chapter.arounds, Around(texts, (chapter.title,))))


def _aside(
    container: Container, items: dict[str, tuple[str, str]], spine: Sequence[str]
) -> Iterator[Around]:
    """Yield what the pages have of marks that are in no reader's way, such as covers and notes."""
    others = {part for part, _ in items.values() if _PAGE.search(part)}
    for part in sorted(others.intersection(container.parts).difference(spine)):
        # What can't be read of them takes nothing from the book.
        with contextlib.suppress(DocumentError):
            yield of_left_out(_page(container, part))


def _page(container: Container, part: str) -> HtmlElement:
    return page_of(container.read(part), container.name)


def _package(container: Container) -> str:
    for one in named(container.root(_CONTAINER), "rootfile"):
        if (path := one.get("full-path", "")) in container.parts:
            return path
    raise DamagedError(container.name)


def _refuse_encrypted(container: Container, spine: Sequence[str]) -> None:
    if _ENCRYPTED in container.parts:
        locked = {
            unquote(one.get("URI", ""))
            for one in named(container.root(_ENCRYPTED), "CipherReference")
        }
        if locked.intersection(spine):
            raise EncryptedError(container.name)


def _entries(
    container: Container, package: Element, items: dict[str, tuple[str, str]]
) -> list[_Entry]:
    """Return the book's contents: the navigation document of EPUB 3, else that of EPUB 2."""
    for part, properties in items.values():
        if "nav" in properties.split() and part in container.parts:
            for nav in _page(container, part).iter("nav"):
                if "toc" in nav.get("epub:type", "toc").split():
                    return list(_nav_entries(nav, posixpath.dirname(part)))
    for spine in named(package, "spine"):
        part = items.get(spine.get("toc", ""), ("", ""))[0]
        if part in container.parts:
            return list(_ncx_entries(container.root(part), posixpath.dirname(part)))
    return []


def _nav_entries(nav: HtmlElement, folder: str) -> Iterator[_Entry]:
    depth = 0
    for event, element in etree.iterwalk(nav, events=("start", "end")):
        if element.tag == "ol":
            depth += 1 if event == "start" else -1
        elif element.tag == "a" and event == "start" and depth <= _DEEPEST:
            yield _entry(element.text_content(), element.get("href", ""), folder, depth)


def _ncx_entries(root: Element, folder: str) -> Iterator[_Entry]:
    waiting = [(root, 0)]
    while waiting:
        element, depth = waiting.pop()
        if local(element.tag) == "navPoint":
            label = next((one for one in element if local(one.tag) == "navLabel"), None)
            content = next((one for one in element if local(one.tag) == "content"), None)
            if label is not None and content is not None:
                yield _entry("".join(label.itertext()), content.get("src", ""), folder, depth)
            depth += 1
        if local(element.tag) in ("ncx", "navMap", "navPoint") and depth <= _DEEPEST:
            waiting.extend((child, depth) for child in reversed(element))


def _entry(title: str, target: str, folder: str, depth: int) -> _Entry:
    path, _, anchor = target.partition("#")
    return _Entry(" ".join(title.split()), _resolved(folder, path), unquote(anchor), depth)


def _opening(entries: Sequence[_Entry]) -> list[_Entry]:
    """Return the entries that begin a speech: not those of its sections, which are numbered so."""
    opening: list[_Entry] = []
    passed: int | None = None
    for index, entry in enumerate(entries):
        if passed is not None and entry.depth >= passed:
            continue
        passed = None
        opening.append(entry)
        below = [one for one in _below(entries, index) if one.depth == entry.depth + 1]
        if below and all(heading_number(one.title) for one in below):
            passed = entry.depth + 1
    return opening


def _below(entries: Sequence[_Entry], index: int) -> Iterator[_Entry]:
    for entry in entries[index + 1 :]:
        if entry.depth <= entries[index].depth:
            return
        yield entry


def _chapters(
    container: Container, spine: Sequence[str], entries: Iterable[_Entry]
) -> Iterator[_Chapter]:
    """Cut the text of the spine where an entry of the contents leads to."""
    places: dict[str, dict[str, str]] = {}
    titles: set[str] = set()
    for entry in entries:
        titles.add(key(entry.title))
        places.setdefault(entry.part, {}).setdefault(entry.anchor, entry.title)
    chapter = _Chapter("")
    for part in spine:
        marked = places.get(part, {})
        anchors = frozenset(filter(None, marked))
        # A part's only entry may lead to any place in it.
        whole = next(iter(marked.values())) if len(marked) == 1 else marked.get("", "")
        if whole:
            yield chapter
            chapter = _Chapter(whole)
        page = _page(container, part)
        read = list(read_chapter(page, anchors))
        listed = sum(key(paragraph.text) in titles for _, paragraph in read)
        if not marked and listed > len(read) // 2:
            yield _Chapter(_CONTENTS, [paragraph for _, paragraph in read], [of_html(page)])
            continue
        chapter.arounds.append(of_html(page))
        for anchor, paragraph in read:
            if anchor and len(marked) > 1:
                yield chapter
                chapter = _Chapter(marked[anchor])
            chapter.paragraphs.append(paragraph)
        if not places:
            yield chapter
            chapter = _Chapter("")
    yield chapter


def _is_chapter(chapter: _Chapter) -> bool:
    if _BESIDE.fullmatch(chapter.title):
        return False
    return any(
        len(text) >= _LEAST_SENTENCE and is_complete(text)
        for one in chapter.paragraphs
        for text in one.text.split("\n")
    )


def _cut_tails(chapters: Sequence[_Chapter]) -> int:
    """Cut off what stands at the end of one chapter as of others, and what is below that.

    Closing words and signatures may be the same as well, and are the speakers'; so may whole texts.
    """
    tails = [{one.text.strip() for one in chapter.paragraphs[-_TAIL:]} for chapter in chapters]
    counts = Counter(text for text in chain.from_iterable(tails) if _is_of_book(text))
    again = {text for text, count in counts.items() if count > 1}
    cut = 0
    for chapter in chapters:
        first = max(1, len(chapter.paragraphs) - _TAIL)
        texts = [one.text.strip() for one in chapter.paragraphs[first:]]
        end = next((i for i, text in enumerate(texts) if text in again), len(texts))
        length = sum(len(one.text) for one in chapter.paragraphs)
        if sum(map(len, texts[end:])) * _LEAST_OF_TEXT < length:
            cut += len(texts) - end
            chapter.arounds.append(Around(tuple(texts[end:])))
            del chapter.paragraphs[first + end :]
    return cut


def _is_of_book(text: str) -> bool:
    """Tell whether a paragraph may be a publisher's, rather than the end of a speech."""
    lines, _ = split_lines(text)
    signs = len(lines) == 1 and token_of(lines[0]).kind in FIELDS - {Kind.META}
    return len(text) >= _LEAST_SENTENCE and not signs and not patterns.CLOSING.search(text)


def _retitled(chapter: _Chapter, title: str) -> Iterator[Paragraph]:
    """Write the title of the contents in the place of the heading that repeats it with a number."""
    for index, paragraph in enumerate(chapter.paragraphs):
        if index < 2 and title and key(paragraph.text).startswith(key(chapter.title)):
            text = paragraph.text if title == chapter.title else _NUMBER.sub("", paragraph.text)
            yield replace(paragraph, text=text, level=paragraph.level or 1)
        else:
            yield paragraph


def _person(text: str) -> str:
    """Return the name of an author without what he did: 梁漱溟 讲述."""
    return re.split(r"[\s,，]+|著$|讲述$|编$", text.strip())[0]


def _author(pages: Iterable[_Chapter]) -> str | None:
    """Return who wrote a book by its imprint, which nobody may have written into its data."""
    for line in (one.text.strip() for page in pages for one in page.paragraphs):
        listed = _CATALOGUED.match(line)
        text = listed["who"] if listed else line
        if told := _WROTE.fullmatch(text):
            begins, ends = told.span("by" if told["by"] is not None else "who")
            if found := metadata_of({"author": squeeze(text[begins:ends])}).speaker:
                return found
    return None


def _named_book(text: str) -> str | None:
    """Return the name of a book without what its publisher says of it in brackets."""
    name = re.sub(r"\s*[（(【\[].*", "", text.strip(), flags=re.DOTALL)
    return name or text.strip() or None


def _resolved(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(path)))
