"""Defers work until the response to the current request has been sent."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import close_old_connections

Work = Callable[[], None]
log = logging.getLogger(__name__)
# The deferred work in order, each once; None outside a request.
_waiting: ContextVar[dict[Work, None] | None] = ContextVar("waiting", default=None)


def defer(work: Work) -> None:
    """Do `work` after the response, or at once outside a request, as in a command."""
    waiting = _waiting.get()
    if waiting is None:
        work()
    else:
        waiting[work] = None


def begin(**kwargs) -> None:
    """Receives request_started."""
    # A response that was never read to its end may have left some work.
    _waiting.set(_waiting.get() or {})


def end(**kwargs) -> None:
    """Receives request_finished: the response has been sent."""
    waiting = _waiting.get()
    _waiting.set(None)
    for work in waiting or ():
        attempt(work)


@contextmanager
def collected() -> Iterator[None]:
    """Around a command with many changes, after which their deferred work is done once."""
    begin()
    try:
        yield
    finally:
        end()


def attempt(work: Work) -> None:
    """Do `work`; errors are only logged, because the response has been sent."""
    try:
        work()
    except Exception:
        log.exception("%s failed after the answer", work.__qualname__)
    finally:
        close_old_connections()  # as Django has done before
