"""Spreadsheets in and out: file → table → resource → verdicts → records, in a batch to undo."""
