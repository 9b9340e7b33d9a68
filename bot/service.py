"""What the commands of the service do: the first start, one part, the training, the terminal chat."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import resource
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from bot.faults import DamagedError, sentence
from bot.settings import ROOT, Settings, SettingsError
from bot.vault import keys

if TYPE_CHECKING:
    from bot.bootstrap import Services

RECENT_DUTY_DAYS = 7
HOUSEKEEPING = 60.0  # seconds between looks for what has to be forgotten

logger = logging.getLogger(__name__)


def run_service(say: Callable[[str], None]) -> None:
    """Prepare what is missing, then supervise all parts until Ctrl-C."""
    from bot import supervisor

    settings = read_settings()
    try:
        settings.require_server_secrets()
        supervisor.check_ports(settings)
    except SettingsError as error:
        stop(f"{error.setting}: {error.code.replace('_', ' ')}. See docs/operator.md.")
    except supervisor.PortTakenError as error:
        stop(f"Port {error.port} is in use. Stop what uses it, or set {error.setting} to another port.")
    prepare(settings, say)
    check_files(settings)
    _check_messengers(settings)
    take_model(settings, say)

    def ready() -> None:
        say(f"chat: {settings.chat_url}")
        say(f"console: {settings.console_address}")
        say_who_is_missing(settings, say)

    # A crash must not write anybody's words to the disk. The parts inherit it.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        supervisor.serve(settings, say, ready)
    except SettingsError as error:
        stop(f"{error.setting}: {error.code.replace('_', ' ')}. See docs/operator.md.")


def say_who_is_missing(settings: Settings, say: Callable[[str], None]) -> None:
    """On a fresh instance, say how the first person comes into the console."""
    from bot.bootstrap import build

    services = build(settings)
    if not services.people.everybody() and not services.invitations.waiting():
        say("nobody can sign in to the console yet: .venv/bin/raport people add NAME --role admin --role advocate")
    services.close()


def _check_messengers(settings: Settings) -> None:
    from bot.channels import messengers

    try:
        messengers.configured(settings)
    except SettingsError as error:
        stop(f"{error.setting}: {error.code.replace('_', ' ')}. See docs/operator.md.")


def check_files(settings: Settings) -> None:
    """Stop on keys that are missing, broken or foreign and on a damaged database; KeyFileError, DamagedError."""
    from bot.cases.database import connect, is_whole
    from bot.cases.renewal import opens

    keys.load(settings.assistant_key_path)
    engine = connect(settings.database)
    try:
        if not is_whole(engine):
            raise DamagedError
        if not opens(engine, keys.load(settings.key_path)):
            raise keys.KeyFileError("foreign", settings.key_path)
    finally:
        engine.dispose()


def prepare(settings: Settings, say: Callable[[str], None]) -> None:
    """Make the folder, shut to others, in local mode the key file, and bring the database to its newest form."""
    from bot.cases.database import connect, migrate

    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if settings.home.stat().st_mode & 0o077:
        settings.home.chmod(0o700)
        say(f"{settings.home}: was open to others on this machine, and is shut now")
    if settings.mode == "local" and not settings.key_path.exists():
        keys.create(settings.key_path)
        say("keys: made for this instance")
    if not settings.assistant_key_path.exists():
        keys.create(settings.assistant_key_path)
    engine = connect(settings.database)
    migrate(engine)
    engine.dispose()


def run_part(part: str) -> None:
    """Run one part until it is told to end."""
    settings = read_settings()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    from bot.bootstrap import build

    services = build(settings)
    try:
        _run_part(part, services)
    except Exception as error:
        # What stops a start is a broken file or setting; its own sentence says which. Nobody has written anything yet.
        stop(f"{part}: {sentence(error) or f'{type(error).__name__}: {error}'}")


def _run_part(part: str, services: Services) -> None:
    from bot.channels.serving import serve

    settings = services.settings
    services.keep_current()
    if part == "gateway":
        from bot.channels.gateway import build as build_gateway

        services.warm_to_hear()
        serve(build_gateway(services), settings.host, settings.port)
    elif part == "actions":
        from actions.server import build as build_actions

        services.warm()
        token = services.sealer.derive("actions-token").hex()
        serve(build_actions(services, token), "127.0.0.1", settings.actions_port)
    elif part == "console":
        from bot.console.app import build as build_console

        serve(build_console(services), settings.console_host, settings.console_port)
    elif part == "worker":
        keep_house(services)
    elif part == "messengers":
        _run_messengers(services)
    else:
        stop(f"There is no part {part!r}: gateway, actions, console, worker or messengers.")


def _run_messengers(services: Services) -> None:
    from bot.channels import messengers

    found = messengers.configured(services.settings)
    if not found:
        stop("No messenger is configured: set RAPORT_TELEGRAM_TOKEN or RAPORT_MATRIX_TOKEN. See docs/operator.md.")
    services.warm_to_hear()
    lock = _alone(services.settings.home / "messengers.lock")

    async def run() -> None:
        task = asyncio.current_task()
        assert task is not None
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        with suppress(asyncio.CancelledError):
            await messengers.run(services, found)

    asyncio.run(run())
    os.close(lock)


def _alone(path: Path) -> int:
    """Wait until no other process of this instance sends: two senders would say everything twice. Ends with it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        logger.warning("messengers: another process of this instance sends already; waiting for its end")
        fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


