# Part of lampo_privacy. LGPL-3.
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from .common import LampoCase


@tagged("post_install", "-at_install")
@freeze_time("2026-11-30 10:00:00")
class RequestCase(LampoCase):
    """A person, and short ways to a request of theirs and to what is noted on it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._partner("Aino Esimerkki")
        cls.company.lampo_eves_are_holidays = False

    def _request(self, **values):
        return self._searched(self.env["lampo.privacy.request"].create({"partner_id": self.person.id, **values}))

    def _told(self, request, day, kind="extension"):
        """A letter of the request, as the dialog files it."""
        return self.env["lampo.privacy.request.letter"].sudo().create({
            "request_id": request.id, "kind": kind, "lang": "fi", "how": "print", "sent_on": day,
            "sent_by": self.env.uid})

    def _notes(self, request):
        return "\n".join(str(body) for body in request.message_ids.mapped("body"))
