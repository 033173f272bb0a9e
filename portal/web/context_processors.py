"""Template context of every page: language, addresses, theme and today's date."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import get_language

from portal.text.dates import read_query
from portal.web.addresses import in_language
from portal.web.appearance import theme
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


def page(request: HttpRequest) -> dict:
    now = get_language()
    language = next((language for language in LANGUAGES if language.code == now), LANGUAGES[0])
    return {
        "language": language,
        "other_languages": [other for other in LANGUAGES if other != language],
        # Computed where a template shows them, because a bad host name raises here.
        "addresses": {
            "canonical": request.build_absolute_uri,
            "preview": lambda: request.build_absolute_uri(static("preview.png")),
            "languages": lambda: _in_each_language(request),
        },
        "theme": theme(request),
        "today": format_date(read_query(timezone.localdate().isoformat())),
    }


def _in_each_language(request: HttpRequest) -> list[tuple[str, str]]:
    """(language tag, address) of the page."""
    return [
        (spoken.tag, request.build_absolute_uri(in_language(request, spoken.code)))
        for spoken in LANGUAGES
    ]
