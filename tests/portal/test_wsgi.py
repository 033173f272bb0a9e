"""What the server does when it starts."""

import pytest

from tests.copies import copy_database, needs_sqlite, python, query

START = """
import threading, portal.wsgi
[thread.join() for thread in threading.enumerate() if thread.name == "suggestions"]
"""


@needs_sqlite
@pytest.mark.usefixtures("catalogue")
def test_suggestions_that_a_killed_process_left_behind_are_mended(tmp_path):
    path = copy_database(tmp_path / "copy.sqlite3")
    query(path, "UPDATE portal_revision SET token = 'a change later'")
    query(path, "DELETE FROM portal_suggestionkey")
    query(path, "DELETE FROM portal_suggestion")
    started = python(path, START)
    assert started.returncode == 0, started.stderr
    assert query(path, "SELECT token FROM portal_suggestionsbuilt") == [("a change later",)]
    assert query(path, "SELECT count(*) > 100 FROM portal_suggestion") == [(1,)]
