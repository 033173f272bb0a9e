"""Parsing of Accept-Encoding."""

import pytest

from portal.web.response_cache.codings import ALL, accepted, transcode


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("", ""),
        ("identity", ""),
        ("gzip", "gzip"),
        ("GZip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("gzip;q=1.0, br;q=0.1", "gzip"),
        ("gzip;q=0", ""),
        ("*", "br"),
        ("*;q=0", ""),
        ("br;q=0, *", "gzip"),
        ("gzip;q=much", ""),
        (", ;q=1, x" * 100, ""),
    ],
)
def test_the_coding_that_a_client_prefers(header, coding):
    assert accepted(header) == coding


@pytest.mark.parametrize("first", ALL)
@pytest.mark.parametrize("second", ALL)
def test_every_coding_is_made_from_every_other_and_always_of_the_same_bytes(first, second):
    body = "一网通办".encode() * 1000
    made = transcode(transcode(body, "", first), first, second)
    assert made == transcode(body, "", second)
    assert transcode(made, second, "") == body
