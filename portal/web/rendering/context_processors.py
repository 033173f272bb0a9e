"""Template context of every public page: its addresses, the media of the dark theme, and what a
page of the past says of itself."""

from functools import cached_property
from urllib.parse import urlencode

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
        """Of a page of the past, the address of the present one."""
        past = getattr(self.request, "past", None)
        return self.request.build_absolute_uri(past and past.address)

    @cached_property
    def own(self) -> str:
        return self.request.build_absolute_uri()

    def with_only(self, *names: str) -> str:
        """The current address with only these parameters, those that decide what is on the page."""
        data = self.request.GET
        given = [(name, value) for name in names for value in data.getlist(name)]
        given = [one for one in given if one != ("page", "1")]
        query = f"?{urlencode(given)}" if given else ""
        return self.request.build_absolute_uri(self.request.path + query)

    def alternates(self, canonical: str) -> list[tuple[str, str]]:
        """(language tag, address) of the page with this canonical address; x-default last."""
        _, mark, query = canonical.partition("?")
        found = [
            (one.tag, self.absolute(path.partition("?")[0]) + mark + query)
            for one, path in self.in_languages
        ]
        return [*found, ("x-default", found[0][1])]

    @cached_property
    def in_languages(self) -> list[tuple[Language, str]]:
        """(language, path of the page in it)."""
        return [(one, in_language(self.request, one.code)) for one in LANGUAGES]

    def absolute(self, path: str) -> str:
        return self.request.build_absolute_uri(path)


def page(request: HttpRequest) -> dict:
    return {
        "addresses": PageAddresses(request),
        "dark_media": appearance.MEDIA,
        "past": getattr(request, "past", None),
    }
