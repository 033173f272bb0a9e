"""The settings as a fresh process reads them from its environment."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

PRODUCTION = {
    "SECRET_KEY": "a-long-random-text-of-more-than-fifty-characters-0123456789",
    "ALLOWED_HOSTS": "timeline.example.org",
    "CSRF_TRUSTED_ORIGINS": "https://timeline.example.org",
    "HTTPS": "",
    "DEBUG": "",
    "TRUSTED_PROXIES": "1",
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


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgres://u:geheim?ss@host/name"),
        ("DATABASE_URL", "postgres://u:geheim#ss@host/name"),
        ("DATABASE_URL", "postgres://u:geheim/ss@host/name"),
        ("DATABASE_URL", "postgres://u:geheim[ss@host/name"),
        ("DATABASE_URL", "postgres://u:geheim@host:port/name"),
        ("DATABASE_URL", "postgres://u:geheim@host/"),
        ("DATABASE_URL", "mysql://u:geheim@host/name"),
        ("DATABASE_URL", "sqlite:////no/such/folder/portal.sqlite3"),
        ("CACHE_URL", "geheim://host"),
        ("DEBUG", "ture"),
        ("HTTPS", "an"),
        ("TRUSTED_PROXIES", "one"),
        ("TRUSTED_PROXIES", "-1"),
        ("ALLOWED_HOSTS", "https://a.cn"),
        ("ALLOWED_HOSTS", "a.cn:8000"),
        ("CSRF_TRUSTED_ORIGINS", "a.cn"),
        ("SCRIPT_NAME", "timeline"),
    ],
)
def test_a_variable_that_cannot_be_read_is_a_sentence_that_names_it(name, value):
    settings_read = "import portal.settings"
    environment = {"PATH": os.environ["PATH"], "SECRET_KEY": "x", "DEBUG": "off", name: value}
    program = [sys.executable, "-c", settings_read]
    started = subprocess.run(
        program, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
    *_, sentence = started.stderr.strip().splitlines()
    assert sentence.partition(": ")[2].startswith(name)
    if "geheim" in value:
        assert "geheim" not in started.stderr


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


def test_lists_may_have_blanks_after_their_commas():
    hosts = read("ALLOWED_HOSTS", SECRET_KEY="x", ALLOWED_HOSTS="a.cn, b.cn")
    assert hosts == "['a.cn', 'b.cn']"


def test_a_password_is_what_was_encoded():
    url = "postgres://u%40x:p%3Fs%23s+%2F%25@host/name"
    assert read("DATABASES['default']['PASSWORD']", SECRET_KEY="x", DATABASE_URL=url) == "p?s#s+/%"


def test_nobody_binds_the_other_sites_of_a_domain_unasked():
    environment = {"SECRET_KEY": "x", "ALLOWED_HOSTS": "example.org"}
    assert read("SECURE_HSTS_INCLUDE_SUBDOMAINS", **environment) == "False"
    assert read("SECURE_HSTS_PRELOAD", **environment) == "False"
    assert read("SECURE_HSTS_PRELOAD", HSTS_PRELOAD="on", **environment) == "True"


def test_two_portals_on_one_host_have_cookies_of_their_own():
    assert read("SESSION_COOKIE_NAME", SECRET_KEY="a") != read(
        "SESSION_COOKIE_NAME", SECRET_KEY="b"
    )
    assert read("CSRF_COOKIE_NAME", SECRET_KEY="a") != read("CSRF_COOKIE_NAME", SECRET_KEY="b")
    assert read("SESSION_COOKIE_PATH", SECRET_KEY="a", SCRIPT_NAME="/one/") == "/one/"


def test_https_without_a_trusted_proxy_is_warned_of():
    checked = manage("check", **PRODUCTION | {"TRUSTED_PROXIES": "0"})
    assert checked.returncode == 0
    assert "redirected for ever" in checked.stderr


def test_a_database_that_does_not_answer_a_command_is_a_sentence():
    nobody = "postgres://portal:geheim@127.0.0.1:1/portal"
    environment = {**os.environ, **PRODUCTION, "DATABASE_URL": nobody}
    tried = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--skip-checks"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert tried.returncode == 1
    assert tried.stderr.startswith("The database does not answer: connection")
    assert "Traceback" not in tried.stderr
    assert "geheim" not in tried.stderr


def test_debug_is_off_unless_asked_for():
    assert read("DEBUG", SECRET_KEY="x") == "False"
