"""The build digest is equal in all processes and changes with the program."""

import pytest

from portal.serving import build
from tests.copies import python

PRINT = "import django; django.setup(); from portal.serving import build; print(build.digest())"


def test_all_processes_have_the_same_build(tmp_path):
    found = {
        python(tmp_path / "none.sqlite3", PRINT, PYTHONHASHSEED=seed).stdout for seed in ("1", "2")
    }
    assert len(found) == 1
    assert found != {""}


@pytest.mark.parametrize(("name", "value"), [("HTTPS", True), ("STATIC_URL", "/below/static/")])
def test_settings_that_shape_answers_are_part_of_it(settings, name, value):
    before = build.digest.__wrapped__()
    setattr(settings, name, value)
    assert build.digest.__wrapped__() != before


@pytest.mark.parametrize("name", ["templates/page.html", "static/page.css", "requirements.txt"])
def test_files_that_shape_answers_are_part_of_it(settings, tmp_path, name):
    settings.BASE_DIR = tmp_path
    (tmp_path / name).parent.mkdir(exist_ok=True)
    found = set()
    for text in ("one", "two"):
        (tmp_path / name).write_text(text)
        found.add(build.digest.__wrapped__())
    assert len(found) == 2
