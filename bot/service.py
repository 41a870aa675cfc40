"""One running bot: everything that must be opened and closed, in one place."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import ApplicationBuilder, ContextTypes, ExtBot

from bot.alerts import Alerts
from bot.contact import BAD_TOKEN
from bot.delivery import Deliverer
from bot.errors import ServiceError
from bot.evening import Evenings
from bot.health import Health, listener, listening
from bot.holidays import Announcements
from bot.intake import Intake
from bot.leading import bound, first_of, leading
from bot.limiter import FloodLimiter
from bot.meaning import keep_reading
from bot.metrics import Metrics
from bot.news import NewsRound
from bot.nightly import NightlyCopies, nights_kept
from bot.receiver import Pace, Poller, hooked
from bot.request import Request
from bot.self_check import keep_in_place, keep_inspecting
from bot.settings import LOCAL_TOKEN
from bot.tasks import ended
from bot.tick import Tick
from bot.uploads import Library
from bot.webhook import WebhookWatch
from bot.worker import NICENESS, Worker
from handlers import routes
from handlers.admin import uploads as documents
from handlers.daily.message import Courier
from handlers.telegram.context import Context, Nothing
from handlers.telegram.membership import Membership
from handlers.telegram.menu import Menu
from handlers.telegram.sender import Sender
from handlers.telegram.services import Services
from store.db.lock import was_store
from store.errors import NotAStoreError, StoreDamagedError, StoreError
from store.maintenance.maintenance import newest_backup
from store.store import Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
    from contextlib import AbstractAsyncContextManager

    from bot.limiter import Limits
    from bot.settings import Settings
    from handlers.telegram.context import App
    from store.clock import Clock

_log = logging.getLogger(__name__)
ALLOWED_UPDATES = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.CHOSEN_INLINE_RESULT,
    Update.MY_CHAT_MEMBER,
]
RETRY_SECONDS = 5.0
TELEGRAM = "https://api.telegram.org"
_POLL_POOL = 4
"""Connections for getUpdates: with one, a torn connection can block polling for good."""


@dataclass(frozen=True, slots=True)
class Running:
    """A bot that is up: its services, its application and its tick.

    `failed` ends only with an error, the one that the bot can't go on with.
    """

    services: Services
    application: App
    tick: Tick
    failed: asyncio.Future[None]

    async def until(self, stop: asyncio.Event) -> None:
        """Serve until told to stop; raises ServiceError where the bot can't go on."""
        stopping = asyncio.ensure_future(stop.wait())
        await asyncio.wait((stopping, self.failed), return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if self.failed.done():
            self.failed.result()


@contextlib.asynccontextmanager
async def running(
    settings: Settings, clock: Clock, limits: Limits | None = None, pace: Pace | None = None
) -> AsyncIterator[Running]:
    """Open the store, connect, receive and tick; close all of it in the opposite order.

    `limits` are other flood limits than Telegram's, `pace` another pace of polling, for a server
    that has others.
    """
    async with contextlib.AsyncExitStack() as stack:
        store = await stack.enter_async_context(_opened(settings, clock))
        health, metrics = Health(store, clock), Metrics()
        keeping = await stack.enter_async_context(leading(store, health, metrics, settings))
        polling = Request(pool=_POLL_POOL, proxy=settings.proxy_url)
        bot = _bot(settings, limits, polling)
        # By themselves, too: a bot that never learned who it is closes nothing.
        for request in (polling, bot.request):
            stack.push_async_callback(request.shutdown)
        await _until_reached(bot.initialize)
        stack.push_async_callback(_quietly, bot.shutdown())
        workshop = await stack.enter_async_context(Worker.open(NICENESS))
        library = await stack.enter_async_context(
            Library.open(bot, store.uploads, bound(settings.place, store.lease), clock)
        )
        services = _services(settings, clock, store, bot, workshop, library)
        alerts = await stack.enter_async_context(Alerts(services.sender, settings.operators))
        _watch(store, alerts)
        application = await stack.enter_async_context(_application(bot, services))
        intake = Intake(application, services, metrics)
        source = _source(polling, bot, intake, alerts, settings, pace or Pace())
        receiving = await stack.enter_async_context(_receiving(bot, intake, source, settings))
        await documents.resume(services)
        menu = asyncio.create_task(_menus(services), name="menu")
        stack.push_async_callback(ended, menu)
        for work in _catching_up(store):
            stack.push_async_callback(ended, asyncio.create_task(work))
        if settings.database_url is None:
            inspecting = keep_inspecting(store, settings.database, alerts)
            stack.push_async_callback(ended, asyncio.create_task(inspecting, name="inspecting"))
        copies = await stack.enter_async_context(
            NightlyCopies(store.maintenance, settings, alerts, clock)
        )
        behind = (*_more_works(services), copies.look)
        due = Deliverer(services.store, Courier(services), services.clock).deliver_due
        tick = await stack.enter_async_context(Tick(due, clock, *behind))
        health.watch(source.fault, alerts.faults)
        if settings.health_listen is not None and keeping is None:
            await stack.enter_async_context(listening(settings.health_listen, health, metrics))
        in_place = asyncio.create_task(keep_in_place(store), name="in place")
        stack.push_async_callback(ended, in_place)
        yield Running(services, application, tick, first_of(receiving, keeping, in_place))


@contextlib.asynccontextmanager
async def _opened(settings: Settings, clock: Clock) -> AsyncIterator[Store]:
    """Open the store for serving; ServiceError that names the newest backup where it is damaged."""
    path = settings.database
    async with contextlib.AsyncExitStack() as stack:
        try:
            opening = Store.open(settings.place, clock=clock, days=settings.days)
            store = await stack.enter_async_context(opening)
            await store.maintenance.glance()
        except (StoreDamagedError, NotAStoreError) as error:
            # A file that has lost its header looks foreign, but for what we have put beside it.
            foreign = isinstance(error, NotAStoreError) and not was_store(path)
            if foreign or settings.database_url is not None:
                raise
            raise ServiceError(_damaged(path, clock)) from error
        store.maintenance.announce()
        yield store


def _damaged(path: Path, clock: Clock) -> str:
    newest = newest_backup(path, clock.now())
    if newest is None:
        return (
            f"{path.absolute()} 坏了，没有启动；没有找到备份，"
            "别处有的话运行 python -m bot restore 文件。"
        )
    with contextlib.suppress(ValueError):
        newest = newest.relative_to(Path.cwd())
    return f"{path.absolute()} 坏了，没有启动；运行 python -m bot restore {newest}（最近的一份）。"


async def warm_up(store: Store) -> None:
    """Load, beside the first answers, what only later ones need: the dictionary.

    The collector then leaves alone all that is there to stay. Looking through it takes 40 ms, in
    which nobody is answered.
    """
    await store.words.load()
    gc.freeze()


def _more_works(services: Services) -> tuple[Callable[[], Awaitable[None]], ...]:
    """What each tick does after it has delivered what is due."""
    announcements = Announcements(
        services.store, services.sender, services.operators, services.clock, services.zone
    )
    looks = Evenings(services).look, NewsRound(services).look
    return *looks, services.store.erasure.sweep, announcements.look


def _catching_up(store: Store) -> tuple[Coroutine[Any, Any, None], ...]:
    """What makes up for what isn't worked out yet of the documents that are stored."""
    meant = keep_reading(store.search.meaning, store.rereading)
    return store.judging.catch_up(), store.slogans.catch_up(), meant


def _watch(store: Store, alerts: Alerts) -> None:
    """Raise what the store meets, until it can be written to again."""

    async def over() -> bool:
        try:
            await store.maintenance.try_write()
        except StoreError:
            return False
        return True

    def on_error(error: StoreError) -> None:
        if error.trouble is not None:
            alerts.raise_(error.trouble, over=None if error.trouble == "store_damaged" else over)

    store.on_error(on_error)


def _source(
    request: Request,
    bot: ExtBot[Any],
    intake: Intake,
    alerts: Alerts,
    settings: Settings,
    pace: Pace,
) -> Poller | WebhookWatch:
    """What fetches updates, or sees to it that they are brought."""
    if settings.webhook_url is None:
        return _poller(request, bot, intake, alerts, pace)

    def on_lost() -> None:
        alerts.raise_("webhook", over=watch.settled)

    watch = WebhookWatch(
        request,
        bot.base_url,
        settings.webhook_url,
        pace=pace,
        set_again=lambda: _set_webhook(bot, settings),
        on_lost=on_lost,
    )
    return watch


def _poller(
    request: Request, bot: ExtBot[Any], intake: Intake, alerts: Alerts, pace: Pace
) -> Poller:
    def on_conflict() -> None:
        alerts.raise_("conflict", over=poller.unopposed)

    poller = Poller(
        request,
        bot.base_url,
        intake,
        allowed=ALLOWED_UPDATES,
        pace=pace,
        on_conflict=on_conflict,
    )
    return poller


def _bot(settings: Settings, limits: Limits | None, polling: Request) -> ExtBot[Any]:
    root = settings.api_url or TELEGRAM
    return ExtBot(
        token=settings.token or LOCAL_TOKEN,
        request=Request(proxy=settings.proxy_url),
        get_updates_request=polling,
        rate_limiter=FloodLimiter(limits),
        base_url=f"{root}/bot",
        base_file_url=f"{root}/file/bot",
    )


async def _menus(services: Services) -> None:
    hidden: Sequence[int] = ()
    # Where these can't be read such groups keep the menu that they have.
    with contextlib.suppress(StoreError):
        hidden = await services.store.groups.hidden()
    await services.menu.publish(services.operators, hidden)


def _services(
    settings: Settings,
    clock: Clock,
    store: Store,
    bot: ExtBot[Any],
    workshop: Worker,
    library: Library,
) -> Services:
    return Services(
        clock=clock,
        store=store,
        sender=Sender(bot),
        membership=Membership(bot),
        workshop=workshop,
        library=library,
        menu=Menu(bot),
        username=bot.username,
        zone=settings.zone,
        operators=settings.operators,
        allowed=settings.allowed,
        nights_kept=nights_kept(settings),
    )


@contextlib.asynccontextmanager
async def _application(bot: ExtBot[Any], services: Services) -> AsyncIterator[App]:
    # PTB makes its bot_data by calling a type; ours is made already.
    made = cast("type[Services]", lambda: services)
    types = ContextTypes(context=Context, bot_data=made, chat_data=Nothing, user_data=Nothing)
    application: App = (
        ApplicationBuilder().bot(bot).context_types(types).updater(None).job_queue(None).build()
    )
    routes.install(application)
    await application.initialize()
    try:
        yield application
    finally:
        await _quietly(application.shutdown())


@contextlib.asynccontextmanager
async def _receiving(
    bot: ExtBot[Any], intake: Intake, source: Poller | WebhookWatch, settings: Settings
) -> AsyncIterator[asyncio.Future[None]]:
    """Work what was left, then poll, or have Telegram call us where a webhook is set.

    Gives what ends with an error where receiving has ended for good.
    """
    async with contextlib.AsyncExitStack() as stack:
        if isinstance(source, Poller):
            await _until_reached(bot.delete_webhook)
            await stack.enter_async_context(intake.open(confirm=source.confirm))
        else:
            await stack.enter_async_context(intake.open())
            await stack.enter_async_context(_posted_to(intake, settings))
            await _until_reached(lambda: _set_webhook(bot, settings))
        receiving = asyncio.create_task(source.run(), name="receiving")
        stack.push_async_callback(ended, receiving)
        yield receiving


def _posted_to(intake: Intake, settings: Settings) -> AbstractAsyncContextManager[None]:
    address, url = settings.webhook_listen, settings.webhook_url or ""
    if address is None:
        raise ServiceError("设了 WEBHOOK_URL 还要设 WEBHOOK_LISTEN。")
    opened = listener(address, "WEBHOOK_LISTEN")
    return hooked(opened, urlsplit(url).path, settings.webhook_secret, intake)


async def _set_webhook(bot: ExtBot[Any], settings: Settings) -> None:
    await bot.set_webhook(
        settings.webhook_url or "",
        secret_token=settings.webhook_secret,
        allowed_updates=ALLOWED_UPDATES,
    )


async def _until_reached(ask: Callable[[], Awaitable[object]]) -> None:
    while True:
        try:
            await ask()
        except InvalidToken:
            raise ServiceError(BAD_TOKEN) from None
        except TelegramError as error:
            _log.warning("Telegram is not reached, trying again: %s", error)
            await asyncio.sleep(RETRY_SECONDS)
        else:
            return


async def _quietly(closing: Any) -> None:  # noqa: ANN401 - any awaitable
    try:
        await closing
    except (TelegramError, RuntimeError, OSError) as error:
        _log.info("closing: %s", error)
