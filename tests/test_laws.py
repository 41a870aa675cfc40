"""The laws of the house: what may import what, and how large a module or a function may be.

docs/architecture.md shows the rooms. A line here that has to change is a decision, not a detail.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "handlers", "store", "corpus", "localchat")
PROGRAM = (*PACKAGES, "bench", "scripts")

LONGEST_MODULE = 400
LONGEST_FUNCTION = 50
LONGEST_COPY = 40
"""Characters of a pattern or a text that may stand in two places."""
MOST_COPIED = 25
"""Nodes of what two functions may do alike: a call or two."""

PACKAGE_MAY_USE = {
    "bot": {"handlers", "store", "corpus", "localchat"},
    "handlers": {"store", "corpus"},
    "store": {"corpus"},
    "corpus": set(),
    "localchat": set(),
}
STORE_ROOMS = (
    {"errors", "clock"},
    {"db"},
    {"index"},
    {"search"},
    {"delivery"},
    {"slogans", "proofreading", "people"},
    {"documents"},
    {"daily"},
    {"maintenance", "overview"},
    {"store"},
)
"""From the ground up: a room uses those below its floor, and none beside it."""

HANDLER_ROOMS = (
    {"views"},
    {"telegram"},
    {"passage"},
    {"slogans", "bookmarks", "reading"},
    {"search"},
    {"files"},
    {"daily", "admin", "watches"},
    {"settings"},
    {"account"},
    {"access", "presses", "errors", "typed"},
    {"routes"},
)
HANDLERS_MAY_ASK = re.compile(
    r"store\.(store|errors|clock|overview|search\.query|delivery\.(schedule|holiday_notice)|\w+\.model)"
)
"""What of the store a handler may know: its face and the values it gives, its errors and its clock,
the words of a question, and the rules of times and days off, which are pure."""

NUMPY_IN = re.compile(
    r"store\.(index|search|maintenance)\.\w+|store\.proofreading\.nearest"
    r"|store\.documents\.(minhash|passages|passage_rows)|corpus\.excerpt_meaning"
)
"""At run time. Who checks the index reads its segments as the index does."""
DRIVER_IN = re.compile(r"store\.(db|maintenance)\.\w+")
"""Beside the file's own room, that in which files are checked, copied and put back."""
OWN_HAN = re.compile(r"\\u4e00-|\u4e00-[\u9fa5\u9fff]")
"""Another range of Han characters than `corpus.characters.HAN`."""
OWN_HAN_IN = frozenset({"corpus.readers.text"})
INDEX_TABLES = re.compile(r"\b(?:FROM|INTO|UPDATE|JOIN|TABLE)\s+(?:posting|segment)\b")
INDEX_TABLES_IN = re.compile(r"store\.(db|index|maintenance)\.\w+|store\.documents\.passage_rows")
"""The schema, the index, its check, and where texts are numbered for it."""
SQLITE_ONLY = re.compile(
    r"\bINSERT OR\b|\bUPDATE OR\b|\bGLOB\b|\bjulianday\(|\biif\(|\bifnull\("
    r"|(?<! IS) NOT NULL\b|\.lastrowid\b|\bexecutescript\b|\bsqlite3\b"
)
"""What `store/db/dialect.py` doesn't translate."""
_DRIVERS = {"sqlite3", "aiosqlite", "psycopg"}


@cache
def modules() -> dict[str, tuple[Path, ast.Module]]:
    """The program's modules by dotted name."""
    return {
        _dotted(path): (path, ast.parse(path.read_text(encoding="utf-8")))
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
    }


@cache
def imports() -> dict[str, dict[str, bool]]:
    """What each module imports of ours and of others; True where it needs it at run time."""
    return {name: _imports(tree) for name, (_, tree) in modules().items()}


def test_packages_depend_in_one_direction() -> None:
    assert not [
        f"{name} imports {target}"
        for name, targets in imports().items()
        for target in targets
        if (package := target.partition(".")[0]) in PACKAGES
        and package != name.partition(".")[0]
        and package not in PACKAGE_MAY_USE[name.partition(".")[0]]
    ]


@pytest.mark.parametrize(
    ("package", "floors"), [("store", STORE_ROOMS), ("handlers", HANDLER_ROOMS)]
)
def test_rooms_use_only_what_is_below_them(package: str, floors: tuple[set[str], ...]) -> None:
    floor_of = {room: floor for floor, rooms in enumerate(floors) for room in rooms}
    assert not [
        f"{name} imports {target}"
        for name, targets in imports().items()
        if name.startswith(f"{package}.")
        for target in targets
        if target.startswith(f"{package}.")
        and _room(target) != _room(name)
        and floor_of[_room(target)] >= floor_of[_room(name)]
    ]


def test_every_room_has_its_floor() -> None:
    for package, floors in (("store", STORE_ROOMS), ("handlers", HANDLER_ROOMS)):
        rooms = {_room(name) for name in modules() if name.startswith(f"{package}.")}
        assert rooms == set().union(*floors)


