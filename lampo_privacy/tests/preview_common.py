# Part of lampo_privacy. LGPL-3.
from freezegun import freeze_time

from .retention_common import RetentionCase

TODAY = "2026-11-24"


class PreviewCase(RetentionCase):
    """The preview as it is on one day."""

    def _rows(self, rule=None, **values):
        """The rows of a rule, or those with these values."""
        domain = [("rule_id", "=", rule.id)] if rule else [(name, "=", value) for name, value in values.items()]
        # another look is another request
        self.env["lampo.privacy.forecast"].invalidate_model()
        with freeze_time(TODAY):
            rows = self.env["lampo.privacy.forecast"].search(domain)
            rows.mapped("due_on")
        return rows

    def _told(self, rows):
        """(day, how many) of each row."""
        return [(row.due_on, row.record_count) for row in rows]

    def _hold(self, person, **values):
        return self.env["lampo.privacy.hold"].create(
            {"partner_id": person.id, "reason": "Riita", "date_from": "2020-01-01", **values})
