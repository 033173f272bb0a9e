"""Template context of every page: language, addresses, theme and today's date."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language

from portal.text.dates import read_query
from portal.web.addresses import in_language
from portal.web.appearance import Theme
from portal.web.date_format import format_date


@dataclass(frozen=True)
class Language:
    """`tag` is for HTML, `locale` for social previews, `name` in the language itself."""

    code: str
    tag: str
    locale: str
    name: str


LANGUAGES = (
    Language("zh-hans", "zh-Hans", "zh_CN", "中文"),
    Language("en", "en", "en_US", "English"),
)


class Addresses:
    """Absolute addresses of this page; computed late, because a bad host name raises here."""

    def __init__(self, request: HttpRequest):
        self.request = request

    @cached_property
    def canonical(self) -> str:
        return self.request.build_absolute_uri()

    @property
    def preview(self) -> str:
        """The picture for social previews."""
        return self.request.build_absolute_uri(static("preview.png"))

    @cached_property
    def languages(self) -> list[tuple[str, str]]:
        """(language tag, address) of this page in each language."""
        return [
            (spoken.tag, self.request.build_absolute_uri(in_language(self.request, spoken.code)))
            for spoken in LANGUAGES
        ]


def page(request: HttpRequest) -> dict:
    now = get_language()
    language = next((language for language in LANGUAGES if language.code == now), LANGUAGES[0])
    return {
        "language": language,
        "other_languages": [other for other in LANGUAGES if other != language],
        "addresses": Addresses(request),
        "theme": Theme.of(request),
        "today": format_date(read_query(timezone.localdate().isoformat())),
    }
