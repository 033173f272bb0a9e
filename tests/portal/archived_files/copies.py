"""Archived copies of sources, of invented files."""

import hashlib

from portal.models import ArchivedCopy, Source, StoredFile
from portal.models.curated import State

PAGE = "<!DOCTYPE html>\n<title>某通知（测试虚构）</title><script>alert(1)</script>".encode()
SHA256 = hashlib.sha256(PAGE).hexdigest()


def archived(source: Source, content: bytes = PAGE, form: str = "html", **fields) -> ArchivedCopy:
    sha256 = StoredFile.objects.store(content, form)
    given = {"archived_on": "2025-03-27"} | fields
    return ArchivedCopy.objects.create(source=source, sha256=sha256, **given)


def web_page(slug: str, **fields) -> Source:
    """A published source that is kept elsewhere; invented."""
    address = f"https://www.example.gov.cn/{slug}.html"
    given = {"title": f"{slug}（测试虚构）", "publisher": "某办公厅", "url": address}
    return Source.objects.create(
        **given | {"slug": slug, "short_title": slug, "state": State.PUBLISHED} | fields
    )
