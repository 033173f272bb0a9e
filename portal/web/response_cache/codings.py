"""Content codings: compresses answers, and chooses what a client accepts.

Compressed pages betray nothing by their length (BREACH), because they contain no secret: no
token of a form, nothing of a person who has logged in.
"""

import gzip
from functools import lru_cache

import brotli

IDENTITY, GZIP, BROTLI = "", "gzip", "br"
_ENCODE = {
    IDENTITY: lambda body: body,
    # Without a time, because a strong ETag promises equal bytes.
    GZIP: lambda body: gzip.compress(body, 6, mtime=0),
    BROTLI: lambda body: brotli.compress(body, quality=5),
}
_DECODE = {IDENTITY: lambda body: body, GZIP: gzip.decompress, BROTLI: brotli.decompress}
PREFERRED = (BROTLI, GZIP)
ALL = (*PREFERRED, IDENTITY)


def transcode(body: bytes, from_coding: str, to_coding: str) -> bytes:
    if from_coding == to_coding:
        return body
    return _ENCODE[to_coding](_DECODE[from_coding](body))


def accepted(header: str) -> str:
    """The coding for a request with this Accept-Encoding."""
    return _remembered(header) if len(header) <= 200 else IDENTITY


@lru_cache(500)
def _remembered(header: str) -> str:
    weights = dict(_weights(header))
    anything = weights.get("*", 0.0)
    best = max(PREFERRED, key=lambda coding: weights.get(coding, anything))
    return best if weights.get(best, anything) > 0 else IDENTITY


def _weights(header: str):
    for part in header.lower().split(","):
        coding, _, parameter = part.partition(";")
        name, _, value = parameter.partition("=")
        try:
            weight = float(value) if name.strip() == "q" else 1.0
        except ValueError:
            weight = 0.0
        yield coding.strip(), weight