def keep_house(services: Services) -> None:
    """Forget what is due, over and over; each look may run twice or be cut short without harm."""
    while True:
        forget_due(services)
        time.sleep(HOUSEKEEPING)


def forget_due(services: Services) -> None:
    """Warn of what ends soon; erase what is over, here and in the assistant; then empty the logs of both databases.

    Finishes erasures that were cut short. May run twice, and in two processes at once. What fails is logged by its kind
    and left for the next look: a row that cannot be read must not keep what is due from being forgotten.
    """
    today, now = services.today(), services.now()
    each: tuple[tuple[Callable[[], Sequence[Any]], Callable[[Any], None]], ...] = (
        (services.wishes.to_warn, lambda one: services.wishes.warn(one[0], services.notices.warning(one[1], today))),
        (services.conversations.expired, services.erasure.expire),
        (services.reminders.due, lambda one: services.requests.remind(*one)),
        (services.erasures.unfinished, services.erasure.finish),
    )
    for find, do in each:
        with _noted():
            for one in find():
                with _noted():
                    do(one)
    for step in (
        services.reserve.keep,
        services.drafts.purge,
        services.learning.purge,
        services.counters.purge,
        services.reviews.purge,
        services.reviews.hasten,
        services.console_sessions.purge,
        services.invitations.purge,
        services.guessing.purge,
        lambda: services.rota.purge(today - timedelta(days=RECENT_DUTY_DAYS)),
        services.audit.trim,
        lambda: drop_terminal_files(services),
        lambda: services.records.drop_expired(now.timestamp()),
        services.erasures.overwrite,
        services.records.overwrite,
    ):
        with _noted():
            step()


@contextmanager
def _noted() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        logger.error("housekeeping failed: %s", type(error).__name__)


def drop_terminal_files(services: Services) -> None:
    """Remove what `raport chat` handed out when a draft's time is over."""
    settings = services.settings
    oldest = services.now().timestamp() - settings.draft_hours * 3600
    for folder in settings.home.glob("chat-*"):
        if folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)


def take_model(settings: Settings, say: Callable[[str], None]) -> None:
    """See that a model stands ready to serve, training one where that is due; stops with the log's place."""
    from bot.bootstrap import now
    from bot.studio.promoting import Promoting

    with training_stops():
        Promoting(settings, now).start(say)


