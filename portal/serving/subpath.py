"""Serves the portal below a path such as /timeline (environment variable `SCRIPT_NAME`)."""

from collections.abc import Callable, Iterable

Application = Callable[[dict, Callable], Iterable[bytes]]


def below(application: Application, prefix: str) -> Application:
    """WSGI `application` served below `prefix`.

    Requests may come with the prefix or without it, because some proxies strip it and
    monitoring asks our own port for /healthz.
    """

    def prefixed(environ: dict, start_response: Callable) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if prefix and (path == prefix or path.startswith(f"{prefix}/")):
            environ["PATH_INFO"] = path[len(prefix) :] or "/"
        environ["SCRIPT_NAME"] = prefix
        return application(environ, start_response)

    return prefixed
