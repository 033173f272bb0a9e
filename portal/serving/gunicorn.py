"""Gunicorn's configuration: run `gunicorn --config` with this file in the checkout."""

import gc
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import environ
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from portal.serving import environment, port, sending

environ.Env.read_env(Path(__file__).resolve().parents[2] / ".env")
wsgi_app = "portal.wsgi"
try:
    bind = f"{port.HOST}:{port.wanted()}"
    _prefix = environment.script_name("SCRIPT_NAME")
except ImproperlyConfigured as error:
    sys.exit(str(error))
# Downloads may occupy some threads for minutes; four are left for pages.
workers, threads = 2, 4 + sending.AT_ONCE
loglevel = "error"
limit_request_line = 8190
control_socket_disable = True
# Gunicorn trusts no proxy header, because the portal decides that itself (TRUSTED_PROXIES).
secure_scheme_headers = {}
forwarder_headers = ""


def on_starting(server):
    """Check the settings once, so that an error is printed once and not by every worker."""
    command = [sys.executable, "manage.py", "check"]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    if checked.returncode:
        sys.exit(checked.stderr.strip())


def post_worker_init(worker):
    """Load all pages; then garbage collections need not look at them, for 50 ms each time."""
    import_module(settings.ROOT_URLCONF)
    gc.collect()
    gc.freeze()


def when_ready(server):
    """Print the address once the portal answers there."""
    for listener in server.LISTENERS:
        address = f"{listener}{_prefix}/" if "http" in str(listener) else str(listener)
        print(f"The portal: {address}    Its admin: {address}admin/", flush=True)
