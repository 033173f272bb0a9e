"""The catalogue as it stood after a change set, read by the code that reads the present one.

Inside `reading.as_of` every query finds, in the place of a table of records, what that table
contained then: the last history row of each record up to that change set. So pages need no second
query, row or template for the past.
"""
