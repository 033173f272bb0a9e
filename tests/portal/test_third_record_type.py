"""A record type of an app that the portal does not know: see `tests.third_type`."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests import prepared

# Its database is copied, so that it has to be there.
pytestmark = pytest.mark.usefixtures("django_db_setup")


def test_an_app_registers_a_third_record_type_with_a_dimension_of_its_own():
    """In a process of its own, so that the catalogue of all other tests stays as it is."""
    command = [sys.executable, "-m", "pytest", "-q", "--ds=tests.third_type.settings"]
    command += ["-p", "no:cacheprovider", "-p", "no:xdist", "tests/third_type"]
    environment = os.environ | {"PREPARED_DATABASE": prepared.NAME}
    done = subprocess.run(
        command,
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
