"""The command line from outside: its status, and one line for whatever went wrong.

Ctrl-C may come while NumPy loads, so whatever loads it is imported inside.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

CTRL_C = 128 + 2  # the status that a shell gives it


def main(argv: Sequence[str] | None = None) -> int:
    """Run what the arguments ask for; return its status."""
    try:
        return _main(sys.argv[1:] if argv is None else argv)
    except KeyboardInterrupt:
        return CTRL_C


def _main(argv: Sequence[str]) -> int:
    from rnn_addition.app.languages import asked_for, shown_on

    sys.set_int_max_str_digits(0)  # numbers of any length
    _open_streams()
    lang = asked_for(argv)
    shown = shown_on(lang, sys.stdout, sys.stderr)
    return _ended(lambda: _run(argv, lang, shown), shown)


def _open_streams() -> None:
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller
            setattr(sys, name, open(os.devnull, "w"))
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")


def _run(argv: Sequence[str], lang: str, shown: str) -> int:
    with _ended_by_ctrl_c():
        import numpy as np

        from rnn_addition.app.parser import parsed

    args = parsed(argv, lang, shown)
    with np.errstate(all="ignore"):  # e^-z may overflow: 1 / (1 + inf) is the right 0
        return int(args.run(args))


@contextmanager
def _ended_by_ctrl_c() -> Iterator[None]:
    """Let Ctrl-C end the program at once: what loads may swallow the exception."""
    hears = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if not hears or threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGINT, lambda *_: os._exit(CTRL_C))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _ended(run: Callable[[], int], lang: str) -> int:
    """Return the status of a run, however it ends; say in one line why it broke off."""
    from rnn_addition.app.errors import Complaint

    status = 2
    try:
        status = _status(run)
    except BrokenPipeError:  # the reader of a pipe has seen enough
        status = 1
    except Complaint as error:
        _complain(lang, error.key, **error.values)
    except MemoryError:
        _complain(lang, "memory")
    except OSError as error:
        if error.filename:
            _complain(lang, "system", path=os.fsdecode(error.filename), error=error)
        else:
            _complain(lang, "output", error=error)
    for stream in (sys.stdout, sys.stderr):
        _let_go(stream)
    return status


def _status(run: Callable[[], int]) -> int:
    """Return the status of a run once all that it printed has arrived."""
    try:
        status = run()
    except SystemExit as end:  # --help, --version, and SIGTERM
        status = int(end.code or 0)
    sys.stdout.flush()
    return status


def _complain(lang: str, key: str, **values: object) -> None:
    from rnn_addition.app.languages import say
    from rnn_addition.app.terminal import clear_bar

    clear_bar()
    try:
        print(f"rnn-addition: {say(lang, key, 'errors', **values)}", file=sys.stderr)
    except OSError:  # nobody can be told
        _let_go(sys.stderr)


def _let_go(stream: TextIO) -> None:
    """Drop what cannot be written, or Python tries once more at its end, and complains."""
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


if __name__ == "__main__":
    sys.exit(main())
