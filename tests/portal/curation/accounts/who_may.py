"""Permissions in the admin for every table and page, as reviewed data."""

import pytest
from django.contrib.auth.models import Group, User

from policies.models import (
    Body,
    Difference,
    Milestone,
    MilestoneErratum,
    Policy,
    PolicyErratum,
)
from portal.curation.accounts.groups import EDITORS, MANAGERS, REVIEWERS
from portal.models import ImportBatch, LoadedRecord, Merger, Source, SourceLine
from provinces.models import Excerpt, ExcerptErratum, Unit

# Who: each has a letter in the tables below.
ROLES = {
    "n": "nobody",  # has not logged in
    "o": "outsider",  # has logged in, and is not staff
    "x": "staff",  # of no group
    "e": "enters",
    "r": "reviews",
    "m": "manages",
    "s": "superuser",
}
GROUPS = {"e": EDITORS, "r": REVIEWERS, "m": MANAGERS}

# May what. Of each page: who is shown it, and from whom a POST is taken. To all others it is
# refused: who is not staff is sent to log in, who is staff gets 403.
#
# "change draft" is the line of a case of the page "change"; "change" is that of its other
# cases. The cases are made in `cases()`. "" is the address of a record without a page's name,
# which sends everybody on to its change page.
OF_ALL_TABLES = {"": ("erms", "xerms")}
ENTERED_IN_SHEETS = {
    "export": ("erms", "erms"),
    "import": ("erms", "erms"),
    "template": ("erms", "erms"),
    "batch": ("erms", "erms"),
    "undo": ("ms", "ms"),
    "undo own": ("erms", "erms"),
}
VOCABULARIES_IN_SHEETS = {
    "export": ("erms", "erms"),
    "import": ("rms", "rms"),
    "template": ("rms", "rms"),
    "batch": ("rms", "rms"),
    "undo": ("ms", "ms"),
    "undo own": ("rms", "rms"),
}
# What is deleted is listed, and brought back.
DELETED = {"deleted": ("ms", "ms"), "bring_back": ("ms", "ms")}
NEVER_DELETED = {"deleted": ("", ""), "bring_back": ("", "")}
MERGED = {"merge": ("ms", "ms"), "part": ("ms", "ms")}
RECORDS = (
    OF_ALL_TABLES
    | ENTERED_IN_SHEETS
    | {
        "changelist": ("erms", "erms"),
        "add": ("erms", "erms"),
        "change": ("erms", "rms"),
        "change draft": ("erms", "erms"),
        "delete": ("ms", "ms"),
        **DELETED,
        "history": ("erms", "erms"),
        "restore": ("rms", "rms"),
        "restore draft": ("erms", "erms"),
        "preview": ("erms", "erms"),
        "move submit": ("erms", "erms"),
        "move publish": ("rms", "rms"),
        "move send-back": ("rms", "rms"),
        "move withdraw": ("rms", "rms"),
        "move reopen": ("rms", "rms"),
    }
)
# What an erratum says is changed with its record; it is on a way of its own to the public.
ERRATA = (
    OF_ALL_TABLES
    | ENTERED_IN_SHEETS
    | {
        "changelist": ("erms", "erms"),
        "add": ("", ""),
        "change": ("erms", ""),
        "delete": ("", ""),
        **NEVER_DELETED,
        "history": ("erms", "erms"),
        "restore": ("", ""),
        "preview": ("erms", "erms"),
        "move submit": ("erms", "erms"),
        "move publish": ("rms", "rms"),
        "move send-back": ("rms", "rms"),
        "move withdraw": ("rms", "rms"),
        "move reopen": ("rms", "rms"),
    }
)
VOCABULARIES = (
    OF_ALL_TABLES
    | VOCABULARIES_IN_SHEETS
    | {
        "changelist": ("erms", "erms"),
        "add": ("rms", "rms"),
        "change": ("erms", "rms"),
        "delete": ("ms", "ms"),
        **DELETED,
        "history": ("erms", "erms"),
        "restore": ("rms", "rms"),
    }
)
WITH_STATES = {
    "move submit": ("rms", "rms"),
    "move publish": ("rms", "rms"),
    "move send-back": ("rms", "rms"),
    "move withdraw": ("rms", "rms"),
    "move reopen": ("rms", "rms"),
}
LOOKED_AT = OF_ALL_TABLES | {
    "changelist": ("erms", "erms"),
    "add": ("", ""),
    "change": ("erms", ""),
    "delete": ("", ""),
    "history": ("erms", "erms"),
}
LOADED = {
    "": ("s", "xerms"),
    "changelist": ("s", "s"),
    "add": ("", ""),
    "change": ("s", ""),
    "delete": ("", ""),
    "history": ("s", "s"),
}
ACCOUNTS = {
    "": ("s", "xerms"),
    "changelist": ("s", "s"),
    "add": ("s", "s"),
    "change": ("s", "s"),
    "delete": ("s", "s"),
    "history": ("s", "s"),
}
TABLES = {
    Policy: RECORDS | MERGED,
    Milestone: RECORDS | MERGED,
    Excerpt: RECORDS,
    PolicyErratum: ERRATA,
    MilestoneErratum: ERRATA,
    ExcerptErratum: ERRATA,
    Body: VOCABULARIES | WITH_STATES | MERGED,
    Difference: VOCABULARIES,
    Unit: VOCABULARIES,
    Source: RECORDS | {"copy": ("erms", "erms")},
    SourceLine: VOCABULARIES,
    ImportBatch: LOOKED_AT,
    Merger: LOOKED_AT,
    LoadedRecord: LOADED,
    Group: ACCOUNTS,
    # Histories name accounts: none is deleted, but made inactive.
    User: ACCOUNTS | {"password_change": ("s", "s"), "delete": ("", "")},
}

# Of the whole admin; "" is whatever else is asked for below its address.
SITE = {
    "index": ("xerms", "xerms"),
    "app_list portal": ("erms", "erms"),
    "app_list policies": ("erms", "erms"),
    "app_list provinces": ("erms", "erms"),
    "app_list auth": ("s", "s"),
    "login": ("noxerms", "noxerms"),
    "logout": ("", "noxerms"),  # by a POST alone
    "password_change": ("xerms", "xerms"),
    "password_change_done": ("xerms", ""),
    "autocomplete": ("erms", ""),
    "jsi18n": ("xerms", ""),
    "view_on_site": ("xerms", "xerms"),
    "": ("", ""),
}
NOT_FOUND = {"app_list", ""}  # the site's pages that are 404 to staff who may not


def line(table: dict, page: str, case: str = "") -> tuple[str, str]:
    """The permissions of the case, or of the page if the case has none."""
    for name in (f"{page} {case}", page):
        if name in table:
            return table[name]
    return pytest.fail(f"No table says who may use “{page} {case}”.")