def test_no_module_needs_itself_at_run_time() -> None:
    known = imports()
    done: set[str] = set()
    for start in known:
        _follow(start, (), done, known)


def test_handlers_ask_the_store_by_its_face() -> None:
    assert not [
        f"{name} imports {target}"
        for name, targets in imports().items()
        if name.startswith("handlers.")
        for target in targets
        if target.startswith("store.") and not HANDLERS_MAY_ASK.fullmatch(target)
    ]


def test_imports_name_a_module_in_full() -> None:
    assert not [
        f"{name}:{node.lineno}"
        for name, (_, tree) in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]


def test_numpy_and_drivers_stay_in_their_rooms() -> None:
    allowed = {"numpy": NUMPY_IN} | dict.fromkeys(_DRIVERS, DRIVER_IN)
    assert not [
        f"{name} imports {target}"
        for name, targets in imports().items()
        for target, at_run_time in targets.items()
        if at_run_time
        and (where := allowed.get(target.partition(".")[0])) is not None
        and not where.fullmatch(name)
    ]


def test_statements_are_such_as_both_engines_know() -> None:
    assert not [
        f"{name}: {found.group()}"
        for name, (path, _) in modules().items()
        if name.startswith("store.") and not DRIVER_IN.fullmatch(name)
        for found in SQLITE_ONLY.finditer(path.read_text(encoding="utf-8"))
    ]


def test_nobody_asks_which_engine_a_connection_is_of() -> None:
    asked = re.compile(r"isinstance\([^()]*,\s*(?:sqlite3\.Connection|PostgresConnection)\)")
    assert not [
        f"{name}: {found.group()}"
        for name, (path, _) in modules().items()
        if name.startswith("store.") and not name.startswith("store.db.")
        for found in asked.finditer(path.read_text(encoding="utf-8"))
    ]


def test_who_tests_a_pure_function_waits_for_no_bot() -> None:
    asked = "import sys, tests.conftest; print(*sys.modules)"
    done = subprocess.run(  # noqa: S603 - our own Python
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not {"telegram", "aiohttp", "numpy", "jieba", "store.store"} & set(done.stdout.split())


def test_only_the_index_names_its_tables() -> None:
    assert not [
        f"{name} names a table of the index"
        for name, (path, _) in modules().items()
        if name.startswith(("store.", "bot.", "handlers."))
        and INDEX_TABLES.search(path.read_text(encoding="utf-8"))
        and not INDEX_TABLES_IN.fullmatch(name)
    ]


def test_han_characters_have_one_range() -> None:
    assert not [
        name
        for name, (path, _) in modules().items()
        if name not in OWN_HAN_IN and OWN_HAN.search(path.read_text(encoding="utf-8"))
    ]


def test_chat_text_stands_in_views() -> None:
    assert not [
        f"{name}:{node.lineno}"
        for name, (_, tree) in modules().items()
        if name.startswith(("handlers.", "bot.")) and ".views." not in name
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) in {"say", "View", "Toast"}
        and any(map(_words, (*node.args, *(given.value for given in node.keywords))))
    ]


def test_modules_and_functions_stay_short() -> None:
    wrong = []
    for path in _program_files():
        text = path.read_text(encoding="utf-8")
        place = path.relative_to(ROOT)
        if text.count("\n") > LONGEST_MODULE:
            wrong.append(f"{place}: {text.count(chr(10))} lines")
        wrong += [
            f"{place}: {node.name} has {node.end_lineno - node.lineno + 1} lines"
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and node.end_lineno is not None
            and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
        ]
    assert not wrong


def test_nothing_of_some_length_is_written_twice() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for name, (_, tree) in modules().items():
        for node in ast.walk(tree):
            if (written := _copied(node)) is not None:
                places[written].append(f"{name}:{getattr(node, 'lineno', 0)}")
    assert not [copies for copies in places.values() if len(copies) > 1]


def test_a_module_gives_a_name_once() -> None:
    wrong = []
    for name, (_, tree) in modules().items():
        given = [
            target.id
            for node in tree.body
            if isinstance(node, ast.Assign | ast.AnnAssign)
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        ]
        wrong += [f"{name}: {one}" for one in set(given) if given.count(one) > 1]
    assert not wrong


def test_no_page_points_out_of_the_repository() -> None:
    known = _tracked()
    wrong = []
    for page in known:
        if not page.endswith(".md"):
            continue
        text = (ROOT / page).read_text(encoding="utf-8")
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
            if "://" in link:
                continue
            target = (ROOT / page).parent.joinpath(link).resolve()
            if not target.is_relative_to(ROOT) or not target.exists():
                wrong.append(f"{page}: {link}")
    assert not wrong


