"""Prints whether the PDF on standard input holds scripts; run as a program.

It imports nothing of the portal, so that it starts quickly and can do no harm.

    {"is_locked": false, "is_broken": false, "is_unread": false, "scripts": ["/JavaScript"]}
"""

import json
import re
import resource
import sys
from collections.abc import Iterator
from io import BytesIO

import pikepdf

CPU_SECONDS, MEMORY = 30, 2**30
# One of these is in each object that holds a script, written as the parser writes it.
_SUSPECT = re.compile(rb"/(?:JS|JavaScript|Launch|XFA|URI)\b")
# The parser says so of a stream of objects that is damaged or too large, and leaves them out.
_UNREAD = re.compile("decoding stream|unfilterable|bad_alloc")
_BLANKS = re.compile(r"[\s\x00-\x1f]+")


def _name(text: str) -> bytes:
    """A pattern for a PDF name, of which each character may be written as #xx."""
    return b"/" + b"".join(b"(?:%c|#%02x|#%02X)" % (one, one, one) for one in text.encode())


_RAW = {f"/{name}": re.compile(_name(name) + rb"\b") for name in ("JavaScript", "Launch")}


def report(content: bytes) -> dict:
    found = {"is_locked": False, "is_broken": False, "is_unread": False, "scripts": []}
    try:
        with pikepdf.open(BytesIO(content), suppress_warnings=True) as pdf:
            scripts = {name for one in pdf.objects for name in _scripts(one)}
            warnings = "".join(map(str, pdf.get_warnings()))
            found["is_unread"] = bool(_UNREAD.search(warnings))
            # Viewers may repair a damaged file in another way, and see what this parser does not.
            if warnings:
                scripts |= {name for name, written in _RAW.items() if written.search(content)}
            found["is_broken"] = not len(pdf.pages)
    except pikepdf.PasswordError:
        found["is_locked"] = True
    except pikepdf.PdfError:
        found["is_broken"] = True
    else:
        found["scripts"] = sorted(scripts)
    return found


def _scripts(one: pikepdf.Object) -> Iterator[str]:
    """The kinds of scripts in an object; those it refers to are looked at by themselves."""
    if isinstance(one, pikepdf.Stream):
        one = one.stream_dict
    if not isinstance(one, pikepdf.Dictionary | pikepdf.Array):
        return
    if not _SUSPECT.search(one.unparse(resolved=True)):
        return
    left = [one]
    while left:
        inner = left.pop()
        if isinstance(inner, pikepdf.Array):
            values = list(inner)
        else:
            yield from _scripts_of(inner)
            values = list(inner.values())
        left += [
            value
            for value in values
            if isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect
        ]


def _scripts_of(action: pikepdf.Dictionary) -> Iterator[str]:
    """Those that a dictionary names itself: an action, or a table of scripts or forms."""
    kind = str(action.get("/S", ""))
    if kind in ("/JavaScript", "/Launch"):
        yield kind
    # /JS may name a font as well; a script is a text or a stream.
    if isinstance(action.get("/JS"), pikepdf.String | pikepdf.Stream):
        yield "/JavaScript"
    for name in ("/JavaScript", "/XFA"):
        if name in action:
            yield name
    address = action.get("/URI")
    if isinstance(address, pikepdf.String):
        typed = _BLANKS.sub("", str(address)).lower()
        if typed.startswith(("javascript:", "vbscript:")):
            yield "/JavaScript"


if __name__ == "__main__":
    for limit, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    json.dump(report(sys.stdin.buffer.read()), sys.stdout)
