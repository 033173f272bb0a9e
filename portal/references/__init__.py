"""References: how to cite a record of this portal, in the formats that people and programs use.

Plain functions without Django. What a record rests on is its citations (`portal.models.evidence`).
"""
