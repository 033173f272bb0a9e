"""Archived copies of sources in the admin: upload on the source's form, download."""
