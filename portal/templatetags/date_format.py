"""Template filters that format dates in the language of the page."""

from django import template

from portal.web import date_format

register = template.Library()
register.filter("say", date_format.say)
register.filter("say_within_year", date_format.say_within_year)
