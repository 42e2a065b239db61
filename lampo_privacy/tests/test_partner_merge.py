# Part of lampo_privacy. LGPL-3.
import os
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..engine import keyring
from ..models.partner_merge import PartnerMerge
from ..tools.secrets_box import new_key
from .common import LampoCase

CODE = "010170-901K"
OTHER = "020280-902M"


@tagged("post_install", "-at_install")
class TestPartnerMerge(LampoCase):
    """Odoo's merge of doubles: the identity code and the access log stay with the person."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.dict(os.environ, {keyring.VARIABLE: new_key()}))
        cls.merger = cls._user("lampo_merger", "lampo_privacy.group_user,base.group_partner_manager")
        cls.kept = cls._partner("Kaarlo Koivu", email="k@example.com")
        cls.double = cls._partner("Koivu Kaarlo", email="k@example.com")

    def _merge(self):
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(self.merger).create({})
        wizard._merge((self.kept | self.double).ids, self.kept.with_user(self.merger))

    def _found(self, code):
        return self.env["res.partner"].with_user(self.user_officer).search([("identity_code", "=", code)])

    def test_the_code_of_the_one_that_goes_is_kept(self):
        self.double.sudo().identity_code = CODE
        self._merge()
        self.assertFalse(self.double.exists())
        self.assertEqual(self._found(CODE), self.kept)
        self.assertEqual(self.kept.with_user(self.user_officer).action_reveal_identity_code("Perintä"), CODE)

    def test_without_the_guard_it_would_be_lost(self):
        self.double.sudo().identity_code = CODE
        with patch.object(PartnerMerge, "_keep_identity_code", lambda *args: None):
            self._merge()
        self.assertFalse(self._found(CODE))

    def test_the_code_of_the_one_that_stays_is_kept(self):
        self.kept.sudo().identity_code = CODE
        self._merge()
        self.assertEqual(self._found(CODE), self.kept)

    def test_two_codes_are_two_people(self):
        self.kept.sudo().identity_code = CODE
        self.double.sudo().identity_code = OTHER
        with self.assertRaises(UserError) as caught:
            self._merge()
        self.assertNotIn("90", str(caught.exception))

    def test_the_looks_at_the_one_that_goes_stay_with_the_person(self):
        line = self.env["lampo.privacy.access.log"].with_user(self.user_officer)._record(self.double, "open")
        self._merge()
        line.invalidate_recordset()
        self.assertEqual(line.partner_id, self.kept)

    def test_lists_in_which_the_double_stood_are_the_person_s_now(self):
        other = self._partner("Liisa Lehto")
        log = self.env["lampo.privacy.access.log"]
        lines = log.browse([log._note("list", self.double | other, count=2),
                            log._note("list", self.double | self.kept, count=2)])
        double = self.double.id
        self._merge()
        lines.invalidate_recordset()
        self.assertEqual([line.concerned_ids for line in lines], [self.kept | other, self.kept])
        self.env.cr.execute("SELECT count(*) FROM lampo_privacy_access_log WHERE partner_ids && %s", [[double]])
        self.assertEqual(self.env.cr.fetchone(), (0,))
