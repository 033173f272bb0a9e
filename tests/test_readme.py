"""The README names every variable and command; its configurations are valid."""

import re
import shutil
import subprocess

import pytest
from django.conf import settings

README = (settings.BASE_DIR / "README.md").read_text()


def block(beginning: str) -> str:
    """The indented block whose first line begins so, without its indent."""
    found = re.search(rf"^    {re.escape(beginning)}.*\n(?:(?:    .*)?\n)*", README, re.MULTILINE)
    return re.sub(r"^    ", "", found[0], flags=re.MULTILINE)


def test_every_variable_of_the_environment_is_in_it():
    read = r'environment\.\w+\(\s*"([A-Z_]+)"'
    names = set(re.findall(read, (settings.BASE_DIR / "portal/settings.py").read_text()))
    assert {"SECRET_KEY", "TRUSTED_PROXIES", "SCRIPT_NAME"} <= names
    table = README.partition("## Settings")[2]
    assert [name for name in [*names, "PORT"] if f"`{name}`" not in table] == []


def test_every_command_is_in_it():
    folders = settings.BASE_DIR.glob("*/management/commands/*.py")
    commands = [file.stem for file in folders if file.stem != "__init__"]
    assert [name for name in commands if f"`manage.py {name}" not in README] == []


def test_it_says_what_is_needed_and_who_may_use_it():
    for words in (
        "Python 3.11",
        "python3-venv",
        "No licence has been chosen",
        "/healthz",
        "/readyz",
    ):
        assert words in README


@pytest.mark.skipif(not shutil.which("nginx"), reason="needs nginx")
def test_nginx_takes_its_configuration(tmp_path):
    key, certificate = tmp_path / "key.pem", tmp_path / "fullchain.pem"
    subject = ["-subj", "/CN=timeline.example.cn", "-days", "1"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject]
    subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    servers = block("server {").replace("/etc/ssl/timeline", str(tmp_path))
    whole = f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{servers}\n}}\n"
    (tmp_path / "nginx.conf").write_text(whole)
    command = ["nginx", "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf"]
    tried = subprocess.run(command, capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_systemd_takes_its_unit(tmp_path):
    unit = tmp_path / "timeline.service"
    unit.write_text(
        block("[Unit]").replace("/srv/timeline/.venv/bin/gunicorn", shutil.which("true"))
    )
    command = ["systemd-analyze", "verify", "--man=no", unit]
    tried = subprocess.run(command, capture_output=True, text=True, check=False)
    said = [line for line in tried.stderr.splitlines() if "timeline" in line]
    assert (tried.returncode, said) == (0, []), tried.stderr
