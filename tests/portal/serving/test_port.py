"""A busy port gives one sentence before any message that the portal runs."""

import os
import socket
import subprocess
import sys

from django.conf import settings

from portal.serving import port


def run(number: object) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "portal.serving.port"],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "PORT": str(number)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_port_that_is_taken_is_said_in_a_sentence():
    with socket.socket() as taken:
        taken.bind((port.HOST, 0))
        taken.listen()
        number = taken.getsockname()[1]
        said = run(number)
    assert said.returncode == 1
    assert said.stderr.startswith(f"Port {number} is taken by another program.")
    free = run(number)
    assert (free.returncode, free.stderr) == (0, "")


def test_what_is_no_port_is_said_in_a_sentence():
    assert port.refusal(70_000) == "PORT is 70000: write a number from 1 to 65535."
    assert run("http").stderr == "PORT is 'http': write a whole number such as 8000.\n"
