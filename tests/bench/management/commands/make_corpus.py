"""Synthetic entries for measuring scale, in a database that holds no other records."""

from itertools import islice

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from policies.models import Body, Milestone, MilestoneIssuance, Policy, PolicyIssuance
from portal.changes.recording import together
from portal.models import Slugged, Source, SourceLine
from portal.models.curated import State
from tests.bench.synthetic import BODIES, Part, SyntheticEntry, entries

TEXTS = settings.BASE_DIR / "fixtures" / "sources"
BATCH = 5_000  # entries that are held in memory at a time
NOTICE = ("合成语料，仅供测速。", "由 manage.py make_corpus 随机拼成，不是任何来源的原文。")


class Command(BaseCommand):
    help = "Make N synthetic timeline entries, to measure scale in a database of their own."

    def add_arguments(self, parser):
        parser.add_argument("count", metavar="N", type=int, help="how many timeline entries")
        parser.add_argument("--seed", type=int, default=0, help="the same seed, the same records")

    def handle(self, *, count, seed, **options):
        if count < 1:
            raise CommandError(f"N is a number of entries from 1, not {count}.")
        made = entries(count, seed, source_texts())
        with together(everything=True):
            _refuse_other_records()
            corpus = Corpus()
            done = 0
            while batch := list(islice(made, BATCH)):
                corpus.write(batch)
                done += len(batch)
                self._progress(done, count)
        self.stdout.write(f"{count} synthetic entries, seed {seed}.")

    def _progress(self, done: int, count: int) -> None:
        """A line on stderr, written over itself where somebody is watching."""
        over = self.stderr.isatty() and done < count
        sentence = f"{done} of {count} entries, {done * 100 // count} %"
        self.stderr.write(sentence, style_func=str, ending="\r" if over else "\n")


class Corpus:
    """The source and the bodies of the synthetic entries; writes the entries."""

    def __init__(self):
        self.source = Source.objects.create(
            slug="corpus",
            title="合成语料，仅供测速",
            short_title="合成语料",
            publisher="make_corpus",
            state=State.PUBLISHED,
        )
        SourceLine.objects.bulk_create(
            SourceLine(source=self.source, number=number, text=text)
            for number, text in enumerate(NOTICE, 1)
        )
        self.bodies: list[Body] = []
        for body in BODIES:
            above = None if body.above is None else self.bodies[body.above]
            self.bodies.append(
                Body.objects.create(
                    slug=f"corpus-body-{body.number + 1}",
                    name=body.name,
                    kind=body.kind,
                    parent=above,
                    state=State.PUBLISHED,
                )
            )

    def write(self, batch: list[SyntheticEntry]) -> None:
        """Everything that is written of entries is written here."""
        policies = {entry.number: self._policy(entry) for entry in batch if entry.policy}
        Policy.objects.bulk_create(policies.values())
        milestones = {
            entry.number: self._milestone(entry, policies.get(entry.number))
            for entry in batch
            if entry.milestone
        }
        Milestone.objects.bulk_create(milestones.values())
        for model, records in ((PolicyIssuance, policies), (MilestoneIssuance, milestones)):
            model.objects.bulk_create(
                self._issuance(model, records[entry.number], position, part)
                for entry in batch
                if entry.number in records
                for position, part in enumerate(entry.parts, 1)
            )

    def _policy(self, entry: SyntheticEntry) -> Policy:
        return self._record(
            Policy,
            entry,
            wording=entry.policy,
            date_text=str(entry.date),
            bodies_text="、".join(self.bodies[part.body].name for part in entry.parts),
            title_text=f"《{entry.title}》",
        )

    def _milestone(self, entry: SyntheticEntry, policy: Policy | None) -> Milestone:
        # A chronicle says the year above its items.
        printed = entry.date.within_year or str(entry.date)
        return self._record(
            Milestone, entry, wording=entry.milestone, date_text=printed, policy=policy
        )

    def _record(self, model, entry: SyntheticEntry, **fields) -> Policy | Milestone:
        """Without source lines, since its words stand in no text."""
        record = model(
            slug=f"corpus-{entry.number}",
            title=entry.title,
            kind=entry.kind,
            state=State.PUBLISHED,
            source=self.source,
            date_start=entry.date.start,
            date_end=entry.date.end,
            date_precision=entry.date.precision,
            **fields,
        )
        record.set_timeline_date(entry.date)  # a policy and its milestone state the same date
        return record

    def _issuance(self, model, record, position: int, part: Part):
        return model(
            record=record,
            body=self.bodies[part.body],
            position=position,
            role=part.role,
            stated=part.stated,
            basis="" if part.stated else "合成：由序号推定。",
        )


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
