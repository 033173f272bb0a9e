"""Template context of every public page: its addresses and the themes to choose from."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.templatetags.static import static

from portal.web import appearance
from portal.web.addresses import in_language
from portal.web.languages import LANGUAGES, Language, language


@dataclass(frozen=True)
class PageAddresses:
    """Methods, called where a template shows them, because a bad host name raises an error."""

    request: HttpRequest

    def canonical(self) -> str:
        return self.request.build_absolute_uri()

    def preview(self) -> str:
        return self.request.build_absolute_uri(static("preview.png"))

    def in_language(self, other: Language) -> str:
        return in_language(self.request, other.code)

    def in_each_language(self) -> list[tuple[str, str]]:
        """(language tag, address) of the page."""
        return [
            (one.tag, self.request.build_absolute_uri(self.in_language(one))) for one in LANGUAGES
        ]


def page(request: HttpRequest) -> dict:
    shown = language()
    return {
        "addresses": PageAddresses(request),
        "other_languages": [other for other in LANGUAGES if other != shown],
        "themes": appearance.CHOICES,
        "dark_media": appearance.MEDIA,
    }
