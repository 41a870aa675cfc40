"""Requests over real sockets: what arrives, and what is known of one that fails."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
import struct
from typing import TYPE_CHECKING, Any

import pytest
from telegram import InputFile
from telegram.error import NetworkError, TimedOut
from telegram.ext import ExtBot

from bot.request import NotSentError, Request
from localchat.server import LocalTelegram
from tests.support.stage import TOKEN
from tests.support.telegram import Telegram
from tests.support.there import there

if TYPE_CHECKING:
    from asyncio.streams import StreamReader, StreamWriter
    from collections.abc import AsyncIterator, Awaitable, Callable

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@contextlib.asynccontextmanager
async def listening(
    answer: Callable[[StreamReader, StreamWriter], Awaitable[None]],
) -> AsyncIterator[str]:
    """A server that answers each connection by a coroutine of reader and writer."""

    async def answered(reader: StreamReader, writer: StreamWriter) -> None:
        try:
            await answer(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(answered, "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


@contextlib.asynccontextmanager
async def ready(**settings: Any) -> AsyncIterator[Request]:
    request = Request(**settings)
    await request.initialize()
    try:
        yield request
    finally:
        await request.shutdown()


async def head_of(reader: StreamReader) -> str:
    return (await reader.readuntil(b"\r\n\r\n")).decode()


async def kindly(reader: StreamReader, writer: StreamWriter) -> None:
    await head_of(reader)
    writer.write(OK)
    await writer.drain()


async def test_nobody_listens() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        async with ready() as request:
            with pytest.raises(NotSentError):
                await request.do_request(f"http://127.0.0.1:{port}/", "POST")


async def test_no_connection_is_free() -> None:
    free = asyncio.Event()

    async def slowly(reader: StreamReader, writer: StreamWriter) -> None:
        await free.wait()
        await kindly(reader, writer)

    async with listening(slowly) as place, ready(pool=1) as request:
        first = asyncio.ensure_future(request.do_request(f"http://{place}/", "POST"))
        while not there(there(request._session).connector)._acquired:
            await asyncio.sleep(0)
        with pytest.raises(NotSentError):
            await request.do_request(
                f"http://{place}/", "POST", pool_timeout=0.01, connect_timeout=0.01
            )
        free.set()
        assert await first == (200, b"ok")


async def test_no_answer_comes_in_time() -> None:
    async def silently(reader: StreamReader, _writer: StreamWriter) -> None:
        await reader.read()

    async with listening(silently) as place, ready() as request:
        with pytest.raises(TimedOut):
            await request.do_request(f"http://{place}/", "POST", read_timeout=0.01)


async def test_an_answer_may_take_long_while_more_of_it_comes() -> None:
    async def slowly(reader: StreamReader, writer: StreamWriter) -> None:
        await head_of(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n")
        for _ in range(6):
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.4)

    async with listening(slowly) as place, ready() as request:
        got = await request.do_request(
            f"http://{place}/", "GET",
            read_timeout=2.0, write_timeout=0.0, pool_timeout=0.0, connect_timeout=0.1,
        )  # fmt: skip
    assert got == (200, b"x" * 6)


async def test_a_server_that_takes_nothing_in_is_given_up() -> None:
    async def deaf(_reader: StreamReader, _writer: StreamWriter) -> None:
        await forever.wait()

    forever = asyncio.Event()
    file = InputFile(b"x" * 8_000_000, filename="x.bin")
    async with listening(deaf) as place, ready() as request:
        bot = ExtBot(TOKEN, base_url=f"http://{place}/bot", request=request)
        with pytest.raises(TimedOut):
            await bot.send_document(
                1,
                file,
                write_timeout=0.1,
                read_timeout=0.1,
                pool_timeout=0.1,
                connect_timeout=0.1,
            )
        forever.set()


async def test_the_connection_is_cut() -> None:
    async def rudely(reader: StreamReader, _writer: StreamWriter) -> None:
        await head_of(reader)

    async with listening(rudely) as place, ready() as request:
        with pytest.raises(NetworkError) as raised:
            await request.do_request(f"http://{place}/", "POST")
    assert type(raised.value) is NetworkError


async def test_a_url_with_a_token_is_in_no_message() -> None:
    async with ready() as request:
        with pytest.raises(NotSentError) as raised:
            await request.do_request(f"http://127.0.0.1:1/bot{TOKEN}/getMe", "POST")
    assert TOKEN not in str(raised.value)


async def test_an_http_proxy_is_asked() -> None:
    asked = []

    async def proxy(reader: StreamReader, writer: StreamWriter) -> None:
        asked.append(await head_of(reader))
        writer.write(OK)

    async with listening(proxy) as place, ready(proxy=f"http://me:secret@{place}") as request:
        assert await request.do_request("http://telegram.invalid/x", "GET") == (200, b"ok")
    assert asked[0].startswith("GET http://telegram.invalid/x HTTP/1.1\r\n")
    assert "Proxy-Authorization: Basic " in asked[0]


@pytest.mark.parametrize("scheme", ["http://", ""])
async def test_the_environment_names_a_proxy_unless_one_is_set(
    monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    asked = []

    async def proxy(reader: StreamReader, writer: StreamWriter) -> None:
        asked.append(await head_of(reader))
        writer.write(OK)

    async with listening(proxy) as named, listening(kindly) as direct:
        monkeypatch.setenv("http_proxy", f"{scheme}{named}")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        async with ready() as request:
            assert (await request.do_request("http://telegram.invalid/x", "GET"))[0] == 200
            assert (await request.do_request(f"http://{direct}/x", "GET"))[0] == 200
        async with ready(proxy=f"http://{direct}") as request:
            assert (await request.do_request("http://telegram.invalid/y", "GET"))[0] == 200
    assert [head.split(" ")[1] for head in asked] == ["http://telegram.invalid/x"]


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
async def test_a_socks_proxy_is_asked_for_the_name(scheme: str) -> None:
    asked = []

    async def proxy(reader: StreamReader, writer: StreamWriter) -> None:
        _, methods = struct.unpack("BB", await reader.readexactly(2))
        await reader.readexactly(methods)
        writer.write(b"\x05\x00")
        *_, length = struct.unpack("BBBBB", await reader.readexactly(5))
        asked.append(await reader.readexactly(length + 2))
        writer.write(b"\x05\x00\x00\x01" + ipaddress.IPv4Address("127.0.0.1").packed + b"\x00\x50")
        await kindly(reader, writer)

    async with listening(proxy) as place, ready(proxy=f"{scheme}://{place}") as request:
        assert await request.do_request("http://telegram.invalid/x", "GET") == (200, b"ok")
    assert asked == [b"telegram.invalid\x00\x50"]


async def test_a_proxy_that_refuses_sent_nothing() -> None:
    async def proxy(reader: StreamReader, writer: StreamWriter) -> None:
        await reader.readexactly(3)
        writer.write(b"\x05\xff")

    async with listening(proxy) as place, ready(proxy=f"socks5://{place}") as request:
        with pytest.raises(NotSentError):
            await request.do_request("http://telegram.invalid/x", "GET")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        async with ready(proxy=f"socks5://127.0.0.1:{port}") as request:
            with pytest.raises(NotSentError):
                await request.do_request("http://telegram.invalid/x", "GET")


async def test_a_large_file_arrives_whole() -> None:
    content = bytes(range(256)) * 12_000
    async with LocalTelegram(bots={TOKEN: "zhaiju_bot"}) as server:
        bot = ExtBot(TOKEN, base_url=f"{server.url}/bot", request=Request())
        async with bot, Telegram(server.control) as telegram:
            user = await telegram.user("小王")
            chat = await telegram.private(user, started=True)
            await bot.send_document(chat.id, InputFile(content, filename="x.db"))
            assert await telegram.file(await telegram.reply(chat)) == content


@pytest.mark.parametrize("name", ["摘句备份.md", 'a"b.md', "换\r\n行：x.md"])
async def test_a_file_arrives_under_its_name(name: str) -> None:
    async with LocalTelegram(bots={TOKEN: "zhaiju_bot"}) as server:
        bot = ExtBot(TOKEN, base_url=f"{server.url}/bot", request=Request())
        async with bot, Telegram(server.control) as telegram:
            user = await telegram.user("小王")
            chat = await telegram.private(user, started=True)
            file = InputFile("一段\n".encode(), filename=name)
            await bot.send_document(chat.id, file, caption="一份《文稿》")
            got = await telegram.reply(chat)
            assert await telegram.refusals() == []
    assert got.document == name.replace("\r\n", "")
    assert got.text == "一份《文稿》"
