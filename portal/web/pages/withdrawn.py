"""Answers a withdrawn record's address: 410 with what it was, when and why it was withdrawn."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.models import Record


def withdrawn(request: HttpRequest, record: Record) -> HttpResponse:
    return render(request, "410.html", {"record": record}, status=410)
