"""Sends long files without taking the threads that pages need.

A slow reader occupies a thread of the server for as long as he reads. So there are few downloads
at a time, more are asked to come later, and one that nobody reads is cut off.
"""

import select
import socket
from collections.abc import Callable, Generator
from threading import BoundedSemaphore

from django.http import HttpRequest

AT_ONCE = 2  # in a process
RETRY_AFTER = 30  # seconds
PATIENCE = 60  # seconds, for one piece of a file
_places = BoundedSemaphore(AT_ONCE)


class BusyError(Exception):
    """As many downloads as may be are being sent."""


class ReaderLeftError(Exception):
    """Nobody waits for the file any more."""


class Sending:
    """The body of a streamed answer; occupies a place until it is closed.

    Raises BusyError if there is none.
    """

    def __init__(self, request: HttpRequest, write: Callable[[], Generator[bytes]]):
        if not _places.acquire(blocking=False):
            raise BusyError
        self._is_open = True
        try:
            self._pieces = write()
        except BaseException:
            _places.release()
            raise
        if connection := _connection(request):
            connection.settimeout(PATIENCE)

    def __iter__(self) -> "Sending":
        return self

    def __next__(self) -> bytes:
        return next(self._pieces)

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            _places.release()
            self._pieces.close()


def expect_reader(request: HttpRequest) -> None:
    """Raises ReaderLeftError if the connection was closed; only gunicorn lets us see it."""
    connection = _connection(request)
    is_readable = connection and select.select([connection], [], [], 0)[0]
    if is_readable and not connection.recv(1, socket.MSG_PEEK):
        raise ReaderLeftError


def _connection(request: HttpRequest) -> socket.socket | None:
    return request.META.get("gunicorn.socket")
