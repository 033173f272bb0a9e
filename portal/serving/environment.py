"""Reads environment variables strictly; an error is a sentence that names the variable.

No sentence shows a value that may contain a password.
"""

import os
import re
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "on", "true", "yes", "y", "ok"}, {"0", "off", "false", "no", "n"}
_HOST = re.compile(r"\*|\.?[a-z0-9-]+(\.[a-z0-9-]+)*\.?|\[[0-9a-f:.]+\]", re.IGNORECASE)
_ORIGIN = re.compile(r"https?://[^/\s]+")
_SCRIPT_NAME = re.compile(r"(/[A-Za-z0-9._~-]+)+")
_POSTGRESQL = {"postgres", "postgresql", "psql", "pgsql"}
_HOW_TO_WRITE_A_DATABASE = (
    "write postgres://user:password@host/name, or sqlite:////path/to/file. Special characters"
    " of user and password are percent-encoded: @ is %40, : is %3A, / is %2F, ? is %3F, # is %23"
)


def text(name: str) -> str:
    """The stripped value; empty if unset."""
    return os.environ.get(name, "").strip()


def switch(name: str, *, default: bool) -> bool:
    """True or False, from any of the usual words."""
    value = text(name).lower()
    if value and value not in TRUE | FALSE:
        raise _refusal(name, f"is {value!r}: write on or off")
    return value in TRUE if value else default


def number(name: str, *, default: int) -> int:
    """A whole number, not negative."""
    value = text(name)
    if value and not (value.isascii() and value.isdigit()):
        raise _refusal(name, f"is {value!r}: write a whole number such as {default}")
    return int(value or default)


def _several(name: str, pattern: re.Pattern, how: str) -> list[str]:
    """Comma-separated values, stripped; `how` says how to write one that fits the pattern."""
    values = [value.strip() for value in text(name).split(",")]
    for value in filter(None, values):
        if not pattern.fullmatch(value):
            raise _refusal(name, f"has {value!r}: {how}")
    return [value for value in values if value]


def hosts(name: str, *, default: list[str]) -> list[str]:
    """Host names as in the Host header."""
    how = "write host names alone, such as a.example.cn, without https://, port or path"
    return _several(name, _HOST, how) or default


def origins(name: str) -> list[str]:
    return _several(name, _ORIGIN, "write each as https://a.example.cn")


def script_name(name: str) -> str:
    """The path below which the portal is served, without a trailing slash; empty for the root."""
    value = text(name).rstrip("/")
    if value and not _SCRIPT_NAME.fullmatch(value):
        raise _refusal(name, f"is {value!r}: write a path such as /timeline")
    return value


def database(name: str, default: Path) -> dict:
    """Django's settings for the database at this URL, or for the SQLite file `default`."""
    if not (value := text(name)):
        default.parent.mkdir(exist_ok=True)
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": default}
    url = _split(name, value)
    if url.scheme == "sqlite":
        return _sqlite(name, value)
    if url.scheme in _POSTGRESQL:
        return _postgresql(name, value, url)
    raise _refusal(name, f"names neither PostgreSQL nor SQLite: {_HOW_TO_WRITE_A_DATABASE}")


def _split(name: str, value: str) -> SplitResult:
    """Refuses a URL with unencoded characters, which would end up in the wrong part of it."""
    try:
        url = urlsplit(value)
    except ValueError:
        url = None
    if url is None or url.fragment or "@" in url.path + url.query:
        raise _refusal(name, f"cannot be read: {_HOW_TO_WRITE_A_DATABASE}")
    return url


def _sqlite(name: str, value: str) -> dict:
    settings = environ.Env.db_url_config(value)
    folder = Path(settings["NAME"]).parent
    if settings["NAME"] != ":memory:" and not folder.is_dir():
        raise _refusal(name, f"names a file in {str(folder)!r}, and there is no such folder")
    return settings


def _postgresql(name: str, value: str, url: SplitResult) -> dict:
    try:
        settings = environ.Env.db_url_config(value)
    except ValueError:  # its message would show the password
        settings = {"NAME": ""}
    if not settings["NAME"]:
        raise _refusal(name, f"cannot be read: {_HOW_TO_WRITE_A_DATABASE}") from None
    # A plus sign in a password means a plus sign, not a blank.
    return settings | {"USER": unquote(url.username or ""), "PASSWORD": unquote(url.password or "")}


def cache(name: str, default: str) -> dict:
    """Django's settings for the cache at this URL; Redis as one that fails open."""
    try:
        settings = environ.Env.cache_url_config(text(name) or default)
    except Exception:
        settings = None
    if settings is None:
        raise _refusal(name, "cannot be read: write redis://host:6379/0, or leave it out")
    if "redis" in settings["BACKEND"].lower():
        settings["BACKEND"] = "portal.serving.shared_cache.SharedCache"
    return settings


def _refusal(name: str, sentence: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name} {sentence}.")
