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
SIGTERM = 128 + signal.SIGTERM  # the status that a shell gives it


@contextmanager
def ended_by_sigterm() -> Iterator[None]:
    """Let SIGTERM end the program as an error does, with all that is to be cleared up."""

    def end(number: int, frame: FrameType | None) -> NoReturn:
        signal.signal(number, signal.SIG_IGN)  # once is enough
        raise SystemExit(SIGTERM)

    handler = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, handler)


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
    executor = ProcessPoolExecutor(count, get_context("spawn"), initializer=_end_with_parent)
    try:
        with _deaf_to_ctrl_c():  # as the workers stay, who inherit it
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
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM wait until the end; processes that start never hear Ctrl-C."""
    heard: list[int] = []
    waiting = signal.SIGINT, signal.SIGTERM  # amid a start they would leave a lock behind
    handlers = [signal.signal(one, lambda number, _: heard.append(number)) for one in waiting]
    mask = getattr(signal, "pthread_sigmask", lambda *_: None)  # Windows has none
    before = mask(getattr(signal, "SIG_BLOCK", None), {signal.SIGINT})
    try:
        yield
    finally:
        mask(getattr(signal, "SIG_SETMASK", None), before)
        for one, handler in zip(waiting, handlers):
            signal.signal(one, handler)
    if signal.SIGTERM in heard:
        signal.raise_signal(signal.SIGTERM)
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
