"""Small invented PDF files, harmless and harmful."""

import zlib
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, String

SCRIPT = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def pdf(*, in_streams: bool = False, password: str = "", **root) -> bytes:
    """A PDF of one page, with these entries in its root."""
    made = pikepdf.new()
    made.add_blank_page()
    for name, value in root.items():
        made.Root[f"/{name}"] = value
    modes = pikepdf.ObjectStreamMode
    options = {"object_stream_mode": modes.generate if in_streams else modes.disable}
    if password:
        options["encryption"] = pikepdf.Encryption(owner=password, user=password)
    made.save(written := BytesIO(), **options)
    return written.getvalue()


def harmful() -> dict[str, bytes]:
    """Name → a PDF with a script."""
    link = Dictionary(S=Name.URI, URI=String("java\nscript:alert(1)"))
    names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), SCRIPT])))
    return {
        "opens with a script": pdf(OpenAction=SCRIPT),
        "in a compressed object stream": pdf(OpenAction=SCRIPT, in_streams=True),
        "among its names": pdf(Names=names),
        "deep inside": pdf(A=Array([Dictionary(B=Array([Dictionary(C=SCRIPT)]))])),
        "launches a program": pdf(OpenAction=Dictionary(S=Name.Launch, F=String("cmd.exe"))),
        "with a form of scripts": pdf(AcroForm=Dictionary(XFA=Array([String("template")]))),
        "with a link that is a script": pdf(A=link),
        "with escaped names": pdf(OpenAction=SCRIPT).replace(b"/JavaScript", b"/J#61vaScript"),
        "in a revision that the table leaves out": _left_out(pdf()),
    }


def _left_out(content: bytes) -> bytes:
    """With an object after the end, and a table of objects that must be repaired."""
    hidden = b"\n99 0 obj\n<< /S /JavaScript /JS (app.alert\\(1\\)) >>\nendobj\n"
    return content.replace(b"startxref", b"startxerf") + hidden


def bomb() -> bytes:
    """A PDF with a script in an object stream that unpacks to more than a gigabyte."""
    packer = zlib.compressobj(9)
    unpacked = b"1 0 << /S /JavaScript /JS (app.alert) >>".ljust(2**24)
    packed = packer.compress(unpacked) + b"".join(packer.compress(b" " * 2**24) for _ in range(79))
    packed += packer.flush()
    root = b"/Pages << /Type /Pages /Kids [] /Count 0 >>"
    root = b"2 0 obj\n<< /Type /Catalog /OpenAction 1 0 R %s >>\nendobj\n" % root
    head = b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d" % len(packed)
    stream = b"3 0 obj\n<< %s >>\nstream\n%s\nendstream\nendobj\n" % (head, packed)
    content = b"%PDF-1.5\n" + root + stream
    # Kind and place of the objects 0 to 4; the first one is in the stream that is object 3.
    places = [(0, 0), (2, 3), (1, 9), (1, 9 + len(root)), (1, len(content))]
    table = b"".join(b"%c%s\0" % (kind, at.to_bytes(4, "big")) for kind, at in places)
    head = b"/Type /XRef /Size 5 /W [1 4 1] /Root 2 0 R /Length %d" % len(table)
    end = b"4 0 obj\n<< %s >>\nstream\n%s\nendstream\nendobj\n" % (head, table)
    return content + end + b"startxref\n%d\n%%%%EOF\n" % len(content)