_BROKEN = (
    (test_packages_depend_in_one_direction, "store.db.new", "from bot.settings import Settings"),
    (test_rooms_use_only_what_is_below_them, "store.db.new", "import store.search.query"),
    (test_rooms_use_only_what_is_below_them, "store.people.new", "import store.slogans.model"),
    (test_no_module_needs_itself_at_run_time, "store.db.new", "import store.db.new"),
    (test_handlers_ask_the_store_by_its_face, "handlers.new", "import store.db.database"),
    (test_imports_name_a_module_in_full, "store.db.new", "from ..search.query import Query"),
    (test_imports_name_a_module_in_full, "store.db.new", "from . import database"),
    (test_numpy_and_drivers_stay_in_their_rooms, "handlers.new", "import numpy as np"),
    (test_numpy_and_drivers_stay_in_their_rooms, "bot.new", "def f(): import sqlite3"),
    (test_statements_are_such_as_both_engines_know, "store.people.new", "A = 'INSERT OR IGNORE'"),
    (test_only_the_index_names_its_tables, "bot.new", "A = 'SELECT 1 FROM posting'"),
    (test_han_characters_have_one_range, "store.people.new", "A = '[\u4e00-\u9fff]'"),
    (test_han_characters_have_one_range, "corpus.new", r"A = '[\u4e00-\u9fff]'"),
    (test_chat_text_stands_in_views, "handlers.new", "lang.say('有', 'there are')"),
    (test_chat_text_stands_in_views, "handlers.new", "lang.say(f'有{n}条', few)"),
    (test_chat_text_stands_in_views, "bot.new", "Toast(text='没有' if n else none)"),
    (test_chat_text_stands_in_views, "handlers.new", "View('<b>' + text)"),
    (test_a_module_gives_a_name_once, "corpus.new", "A = 1\nA = 2"),
)


@pytest.mark.parametrize(("law", "name", "text"), _BROKEN)
def test_a_law_tells_of_what_breaks_it(
    law: Callable[..., None],
    name: str,
    text: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    path, tree = tmp_path / "new.py", ast.parse(text)
    path.write_text(text, encoding="utf-8")
    here = sys.modules[__name__]
    wanted = _imports(tree)
    monkeypatch.setattr(here, "modules", lambda: {name: (path, tree)})
    monkeypatch.setattr(here, "imports", lambda: {name: wanted})
    rooms = ("store", STORE_ROOMS) if law is test_rooms_use_only_what_is_below_them else ()
    with pytest.raises(AssertionError):
        law(*rooms)


def _imports(tree: ast.Module) -> dict[str, bool]:
    typing_only = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.dump(block.test)
        for statement in block.body
        for node in ast.walk(statement)
    }
    wanted: dict[str, bool] = defaultdict(bool)
    for node in ast.walk(tree):
        for target in _targets(node):
            wanted[target] |= id(node) not in typing_only
    return dict(wanted)


def _words(node: ast.expr) -> bool:
    """Tell whether an expression holds a text of its own."""
    match node:
        case ast.Constant(value=str(text)):
            return bool(text)
        case ast.IfExp(body=left, orelse=right) | ast.BinOp(left=left, right=right):
            return _words(left) or _words(right)
    return isinstance(node, ast.JoinedStr)


def _copied(node: ast.AST) -> str | None:
    """Write what a function does, or the pattern or text that a name is given, where it's long."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        body = node.body[1:] if ast.get_docstring(node) else node.body
        size = sum(1 for one in body for _ in ast.walk(one))
        return "".join(map(ast.dump, body)) if size > MOST_COPIED else None
    if not isinstance(node, ast.Assign):
        return None
    value = node.value
    called = value.func if isinstance(value, ast.Call) else None
    makes_pattern = getattr(called, "attr", getattr(called, "id", "")) in {"compile", "Grammar"}
    lines = (value.end_lineno or value.lineno) - value.lineno
    is_long = lines > 0 or (value.end_col_offset or 0) - value.col_offset > LONGEST_COPY
    is_text = isinstance(value, ast.Constant | ast.JoinedStr)
    return ast.dump(value) if is_long and (makes_pattern or is_text) else None


def _follow(
    name: str, above: tuple[str, ...], done: set[str], known: dict[str, dict[str, bool]]
) -> None:
    assert name not in above, " -> ".join((*above[above.index(name) :], name))
    if name in done:
        return
    for target, at_run_time in known[name].items():
        if at_run_time and target in known:
            _follow(target, (*above, name), done, known)
    done.add(name)


def _targets(node: ast.AST) -> list[str]:
    """Name the modules that a statement imports: a package's own where it names one of them."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom) or not node.module:
        return []
    inside = [f"{node.module}.{alias.name}" for alias in node.names]
    return [name if name in modules() else node.module for name in inside]


def _room(name: str) -> str:
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else ""


def _dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607 - whichever git there is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("no checkout: git lists no files here")
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


def _program_files() -> list[Path]:
    return [path for part in PROGRAM for path in sorted((ROOT / part).rglob("*.py"))]
