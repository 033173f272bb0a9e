"""Code that changes many rows in batches lets others write between the batches."""

import pytest

from portal.changes import recording


@pytest.mark.parametrize(("vendor", "pauses"), [("sqlite", 2), ("postgresql", 0)])
def test_others_may_write_between_two_batches(monkeypatch, vendor, pauses):
    slept = []
    monkeypatch.setattr(recording.time, "sleep", slept.append)
    monkeypatch.setattr(recording.connection, "vendor", vendor)
    assert [*recording.turns([1, 2, 3, 4, 5], 2)] == [[1, 2], [3, 4], [5]]
    assert len(slept) == pauses
    assert max(slept, default=0) <= recording.LONGEST_PAUSE
