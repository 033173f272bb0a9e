"""The settings as a fresh process reads them from its environment."""

import os
import subprocess
import sys

from django.conf import settings

PRODUCTION = {
    "SECRET_KEY": "a-long-random-text-of-more-than-fifty-characters-0123456789",
    "ALLOWED_HOSTS": "timeline.example.org",
    "CSRF_TRUSTED_ORIGINS": "https://timeline.example.org",
    "HTTPS": "",
    "DEBUG": "",
}


def manage(*words, **environment):
    kept = {name: os.environ[name] for name in ("PATH", "DATABASE_URL") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env={**kept, **{name: value for name, value in environment.items() if value}},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_deploy_check_is_clean_under_production_settings():
    checked = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert checked.returncode == 0, checked.stderr


def test_a_missing_secret_key_stops_the_start_with_a_sentence():
    # An empty value, so that a checkout's own .env does not fill it in.
    environment = {"PATH": os.environ["PATH"], "SECRET_KEY": ""}
    started = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode == 1
    assert "SECRET_KEY is not set" in started.stderr
    assert "Traceback" not in started.stderr


def read(setting, **environment):
    code = f"from portal import settings; print(settings.{setting})"
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "DEBUG": "off", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return result.stdout.strip()


def test_a_public_host_is_served_over_https_only_and_a_local_one_is_not():
    assert read("SECURE_SSL_REDIRECT", SECRET_KEY="x", ALLOWED_HOSTS="example.org") == "True"
    assert read("SECURE_SSL_REDIRECT", SECRET_KEY="x") == "False"


def test_debug_is_off_unless_asked_for():
    assert read("DEBUG", SECRET_KEY="x") == "False"
