"""Runs a function in a child process: runtimes abort on some files, and never return on others."""

import multiprocessing
import os
import signal
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# Forking spares each child the seconds that importing the runtimes takes.
_fork = multiprocessing.get_context("fork")


@dataclass
class Outcome:
    """What the function returned, or why it did not."""

    value: Any = None
    error: str | None = None
    is_late: bool = False


def isolated(function: Callable, *arguments, seconds: float = 60) -> Outcome:
    receiver, sender = _fork.Pipe(duplex=False)
    with tempfile.TemporaryFile() as log:
        child = _fork.Process(target=_report, args=(sender, log.fileno(), function, arguments))
        child.start()
        sender.close()
        try:
            if not receiver.poll(seconds):
                return Outcome(error=f"still running after {seconds:.0f} seconds", is_late=True)
            return receiver.recv()
        except EOFError:
            child.join()
            return Outcome(error=f"process ended by {_ending(child.exitcode)}{_last_line(log)}")
        finally:
            child.kill()
            child.join()
            receiver.close()


def _report(sender, log: int, function: Callable, arguments: tuple) -> None:
    os.dup2(log, 1)
    os.dup2(log, 2)
    try:
        outcome = Outcome(value=function(*arguments))
    except Exception as error:
        outcome = Outcome(error=f"{type(error).__name__}: {error}")
    sender.send(outcome)
    # Without the runtimes' own clean-up, which may crash after the work is done.
    os._exit(0)


def _ending(exit_code: int) -> str:
    return signal.Signals(-exit_code).name if exit_code < 0 else f"exit code {exit_code}"


def _last_line(log) -> str:
    log.seek(0)
    lines = log.read().decode(errors="replace").strip().splitlines()
    return f": {lines[-1]}" if lines else ""
