"""What is set, and what in `.env` would silently mean nothing."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dotfile import meant_key
from bot.settings import NAMES, Settings, SettingsError, load
from tests.support.programs import PROJECT, run
from tests.support.stage import TOKEN

SECRET_NAMES = ("TELEGRAM_BOT_TOKEN", "WEBHOOK_SECRET")
MISTYPED = (
    "postgres//u:hush@h/one",
    "postgresql:/u:hush@h/one",
    "postgresql/u:hush@h/one",
    "Postgres:u:hush@h/one",
    "potsgres//u:hush@h/one",
    "u:hush@h/one",
    "host=h user=u password=hush",
)
"""Addresses of a database that a slip has made something else of."""


def read(folder: Path, dotenv: str | bytes, **environment: str) -> Settings:
    file = folder / ".env"
    file.write_bytes(dotenv.encode() if isinstance(dotenv, str) else dotenv)
    return load(environment, file)


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str]:
    """A setting's name, and the same with one slip of the fingers."""
    name = draw(st.sampled_from([name for name in NAMES if not name.endswith("_FILE")]))
    at = draw(st.integers(1, len(name) - 2))
    slip = draw(st.sampled_from(["lost", "twice", "turned", "case", "hyphen", "other"]))
    wrong = {
        "lost": name[:at] + name[at + 1 :],
        "twice": name[:at] + name[at] + name[at:],
        "turned": name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        "case": name.lower(),
        "hyphen": name.replace("_", "-"),
        "other": name[:at] + "X" + name[at + 1 :],
    }[slip]
    return name, wrong


@given(slips())
def test_a_slip_in_a_key_names_the_one_that_was_meant(slip: tuple[str, str]) -> None:
    name, wrong = slip
    if wrong not in NAMES:
        assert meant_key(wrong, NAMES) == name


@given(slips())
def test_a_slip_in_the_environment_names_it_too_where_it_isnt_given(slip: tuple[str, str]) -> None:
    name, wrong = slip
    if wrong not in NAMES:
        told = f"环境变量 {wrong} 不认识，是不是 {name}？"
        assert load({wrong: "x"}).warnings == (told,)


@pytest.mark.parametrize("name", ["ADMIN_USER_ID", "DATABASE_PTH", "BOT_TOKEN", "log_level"])
def test_what_is_given_is_asked_for_under_no_other_name(tmp_path: Path, name: str) -> None:
    (known,) = [one for one in NAMES if f"是不是 {one}？" in str(load({name: "5"}).warnings)]
    value = {"ADMIN_USER_IDS": "5", "TELEGRAM_BOT_TOKEN": TOKEN}.get(known, "INFO")
    assert load({name: "5", known: value}).warnings == ()
    assert len(read(tmp_path, f"{name}=5\n", **{name: "5"}).warnings) == 1


async def test_a_check_names_what_is_misspelt_in_the_environment(tmp_path: Path) -> None:
    done = await run(tmp_path, "check", ADMIN_USER_ID="5", DATABASE_PTH="/x")
    (line,) = [one for one in done.out.splitlines() if one.startswith("设置")]
    assert line.startswith("设置  注意  ")
    for name in ("ADMIN_USER_ID 不认识，是不是 ADMIN_USER_IDS", "DATABASE_PTH 不认识"):
        assert name in line


