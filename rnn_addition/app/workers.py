"""Who trains the networks of a study: the cores of this machine, or a cluster."""

import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import active_children, get_context, parent_process
from types import FrameType
from typing import Any, NoReturn

from rnn_addition.app.errors import InputError, StudyError

PATIENCE = 5  # seconds for a scheduler to answer
MOST_WORKERS = 61 if sys.platform == "win32" else 1024  # Windows waits for no more at once
# a terminal that closes sends SIGHUP, a console of Windows SIGBREAK
ENDS = [
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
]


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let ENDS end the program as an error does, with all that is to be cleared up.

    What nohup lets be ignored stays so. The status is the one that a shell gives the signal.
    """

    def end(number: int, frame: FrameType | None) -> NoReturn:
        for one in handlers:
            signal.signal(one, signal.SIG_IGN)  # once is enough
        raise SystemExit(128 + number)

    found = {one: signal.getsignal(one) for one in ENDS}
    handlers = {one: old for one, old in found.items() if old is not signal.SIG_IGN}
    for one in handlers:
        signal.signal(one, end)
    try:
        yield
    finally:
        for one, old in handlers.items():
            signal.signal(one, old)


@contextmanager
def one_line() -> Iterator[None]:
    """Say in one line what a worker failed of."""
    try:
        yield
    except MemoryError as error:
        raise StudyError("worker_memory") from error
    except Exception as error:  # whatever another process, or another machine, died of
        reason = f"{type(error).__name__}: {error}".splitlines()[0].rstrip(": ")
        raise StudyError("worker_failed", reason=reason) from error


@contextmanager
def on_cores(workers: int | None) -> Iterator[Executor]:
    """Give an executor of so many processes, one a core if None; what fails ends them all."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the cores are taken already
    count = workers or min(os.cpu_count() or 1, MOST_WORKERS)
    with _deaf():  # as what counts semaphores stays, and it lets Ctrl-C through once more
        executor = ProcessPoolExecutor(
            count, get_context("spawn"), initializer=_end_with_parent
        )
    try:
        with _deaf():  # as the workers stay, who inherit it
            for _ in range(count):
                with one_line():
                    executor.submit(int)  # starts a worker
        yield executor
    except BaseException:
        for worker in active_children():
            worker.kill()
        raise
    finally:
        executor.shutdown(cancel_futures=True)


@contextmanager
def _deaf() -> Iterator[None]:
    """Let Ctrl-C and ENDS wait until the end; what starts never hears what a terminal sends."""
    heard: list[int] = []
    # amid a start they would leave a lock behind
    waiting = [
        one for one in (signal.SIGINT, *ENDS) if signal.getsignal(one) is not signal.SIG_IGN
    ]
    handlers = [signal.signal(one, lambda number, _: heard.append(number)) for one in waiting]
    mask = getattr(signal, "pthread_sigmask", lambda *_: None)  # Windows has none
    sent = {signal.SIGINT, getattr(signal, "SIGHUP", signal.SIGINT)}
    before = mask(getattr(signal, "SIG_BLOCK", None), sent)
    try:
        yield
    finally:
        mask(getattr(signal, "SIG_SETMASK", None), before)
        for one, handler in zip(waiting, handlers):
            signal.signal(one, handler)
    for number in heard:
        if number in ENDS:
            signal.raise_signal(number)
    if heard:
        raise KeyboardInterrupt


def _end_with_parent() -> None:
    """Let a worker not outlive its parent, whatever that dies of."""
    parent = parent_process()
    assert parent is not None

    def follow() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


@contextmanager
def on_cluster(address: str) -> Iterator[Executor]:
    """Give an executor of the Dask scheduler at address."""
    try:
        from distributed import Client
    except ImportError as error:
        raise InputError("no_dask") from error
    logging.disable()  # Dask logs tracebacks; what fails is said in one line
    clients: list[Any] = []

    def connect() -> None:
        with suppress(Exception):  # what is raised depends on what stands at that address
            client: Any = Client(address, timeout=PATIENCE)  # type: ignore[no-untyped-call]
            client.wait_for_workers(1, timeout=PATIENCE)
            clients.append(client)

    # a thread, because Client waits without end for a server that speaks another language
    waiting = threading.Thread(target=connect, daemon=True)
    waiting.start()
    waiting.join(PATIENCE)
    try:
        if not clients:
            raise InputError("no_scheduler", address=address, seconds=PATIENCE)
        with clients[0] as client:
            yield client.get_executor(pure=False)
    finally:
        logging.disable(logging.NOTSET)
