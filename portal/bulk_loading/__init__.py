"""Loads many new records from a file of JSON lines, at the database's own speed.

    {"type": "milestone", "slug": "2016-09-25", "title": "…", "kind": "document", "wording": "…",
     "citations": [{"source": "egov-report-2014-2024", "place": "33"}], "policy": null,
     "date_text": "9月25日", "date_start": "2016-09-25", "date_end": "2016-09-25",
     "date_precision": "day", "issuances": [{"body": "guowuyuan", "role": "issued"}]}

`type` is a registered record type. The other names are the columns of its model, as in the
fixtures, and the relations to its parts; a reference is the slug of a record that the database
or the same batch has. Columns with a default may be left out; a record is published unless it
has another `state`.

A batch of lines is one transaction and one change set, and how far a file has been loaded is
written in it, so that a run goes on where the last one ended. Nothing is overwritten: a slug
that the database has is an error.
"""
