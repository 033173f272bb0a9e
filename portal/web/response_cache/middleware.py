"""Answers from the cache what has been rendered for the same address in the current version."""

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import Error
from django.http import HttpRequest, HttpResponse

from portal.web.response_cache import single_flight, version
from portal.web.response_cache.answer import Answer, etag
from portal.web.response_cache.codings import accepted
from portal.web.response_cache.parameters import normalise
from portal.web.response_cache.store import store
from portal.web.response_cache.version import Version

# Below these paths answers are for one person, or are files with caching of their own.
OTHERS = ("/admin/", "/static/")
# Anybody may store an answer, but asks each time whether it is still current.
REVALIDATED = {"Cache-Control": "public, no-cache", "Vary": "Accept-Encoding"}


class ResponseCache:
    """Middleware, before all that costs time.

    An answer is cached under the version that was read before it was rendered, so it is at least
    as new. What a person sees who has logged in is neither read from the cache nor put into it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or request.path_info.startswith(OTHERS):
            return self.get_response(request)
        try:
            normalise(request)
        except SuspiciousOperation:  # too many parameters: the page refuses them
            return _public(self.get_response(request))
        if settings.SESSION_COOKIE_NAME in request.META.get("HTTP_COOKIE", ""):
            response = _public(self.get_response(request))
            response["Cache-Control"] = "private, no-store"
            return response
        if now := self._current_version(request):
            return self._respond(request, now)
        return _public(self.get_response(request))

    def _current_version(self, request: HttpRequest) -> Version | None:
        """None if nothing is to be cached, or if the database does not answer."""
        # A content type may name the encoding of the address.
        if not settings.RESPONSE_CACHE_BYTES or request.META.get("CONTENT_TYPE"):
            return None
        try:
            now = version.current()
        except Error:
            return None
        store.keep_only(now)
        return now

    def _respond(self, request: HttpRequest, now: Version) -> HttpResponse:
        key = _key(request, now)
        coding = accepted(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        known = request.META.get("HTTP_IF_NONE_MATCH")
        if known and (tag := etag(key, coding)) in known:  # also if a proxy has made it a weak one
            return _not_modified(tag)
        answer = store.get(key, coding) or store.find(key, coding)
        if answer is None:
            if not single_flight.begin(key):
                return self._after_waiting(request, now, key, coding)
            try:
                answer = self._render(request, now, key, coding)
            finally:
                single_flight.end(key)
        return _finished(request, answer)

    def _after_waiting(
        self, request: HttpRequest, before: Version, key: str, coding: str
    ) -> HttpResponse:
        now = self._current_version(request)
        if now and now is not before:  # records have changed meanwhile
            return self._respond(request, now)
        found = store.find(key, coding) or self._render(request, before, key, coding)
        return _finished(request, found)

    def _render(
        self, request: HttpRequest, now: Version, key: str, coding: str
    ) -> Answer | HttpResponse:
        """The answer, now in the cache; the response itself if it is not to be cached."""
        response = _public(self.get_response(request))
        if not _is_cacheable(response):
            return response
        for name, value in REVALIDATED.items():
            response[name] = value
        response["ETag"] = etag(key, coding)
        if last_modified := now.last_modified():
            response["Last-Modified"] = last_modified
        if response.streaming:  # too large
            return response
        answer = Answer.of(response, key, coding)
        store.put(key, answer)
        return answer


def _key(request: HttpRequest, now: Version) -> str:
    meta = request.META
    host = meta.get("HTTP_HOST") or (meta["SERVER_NAME"], meta["SERVER_PORT"])
    address = (now.name, request.scheme, host, request.path, meta.get("QUERY_STRING", ""))
    return hashlib.blake2b(repr(address).encode(), digest_size=16).hexdigest()


def _public(response: HttpResponse) -> HttpResponse:
    """The language depends on the address alone, whatever Django's middleware adds to Vary."""
    varies = [one.strip() for one in response.headers.get("Vary", "").split(",")]
    varies = [one for one in varies if one and one.lower() != "accept-language"]
    response.headers.pop("Vary", None)
    if varies:
        response["Vary"] = ", ".join(varies)
    response.headers.setdefault("Cache-Control", "no-cache")
    return response


def _is_cacheable(response: HttpResponse) -> bool:
    """Whether it is a whole page for everybody; what else it varies with is not in the key."""
    return (
        response.status_code == 200
        and not response.cookies
        and not response.has_header("Vary")
        and not response.has_header("Content-Encoding")
        and response["Cache-Control"] == "no-cache"
    )


def _finished(request: HttpRequest, answer: Answer | HttpResponse) -> HttpResponse:
    meta, headers = request.META, answer.headers
    since = meta.get("HTTP_IF_MODIFIED_SINCE") if "HTTP_IF_NONE_MATCH" not in meta else None
    # Only the very moment counts, because the moment of an earlier build may be later.
    if since and since == headers.get("Last-Modified"):
        if not isinstance(answer, Answer):
            _discard(answer)
        return _not_modified(headers["ETag"])
    if not isinstance(answer, Answer):
        return answer
    return answer.response(with_body=request.method == "GET")


def _discard(response: HttpResponse) -> None:
    """Close an unread response; its own method would say that the request has finished."""
    for close in response._resource_closers:
        close()


def _not_modified(tag: str) -> HttpResponse:
    response = HttpResponse(status=304)
    del response["Content-Type"]
    for name, value in {"ETag": tag, **REVALIDATED}.items():
        response[name] = value
    return response