async def test_a_check_says_the_whole_paths_of_what_is_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("HOLIDAYS_FILE=放假.txt\nDATABASE_PATH=库/a.db\n", "utf-8")
    (tmp_path / "放假.txt").write_text("", "utf-8")
    done = await run(tmp_path, "check")
    told = {line.split("  ")[0]: line for line in done.out.splitlines()}
    assert told["设置"] == f"设置  ok  {tmp_path / '.env'}"
    assert f"{tmp_path / '库' / 'a.db'} " in told["库"]
    assert told["备份"].endswith(f"放在 {tmp_path / '库' / 'backups'}")
    if "还没公布" in told["节假日"]:
        assert told["节假日"].endswith(f"写进 {tmp_path / '放假.txt'}")


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("TELEGRAM_TOKEN=1:x", "的 TELEGRAM_TOKEN 不认识，是不是 TELEGRAM_BOT_TOKEN？"),
        ("export BOT_TOKEN=1:x", "的 BOT_TOKEN 不认识，是不是 TELEGRAM_BOT_TOKEN？"),
        ("TOKEN=1:x", "的 TOKEN 不认识，是不是 TELEGRAM_BOT_TOKEN？"),
        ("PROXY=http://x", "的 PROXY 不认识，是不是 PROXY_URL？"),
        ("ADMIN_IDS=1", "的 ADMIN_IDS 不认识，是不是 ADMIN_USER_IDS？"),
        ("TELEGRAM_BOT_TOKEN: 1:hidden", "看不懂，应当写成 TELEGRAM_BOT_TOKEN=…"),
        ("TELEGRAM_BOT_TOKEN 1:hidden", "看不懂，应当写成 TELEGRAM_BOT_TOKEN=…"),
        ("TELEGRAM_BOT_TOKEN＝1:hidden", "看不懂，应当写成 TELEGRAM_BOT_TOKEN=…"),
    ],
)
def test_a_line_that_means_nothing_is_named(tmp_path: Path, line: str, meant: str) -> None:
    settings = read(tmp_path, f"# 说明\n\n{line}\nTIMEZONE=Asia/Tokyo\n")
    assert settings.warnings == (f".env 第 3 行{meant}",)
    assert settings.zone == "Asia/Tokyo"


@pytest.mark.parametrize(
    "key",
    ["COMPOSE_PROJECT_NAME", "HTTP_PROXY", "POSTGRES_PASSWORD", "PATH", "PYTHONUTF8", "TZ", "PORT"],
)
def test_keys_of_other_programs_are_left_alone(tmp_path: Path, key: str) -> None:
    assert read(tmp_path, f"{key}=x\n").warnings == ()
    assert load({key: "x", "TOKEN": "x", "SECRET": "x"}).warnings == ()


def test_the_example_lists_every_setting_with_a_comment_and_means_the_defaults(
    tmp_path: Path,
) -> None:
    example = (PROJECT / ".env.example").read_text(encoding="utf-8")
    listed = set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
    assert listed == {name for name in NAMES if name != "DATABASE_URL_FILE"}
    for block in example.strip().split("\n\n"):
        assert block.startswith("# ")
    assert read(tmp_path, example) == Settings(database=Path("data/sample.db"))


def test_a_byte_order_mark_does_not_hide_the_first_key(tmp_path: Path) -> None:
    assert read(tmp_path, b"\xef\xbb\xbf" + f"TELEGRAM_BOT_TOKEN={TOKEN}\n".encode()).token == TOKEN
    with pytest.raises(SettingsError, match="UTF-8"):
        read(tmp_path, "TELEGRAM_BOT_TOKEN=1:x".encode("utf-16"))


