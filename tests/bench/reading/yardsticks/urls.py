"""Bare views: hello, pages written by one string join, and hand-written SQL as JSON."""

import os
import re
from pathlib import Path

from django.http import HttpResponse, JsonResponse
from django.urls import path

from tests.bench.reading.yardsticks import by_hand

PAGES = Path(os.environ["BENCH_PAGES"])  # our own pages, each in a file of the question's name
_pieces: dict[str, list[str]] = {}


def hello(request):
    return HttpResponse("hello")


def joined(request, question):
    """The same bytes as our page, out of its tags and texts; the API's as they are."""
    if question not in _pieces:
        html = (PAGES / question).read_text(encoding="utf-8")
        _pieces[question] = re.split("(<[^>]*>)", html)
    return HttpResponse("".join(_pieces[question]))


def answer(request, question):
    return JsonResponse(by_hand.ANSWERS[question](**request.GET.dict()))


urlpatterns = [
    path("hello", hello),
    path("joined/<slug:question>", joined),
    path("answer/<slug:question>", answer),
]
