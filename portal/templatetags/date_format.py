"""Template filters that format dates in the language of the page."""

from django import template

from portal.web import date_format

register = template.Library()
register.filter("format_date", date_format.format_date)
register.filter("format_within_year", date_format.format_within_year)
