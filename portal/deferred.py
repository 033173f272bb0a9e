"""Work that no reader waits for: done when the answer to a request has been sent."""

import logging
from collections.abc import Callable
from contextvars import ContextVar

from django.db import close_old_connections

Work = Callable[[], None]
log = logging.getLogger(__name__)
# In their order, each once; None where no request is being answered.
_waiting: ContextVar[dict[Work, None] | None] = ContextVar("waiting", default=None)


def defer(work: Work) -> None:
    """`work` is done after the answer; at once where there is none, as in a command."""
    waiting = _waiting.get()
    if waiting is None:
        work()
    else:
        waiting[work] = None


def begin(**kwargs) -> None:
    """Receives request_started."""
    # An answer that was never read to its end may have left some.
    _waiting.set(_waiting.get() or {})


def end(**kwargs) -> None:
    """Receives request_finished: the last of the answer is on its way."""
    waiting = _waiting.get()
    _waiting.set(None)
    for work in waiting or ():
        attempt(work)


def attempt(work: Work) -> None:
    """Do `work`; what fails is told to the log, because nobody is left to be told."""
    try:
        work()
    except Exception:
        log.exception("%s failed after the answer", work.__qualname__)
    finally:
        close_old_connections()  # as Django has done before