def test_an_env_that_is_no_file_is_not_passed_over(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    assert load({}, path) == Settings(database=Path("data/sample.db"))
    path.symlink_to(tmp_path / "nowhere")
    with pytest.raises(SettingsError, match=r"\.env 读不了"):
        load({}, path)
    path.unlink()
    path.mkdir()
    with pytest.raises(SettingsError, match=r"\.env 读不了"):
        load({}, path)


NUMBERED = ("ADMIN_USER_IDS", "LOCAL_CHAT_PORT", "BACKUP_KEEP", "HEALTH_LISTEN", "WEBHOOK_LISTEN")


@pytest.mark.parametrize("name", NUMBERED)
@pytest.mark.parametrize("number", ["9" * 17, "9" * 5000, "1_0", "1.5", "²", "x", "0x1", "--1"])
def test_a_number_that_cant_be_meant_is_refused(tmp_path: Path, name: str, number: str) -> None:
    given = f"localhost:{number}" if name.endswith("LISTEN") else number
    with pytest.raises(SettingsError, match=name):
        read(tmp_path, f"{name}={given}\n")


def test_the_home_folder_may_be_written_as_in_a_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "secret").write_text(TOKEN, encoding="utf-8")
    settings = read(tmp_path, "DATABASE_PATH=~/z.db\nTELEGRAM_BOT_TOKEN_FILE=~/secret\n")
    assert (settings.database, settings.token) == (tmp_path / "z.db", TOKEN)
    assert read(tmp_path, "DATABASE_PATH=~no-one/z.db\n").database == Path("~no-one/z.db")


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_a_secret_may_stand_in_a_file(tmp_path: Path, name: str) -> None:
    def value(settings: Settings) -> str | None:
        return settings.token if name == "TELEGRAM_BOT_TOKEN" else settings.webhook_secret

    secret = tmp_path / "secret"
    secret.write_text(f"{TOKEN}\n" if "TOKEN" in name else "hush\n", encoding="utf-8")
    content = secret.read_text("utf-8").strip()
    file = f"{name}_FILE"
    assert value(read(tmp_path, f"{file}={secret}")) == content
    assert value(read(tmp_path, f"{name}=9:of-the-file\n", **{file: str(secret)})) == content
    assert value(read(tmp_path, f"{file}=nowhere\n", **{name: content})) == content
    with pytest.raises(SettingsError, match=f"{name} 和 {file} 只能设一个"):
        read(tmp_path, f"{file}={secret}\n{name}={content}")
    with pytest.raises(SettingsError, match=f"{file} 读不了：.*/none"):
        read(tmp_path, f"{file}={tmp_path}/none")
    secret.write_text("\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=f"{file} 是空的"):
        read(tmp_path, f"{file}={secret}")


def test_the_address_of_a_database_is_taken_and_never_shown(tmp_path: Path) -> None:
    address = tmp_path / "address"
    url = "postgresql://me:hush@db.example:5433/z"
    address.write_text(url, encoding="utf-8")
    for line in (f"DATABASE_URL={url}", f"DATABASE_URL_FILE={address}"):
        settings = read(tmp_path, line)
        assert settings.place.url == url
        assert str(settings.place) == "PostgreSQL db.example:5433/z"
        assert "hush" not in repr(settings) + repr(settings.place)


@pytest.mark.parametrize(
    "wrong",
    [
        "mysql://me:hush@db/z",
        "postgresql://me:hush@db",
        "hush",
        "postgresql://me:hush@db:x/z",
        "postgresql://me:hush%zz@db/z",
        "postgresql://me:hush@db/z?option=1",
        *MISTYPED,
    ],
)
def test_an_address_that_cant_be_used_is_not_quoted(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL") as refused:
        read(tmp_path, f"DATABASE_URL={wrong}")
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize("wrong", MISTYPED)
async def test_an_address_is_no_path_even_where_it_is_mistyped(tmp_path: Path, wrong: str) -> None:
    for line in (f"DATABASE_PATH={wrong}", f"DATABASE_URL_FILE={wrong}"):
        with pytest.raises(SettingsError, match="DATABASE_URL") as refused:
            read(tmp_path, line)
        assert "hush" not in str(refused.value)
    for command in (["copy", "--to"], ["copy", "--to", "new.db", "--from"], ["backup"]):
        done = await run(tmp_path, *command, wrong)
        assert (done.status, done.out, len(done.err.splitlines())) == (2, "", 1)
        assert "地址" in done.err
        assert "hush" not in done.err
    assert os.listdir(tmp_path) == [".env"]  # noqa: PTH208


def test_a_path_is_a_path(tmp_path: Path) -> None:
    for path in ("postgres/zhaiju.db", "a@b/库.db", "C:/库.db", "password.db", "postgres.db"):
        assert read(tmp_path, f"DATABASE_PATH={path}").database == Path(path)


def test_where_the_driver_is_missing_it_is_told_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.settings.find_spec", lambda _name: None)
    with pytest.raises(SettingsError, match=r"make postgres.*whl\[postgres\]") as refused:
        read(tmp_path, "DATABASE_URL=postgresql://me:hush@db/z")
    assert "hush" not in str(refused.value)


async def test_a_misspelt_token_is_told_at_start_and_at_every_command(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("# 令牌\n\nTELEGRAM_TOKEN=42:hidden\n", encoding="utf-8")
    told = ".env 第 3 行的 TELEGRAM_TOKEN 不认识，是不是 TELEGRAM_BOT_TOKEN？\n"
    done = await run(tmp_path, "sources")
    assert (done.status, done.err.startswith(told)) == (0, True)
    assert "hidden" not in done.out + done.err
