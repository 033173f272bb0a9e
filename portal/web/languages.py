"""The languages of the pages."""

from dataclasses import dataclass

from django.utils.translation import get_language


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
_BY_CODE = {language.code: language for language in LANGUAGES}


def language() -> Language:
    """The language of the page; that of the catalogue if none is active."""
    return _BY_CODE.get(get_language(), LANGUAGES[0])
