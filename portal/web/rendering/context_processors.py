"""Template context of every public page: its addresses and the media of the dark theme."""

from functools import cached_property

from django.http import HttpRequest

from portal.web import appearance
from portal.web.addresses import in_language
from portal.web.languages import LANGUAGES, Language


class PageAddresses:
    """Computed where a template shows them, because a bad host name raises an error."""

    def __init__(self, request: HttpRequest):
        self.request = request

    @cached_property
    def canonical(self) -> str:
        return self.request.build_absolute_uri()

    @cached_property
    def in_languages(self) -> list[tuple[Language, str]]:
        """(language, path of the page in it)."""
        return [(one, in_language(self.request, one.code)) for one in LANGUAGES]

    def absolute(self, path: str) -> str:
        return self.request.build_absolute_uri(path)


def page(request: HttpRequest) -> dict:
    return {"addresses": PageAddresses(request), "dark_media": appearance.MEDIA}
