"""The forms of the admin: two curators have opened the same one, and the second resolves."""

import re

from django.test import Client

from policies.models import Status
from portal.curation.editing.conflicts import MINE, THEIRS
from portal.models import Source
from tests.policies.admin.test_admin import address, opened_form
from tests.portal.curation.editing.test_conflicts import answer
from tests.portal.curation.history.acting.records import SOURCE, Records, pick
from tests.portal.curation.history.acting.tables import standing


class Forms(Records):
    def save_two(self, number, other, text):
        """The first saves; the second, who opened the form before, chooses from both."""
        record = pick([*self.policies, *self.milestones[:3], *self.excerpts], number)
        client = Client()
        client.force_login(self.user)
        opened = opened_form(client, record)
        edits = self._edits(record, opened, number + other, text)
        first, second = pick(edits, other), pick(edits, number + other // 2)
        self._post(client, record, opened | first)
        page = self._post(client, record, opened | second | {"url": text})
        if page.status_code == 409:
            record.refresh_from_db()
            before = standing()
            done = answer(client, record, page, pick([MINE, THEIRS], number + other))
            self._expect_unchanged_unless_saved(before, done)

    def _edits(self, record, opened: dict, number: int, text: str) -> list[dict]:
        """What may be posted besides what the form showed."""
        cited = {"source": Source.objects.get(slug=SOURCE).pk, "place": str(5 + number)}
        cited |= {"supports": ["date"], "position": "1"}
        known = int(opened["citations-INITIAL_FORMS"])
        added = {f"citations-{known}-{name}": value for name, value in cited.items()}
        found = [added | {"citations-TOTAL_FORMS": str(known + 1)}]
        if known:
            address = f"https://example.org/{number}"
            found += [{"citations-0-url": address}, {"citations-0-DELETE": "on"}]
        if "relations-INITIAL_FORMS" not in opened:
            return [*found, {"plan_title": text, "plan_date": f"203{number % 10}"}]
        known = int(opened["relations-INITIAL_FORMS"])
        target = {"kind": "implements", "milestone": pick(self.milestones, number).pk}
        told = target | {"source": cited["source"], "place": cited["place"], "quote": ""}
        added = {f"relations-{known}-{name}": value for name, value in told.items()}
        facts = {"number": f"虚发〔2031〕{number}号", "in_force_on": f"2031-0{number % 9 + 1}"}
        return [
            *found,
            added | {"relations-TOTAL_FORMS": str(known + 1)},
            {"relations-0-url": "https://example.org/told"} if known else {"title": text.strip()},
            facts | {"written_on": f"203{number % 10}", "bodies_said": "公安部"},
            found[0]
            | {"citations-TOTAL_FORMS": found[0]["citations-TOTAL_FORMS"]}
            | {f"citations-{known}-supports": ["status"], "status": pick(Status.values, number)},
        ]

    def _post(self, client, record, form):
        """The answer; all questions are answered as if they had been read."""
        before = standing()
        page = client.post(address(record), form)
        asked = re.findall(r'name="confirmed" value="(.*?)"', page.content.decode())
        if page.status_code == 200 and asked:
            page = client.post(address(record), form | {"confirmed": asked})
        self._expect_unchanged_unless_saved(before, page)
        return page

    def _expect_unchanged_unless_saved(self, before, page):
        if page.status_code == 302:
            self.accepted()
        else:
            assert standing() == before, f"refused with {page.status_code}, and changed something"
