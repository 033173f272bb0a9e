"""Django system checks for settings that contradict each other."""

from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security)
def https_comes_through_a_proxy(**kwargs) -> list[checks.Warning]:
    if settings.HTTPS and not settings.TRUSTED_PROXIES:
        hint = "Set TRUSTED_PROXIES=1 if one proxy with TLS stands in front, or HTTPS=off."
        sentence = (
            "HTTPS is on and no proxy is trusted: what comes over TLS through a proxy is"
            " taken for plain HTTP, and redirected for ever."
        )
        return [checks.Warning(sentence, hint=hint, id="portal.W001")]
    return []