def run_training(say: Callable[[str], None], force: bool) -> None:
    """Train a candidate when something changed, or when forced. Where none serves that fits the code, it serves."""
    from bot.bootstrap import now
    from bot.studio import training
    from bot.studio.promoting import START, Promoting

    settings = read_settings()
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = None if force else training.made(settings)
    if found is not None:
        say(f"model: {found.name} was made from just this; `raport compare`, `raport promote`")
        return
    promoting = Promoting(settings, now)
    with training_stops():
        training.adopt(settings, now)
        fits = promoting.fits()
        about = training.train(settings, say, now, exam=fits)
        if not fits:
            promoting.shelf.promote(about.name, now().isoformat(), START)
            say(f"model: {about.name} serves")
        else:
            say(f"see `raport compare {promoting.shelf.serving()} {about.name}`, then `raport promote`")


@contextmanager
def training_stops() -> Iterator[None]:
    """End with one sentence and the log's place when a training fails."""
    from bot.studio import training

    try:
        yield
    except BlockingIOError:
        stop("Somebody trains already; see `raport models`.")
    except training.TrainingError as error:
        stop(" ".join(filter(None, ["Training failed.", error.reason, f"The log is {error.log}."])))


def run_console(as_json: bool, lang: str, explain: bool) -> None:
    """Talk from the terminal to the running assistant; with ``explain`` each turn says why it was answered so."""
    from bot.bootstrap import build
    from bot.channels import console
    from bot.channels.chat import Chat

    services = build(read_settings())
    if not services.settings.key_path.exists():
        stop("There is no instance yet: start one with `make run`.")

    async def talk(files: Path) -> None:
        chat = Chat(services)
        # He reads the first lines and writes meanwhile.
        threading.Thread(target=services.warm_to_hear, name="warm", daemon=True).start()
        async with chat.run():
            await console.run(
                chat, json_mode=as_json, lang=lang, stdin=sys.stdin, stdout=sys.stdout, files_dir=files,
                why=chat.why if explain else None,
            )  # fmt: skip

    # Only named here: it is made with the first file, so that a talk without files leaves nothing behind.
    asyncio.run(talk(services.settings.home / f"chat-{secrets.token_hex(8)}"))


def run_why(as_json: bool, lang: str) -> None:
    """Explain the turns of a conversation whose messages stand on standard input, a line each."""
    from bot.bootstrap import build
    from bot.channels import console
    from bot.channels.chat import Chat

    services = build(read_settings())
    if not services.settings.key_path.exists():
        stop("There is no instance yet: start one with `make run`.")

    async def ask() -> None:
        chat = Chat(services)
        async with chat.run():
            await console.explain(chat, json_mode=as_json, lang=lang, stdin=sys.stdin, stdout=sys.stdout, why=chat.why)

    asyncio.run(ask())


def run_assistant_module(module: str, arguments: list[str]) -> NoReturn:
    """Become a module of the assistant environment, with its input and output."""
    settings = read_settings()
    os.chdir(ROOT)
    done = subprocess.run(
        [str(settings.assistant_python), "-m", module, *arguments], env=_assistant_environment(settings)
    )
    sys.exit(done.returncode)


def ask_assistant_module(module: str, arguments: list[str], request: str) -> str:
    """What a module of the assistant environment answers to a request; stops with its own sentence when it cannot."""
    settings = read_settings()
    done = subprocess.run(
        [str(settings.assistant_python), "-m", module, *arguments], env=_assistant_environment(settings), cwd=ROOT,
        input=request, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    if done.returncode:
        stop(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"{module} failed")
    return done.stdout


def _assistant_environment(settings: Settings) -> dict[str, str]:
    return {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONPATH": str(ROOT),
        "PYTHONIOENCODING": "utf-8",
        "RAPORT_MODEL": str(settings.model_path),
    }


def read_settings() -> Settings:
    """Return the settings; stops with a clear line when one is wrong."""
    from pydantic import ValidationError

    try:
        return Settings()
    except ValidationError as error:
        lines = [f"RAPORT_{str(e['loc'][0]).upper()}: {e['msg']}" if e["loc"] else e["msg"] for e in error.errors()]
        stop("\n".join(lines))


def stop(line: str) -> NoReturn:
    """End with one clear sentence and code 2."""
    print(line, file=sys.stderr)
    sys.exit(2)
