"""A record type of an app that the portal does not know: see `tests.third_type`."""

import subprocess
import sys

from django.conf import settings


def test_an_app_registers_a_third_record_type_with_a_dimension_of_its_own():
    """In a process of its own, so that the catalogue of all other tests stays as it is."""
    command = [sys.executable, "-m", "pytest", "-q", "--ds=tests.third_type.settings"]
    command += ["--create-db", "-p", "no:cacheprovider", "-p", "no:xdist", "tests/third_type"]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
