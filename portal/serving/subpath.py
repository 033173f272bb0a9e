"""The portal below a path of a host, such as /timeline (`SCRIPT_NAME` in the environment)."""

from collections.abc import Callable, Iterable

Application = Callable[[dict, Callable], Iterable[bytes]]


def below(application: Application, prefix: str) -> Application:
    """`application`, whose addresses begin with `prefix` whatever a request says of it.

    A proxy may hand the address on whole, or without the prefix, as one that asks for
    /healthz at our own port does.
    """

    def prefixed(environ: dict, start_response: Callable) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if prefix and (path == prefix or path.startswith(f"{prefix}/")):
            environ["PATH_INFO"] = path[len(prefix) :] or "/"
        environ["SCRIPT_NAME"] = prefix
        return application(environ, start_response)

    return prefixed
