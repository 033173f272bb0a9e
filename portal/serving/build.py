"""The program's build: a digest of what shapes its answers, equal in all its processes."""

import hashlib
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings

STARTED = int(time.time())  # when this process did, in seconds since 1970
# Code, templates, translations, lists of words.
_SUFFIXES = {".py", ".html", ".jinja", ".mo", ".toml", ".css", ".js", ".svg"}
_FOLDERS = ("templates", "static")
# The versions of the libraries, and the names of the static files, which pages contain.
_FILES = ("requirements.txt", ".static-root/staticfiles.json")
_SETTINGS = ("CONTENT_SECURITY_POLICY", "HTTPS", "INSTALLED_APPS", "MIDDLEWARE", "STATIC_URL")


@cache
def digest() -> str:
    """Differs after an upgrade, and after a change of settings that shape every answer."""
    found = hashlib.blake2b(sys.version.encode(), digest_size=8)
    for name in _SETTINGS:
        found.update(f"{name} {getattr(settings, name)!r}\n".encode())
    for path in sorted(set(_files())):
        found.update(f"{path.relative_to(settings.BASE_DIR)}\n".encode() + path.read_bytes())
    return found.hexdigest()


def _files() -> Iterator[Path]:
    folders = [settings.BASE_DIR / name for name in _FOLDERS]
    folders += [Path(config.path) for config in apps.get_app_configs()]
    for folder in folders:
        # Libraries are told apart by their versions.
        if folder.is_relative_to(settings.BASE_DIR) and ".venv" not in folder.parts:
            yield from (path for path in folder.rglob("*") if path.suffix in _SUFFIXES)
    yield from (path for name in _FILES if (path := settings.BASE_DIR / name).is_file())
