"""The whole catalogue as one file: CSV tables with a data dictionary, records, checksums.

`tables.py` says which tables there are, `package.py` describes them, `writing.py` writes the
archive, `storing.py` makes it once for each version, `views.py` answers with it.
"""
