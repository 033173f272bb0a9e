"""Dates in the words of the page's language."""

from django import template

from portal.web import date_format

register = template.Library()
register.filter("say", date_format.say)
register.filter("say_within_year", date_format.say_within_year)
