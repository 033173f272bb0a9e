"""Prints each page of which the history says something else today than the records do.

A migration that changes what records say has to change their history too. Run as a program.
"""

import re
import sys
from collections.abc import Iterator

ASIDE = re.compile(
    r'<div class="(?:past|this-version)".*?</div>|<nav class="neighbours".*?</nav>|<[^>]*>', re.S
)


def main() -> None:
    import django

    django.setup()
    from django.test import Client
    from django.utils import timezone

    reader, day = Client(), timezone.localdate()
    for address in sorted(addresses()):
        now, then = (words(reader, f"{address}{query}") for query in ("", f"?as_of={day}"))
        if now != then:
            sys.stdout.write(f"{address}\n- {now}\n+ {then}\n")


def addresses() -> Iterator[str]:
    from policies.models import Milestone, Policy
    from provinces.models import Unit

    for records in (Policy.objects.published(), Milestone.objects.published(), Unit.objects.all()):
        for record in records:
            yield record.get_absolute_url()


def words(reader, address: str) -> str:
    main = reader.get(address).content.decode().partition("<article")[2].partition("</article>")[0]
    return re.sub(r"\s+", " ", ASIDE.sub(" ", main))


if __name__ == "__main__":
    main()
