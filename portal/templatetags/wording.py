"""Dates in the words of the page's language."""

from django import template

from portal import wording

register = template.Library()
register.filter("say", wording.say)
register.filter("say_within_year", wording.say_within_year)
