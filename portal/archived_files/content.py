"""Decides by its content what an uploaded file is: PDF, HTML, or refused with the reason."""

import re
from pathlib import PurePosixPath

from portal.archived_files.inspection import why_refused
from portal.text.sizes import size_text

PDF, HTML = "pdf", "html"
LABELS = {PDF: "PDF", HTML: "HTML 网页"}
_SUFFIXES = {".pdf": PDF, ".html": HTML, ".htm": HTML, ".xhtml": HTML, ".shtml": HTML}
_HTML_BEGINS = re.compile(rb"<(?:!doctype\s+html|html|head)\b", re.IGNORECASE)
_BOM = b"\xef\xbb\xbf"


class RefusedFileError(Exception):
    """A Chinese sentence that names the file and the reason."""


def recognise(name: str, content: bytes, largest: int) -> str:
    """PDF or HTML; raises RefusedFileError for what is not archived. `largest`: bytes.

    The suffix of the name decides nothing, but must not say something else than the content.
    """
    if not content:
        raise RefusedFileError(f"“{name}”是空的。")
    if len(content) > largest:
        raise RefusedFileError(too_large(name, len(content), largest))
    form = _form_of(content)
    if form is None:
        raise RefusedFileError(f"“{name}”的内容既不是 PDF，也不是 HTML 网页：只存档这两种文件。")
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    if suffix and _SUFFIXES.get(suffix) != form:
        claimed = LABELS.get(_SUFFIXES.get(suffix, ""), f"{suffix} 文件")
        raise RefusedFileError(f"“{name}”按名称是 {claimed}，内容却是 {LABELS[form]}。")
    if form == PDF and (reason := why_refused(content)):
        raise RefusedFileError(f"“{name}”{reason}")
    return form


def too_large(name: str, size: int, largest: int) -> str:
    return f"“{name}”有 {size_text(size)}（{size} 字节），最多 {size_text(largest)}。"


def _form_of(content: bytes) -> str | None:
    if content.startswith(b"%PDF-"):
        return PDF
    is_text = b"\x00" not in content
    return HTML if is_text and _HTML_BEGINS.match(_after_preamble(content)) else None


def _after_preamble(content: bytes) -> bytes:
    """Without byte order mark, XML declaration, comments and blanks at the beginning."""
    rest = content.removeprefix(_BOM).lstrip()
    for begin, end in ((b"<?xml", b"?>"), *[(b"<!--", b"-->")] * 20):
        if rest.startswith(begin):
            rest = rest.partition(end)[2].lstrip()
    return rest[:100]
