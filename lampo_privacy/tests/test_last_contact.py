# Part of lampo_privacy. LGPL-3.
from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..models.heat_contract import finnish_today
from .common import LampoCase


@tagged("post_install", "-at_install")
class TestLastContact(LampoCase):
    def test_nobody_is_kept_longer_by_a_last_contact_in_the_future(self):
        person = self._partner("Kysyjä Kielo").with_user(self.user_service)
        today = finnish_today(person)
        with self.assertRaises(ValidationError):
            person.last_contact_on = today + timedelta(days=1)
        person.last_contact_on = today
        self.assertEqual(person.last_contact_on, today)
