"""How gunicorn serves the portal: `gunicorn --config` this file, in the checkout."""

import subprocess
import sys
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from portal.serving import environment, port

environ.Env.read_env(Path(__file__).resolve().parents[2] / ".env")
wsgi_app = "portal.wsgi"
try:
    bind = f"{port.HOST}:{port.wanted()}"
    _prefix = environment.script_name("SCRIPT_NAME")
except ImproperlyConfigured as error:
    sys.exit(str(error))
workers, threads = 2, 4
loglevel = "error"
limit_request_line = 8190
control_socket_disable = True
# Which proxies to believe, and what, is the portal's own matter (TRUSTED_PROXIES): no header
# changes the scheme or the path before it is asked.
secure_scheme_headers = {}
forwarder_headers = ""


def on_starting(server):
    """Settings that cannot be read end the start in one sentence, not in one of each worker."""
    command = [sys.executable, "manage.py", "check"]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    if checked.returncode:
        sys.exit(checked.stderr.strip())


def when_ready(server):
    """Only now does anybody answer at the address."""
    for listener in server.LISTENERS:
        address = f"{listener}{_prefix}/" if "http" in str(listener) else str(listener)
        print(f"The portal: {address}    Its admin: {address}admin/", flush=True)
