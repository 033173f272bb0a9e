"""The port to serve on; run as a program, prints why it cannot be used."""

import errno
import socket
import sys

from portal.serving.environment import number

HOST = "127.0.0.1"


def wanted() -> int:
    return number("PORT", default=8000)


def refusal(port: int) -> str:
    """A sentence that says why the port cannot be listened on; empty if it can."""
    if not 1 <= port <= 65535:
        return f"PORT is {port}: write a number from 1 to 65535."
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return f"Port {port} is taken by another program. Choose one: make run PORT=8001"
            return f"Port {port} cannot be used: {error.strerror}."
    return ""


if __name__ == "__main__":
    from pathlib import Path

    import environ
    from django.core.exceptions import ImproperlyConfigured

    environ.Env.read_env(Path(__file__).resolve().parents[2] / ".env")
    try:
        sys.exit(refusal(wanted()) or 0)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
