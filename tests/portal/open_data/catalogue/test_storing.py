"""One makes the archive while the others wait; more downloads than may be come later."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

import pytest

from portal.open_data.catalogue import storing
from portal.open_data.data import Site
from portal.serving import sending

pytestmark = pytest.mark.one_database


def test_two_who_ask_at_once_make_it_once(settings, tmp_path, monkeypatch):
    settings.DOWNLOADS_FOLDER = tmp_path
    made = []

    def write(path, site, began):
        made.append(path)
        time.sleep(0.2)
        path.write_text("archive")

    monkeypatch.setattr(storing, "write", write)
    monkeypatch.setattr(storing, "one_moment", nullcontext)
    monkeypatch.setattr(storing, "version", lambda site: "1")
    monkeypatch.setattr(storing.revision, "moment", lambda: 0)
    with ThreadPoolExecutor(4) as readers:
        paths = list(readers.map(storing.archive, [Site("https://portal.example")] * 4))
    assert len(made) == 1
    assert set(paths) == {tmp_path / "catalogue-1.zip"}
    assert paths[0].read_text() == "archive"


def test_nothing_unfinished_has_the_name(settings, tmp_path, monkeypatch):
    def fail(path, site, began):
        path.write_text("half")
        raise OSError("no room")

    settings.DOWNLOADS_FOLDER = tmp_path
    monkeypatch.setattr(storing, "write", fail)
    monkeypatch.setattr(storing, "one_moment", nullcontext)
    monkeypatch.setattr(storing, "version", lambda site: "1")
    monkeypatch.setattr(storing.revision, "moment", lambda: 0)
    with pytest.raises(OSError, match="no room"):
        storing.archive(Site())
    assert list(tmp_path.glob("*.zip")) == []


@pytest.mark.django_db
def test_who_comes_when_it_is_busy_or_the_disk_is_full_is_asked_to_come_later(
    client, settings, tmp_path, monkeypatch
):
    settings.DOWNLOADS_FOLDER = tmp_path / "a file" / "downloads"
    (tmp_path / "a file").touch()
    for _ in range(sending.AT_ONCE + 1):  # each gives its place back
        answer = client.get("/catalogue.zip")
        assert answer.status_code == 503
        assert "做不出来" in answer.content.decode()
    settings.DOWNLOADS_FOLDER = tmp_path
    for _ in range(sending.AT_ONCE):
        assert sending._places.acquire(blocking=False)
    try:
        answer = client.get("/catalogue.zip")
    finally:
        sending._places.release(sending.AT_ONCE)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
