"""Takes the uploaded files of a source's form in, before its lock is waited for.

A file that is accepted is stored at once, and the form posts its checksum from then on. So it
need not be chosen again when the form has other errors or conflicts with a later version.
"""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from portal.archived_files.content import RefusedFileError, recognise, too_large
from portal.models import StoredFile

UPLOAD, CHECKSUM = "upload", "sha256"


def take_in(request: HttpRequest, prefix: str) -> None:
    """Store the files that the rows of this formset upload, and post their checksums instead.

    What is refused stays an upload; `refused` says why, for the form.
    """
    posted = request.POST.copy()
    StoredFile.objects.forget_unused()
    for name, file in request.FILES.items():
        if name.startswith(f"{prefix}-") and name.endswith(f"-{UPLOAD}"):
            try:
                posted[name.removesuffix(UPLOAD) + CHECKSUM] = _stored(file)
            except RefusedFileError as error:
                file.refused = str(error)
    request.POST = posted


def _stored(file: UploadedFile) -> str:
    largest = settings.ARCHIVE_BYTES
    if file.size > largest:  # before it is read
        raise RefusedFileError(too_large(file.name, file.size, largest))
    content = file.read()
    return StoredFile.objects.store(content, recognise(file.name, content, largest))
