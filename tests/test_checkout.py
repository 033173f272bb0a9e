"""The content of a checkout, whatever the local settings of Git."""

import subprocess

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a checkout")
def test_lines_end_as_they_were_written_also_under_autocrlf(tmp_path):
    paths = ["fixtures/3_policies.json", "Makefile", ".ci/run"]
    command = ["git", "-c", "core.autocrlf=true", "checkout-index", "--force"]
    subprocess.run([*command, f"--prefix={tmp_path}/", *paths], cwd=ROOT, check=True)
    for path in paths:
        assert b"\r" not in (tmp_path / path).read_bytes(), path
