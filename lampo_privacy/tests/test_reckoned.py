# Part of lampo_privacy. LGPL-3.
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .retention_common import RetentionCase


@tagged("post_install", "-at_install")
class TestReckoned(RetentionCase):
    """What is reckoned from contracts, contacts and holds is nobody's to write: an erasure goes by it."""

    def test_no_client_writes_how_long_a_person_is_kept_or_whether_it_is_one(self):
        person = self._customer("Aino Aalto", "2020-01-31")
        values = {"relationship_start": "1990-01-01", "relationship_end": "1990-01-01", "retention_due": "2000-01-01",
                  "retention_rule_id": self.loose.id, "is_data_subject": False}
        for user in (self.user_officer, self.user_manager, self.user_service):
            for name, value in values.items():
                with self.subTest(user=user.login, field=name), self.assertRaises(AccessError):
                    person.with_user(user).write({name: value})

    def test_an_import_does_not_say_how_long_a_person_is_kept(self):
        found = self.env["res.partner"].with_user(self.user_officer).load(
            ["name", "retention_due"], [["Aino Aalto", "2000-01-01"]])
        self.assertFalse(found["ids"])
        self.assertIn("retention_due", found["messages"][0]["message"])

    def test_no_client_writes_when_a_hold_ended(self):
        hold = self.env["lampo.privacy.hold"].create(
            {"partner_id": self._partner("Aino Aalto").id, "reason": "Riita", "date_from": "2020-01-01"})
        with self.assertRaises(AccessError):
            hold.with_user(self.user_officer).write({"ended_on": "2021-01-01"})
