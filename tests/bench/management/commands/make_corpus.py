"""Synthetic entries for measuring scale, in a database that holds no other records."""

import json
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from policies.models import Body
from portal.bulk_loading.batches import load
from portal.changes.recording import together
from portal.management.progress import show
from portal.models import Slugged, Source, SourceLine
from portal.models.curated import State
from tests.bench.synthetic import BODIES, Part, SyntheticEntry, entries

TEXTS = settings.BASE_DIR / "fixtures" / "sources"
SOURCE = "corpus"
NOTICE = ("合成语料，仅供测速。", "由 manage.py make_corpus 随机拼成，不是任何来源的原文。")


class Command(BaseCommand):
    help = "Make N synthetic timeline entries, to measure scale in a database of their own."

    def add_arguments(self, parser):
        parser.add_argument("count", metavar="N", type=int, help="how many timeline entries")
        parser.add_argument("--seed", type=int, default=0, help="the same seed, the same records")

    def handle(self, *, count, seed, **options):
        if count < 1:
            raise CommandError(f"N is a number of entries from 1, not {count}.")
        _refuse_other_records()
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"corpus-{count}-{seed}.jsonl"
            with path.open("w", encoding="utf-8") as file:
                for line in lines(entries(count, seed, source_texts())):
                    file.write(json.dumps(line, ensure_ascii=False) + "\n")
            make_source_and_bodies()
            load(path, partial(show, self.stderr))
        self.stdout.write(f"{count} synthetic entries, seed {seed}.")


def make_source_and_bodies() -> None:
    with together():
        source = Source.objects.create(
            slug=SOURCE,
            title="合成语料，仅供测速",
            short_title="合成语料",
            kind=Source.Kind.TEXT,
            publisher="make_corpus",
            state=State.PUBLISHED,
        )
        SourceLine.objects.bulk_create(
            SourceLine(source=source, number=number, text=text)
            for number, text in enumerate(NOTICE, 1)
        )
        made: list[Body] = []
        for body in BODIES:
            above = None if body.above is None else made[body.above]
            fields = {"name": body.name, "kind": body.kind, "parent": above}
            made.append(Body(slug=slug_of(body.number), state=State.PUBLISHED, **fields))
            made[-1].save()


def slug_of(body: int) -> str:
    return f"corpus-body-{body + 1}"


def lines(made: Iterable[SyntheticEntry]) -> Iterator[dict]:
    """The lines of `load_bulk`; without source lines, since the words stand in no text."""
    for entry in made:
        slug = f"corpus-{entry.number}"
        shared = {
            "slug": slug,
            "title": entry.title,
            "kind": entry.kind,
            "citations": [{"source": SOURCE}],
            "date_start": entry.date.start.isoformat(),
            "date_end": entry.date.end.isoformat(),
            "date_precision": entry.date.precision,
            "issuances": [_issuance(part) for part in entry.parts],
        }
        if entry.policy:
            yield shared | {
                "type": "policy",
                "wording": entry.policy,
                "date_text": str(entry.date),
                "bodies_text": "、".join(BODIES[part.body].name for part in entry.parts),
                "title_text": f"《{entry.title}》",
            }
        if entry.milestone:
            yield shared | {
                "type": "milestone",
                "wording": entry.milestone,
                # A chronicle says the year above its items.
                "date_text": entry.date.within_year or str(entry.date),
                "policy": slug if entry.policy else None,
            }


def _issuance(part: Part) -> dict:
    basis = "" if part.stated else "合成：由序号推定。"
    return {
        "body": slug_of(part.body),
        "role": part.role,
        "stated": part.stated,
        "basis": basis,
    }


def _refuse_other_records() -> None:
    """A corpus stands alone: every other record is one of these tables', or needs one."""
    held = [
        f"{number} {model._meta.verbose_name}"
        for model in apps.get_models()
        if issubclass(model, Slugged) and (number := model.objects.count())
    ]
    if held:
        raise CommandError(
            f"Nothing was made. This database holds records already: {', '.join(held)}."
            " Synthetic entries need a database of their own: set DATABASE_URL to an empty one."
        )


def source_texts() -> str:
    """The real wordings, out of which the synthetic ones are made."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(TEXTS.glob("*.txt")))
