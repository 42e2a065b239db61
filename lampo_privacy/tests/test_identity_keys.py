# Part of lampo_privacy. LGPL-3.
import stat
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..engine import keyring
from ..tools.secrets_box import new_key
from .identity_common import CODE, KEY, OTHER, IdentityCodeCase


@tagged("post_install", "-at_install")
class TestKeys(IdentityCodeCase):
    def _no_keys_but_a_folder(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self._use_keys()
        self.startPatcher(patch.object(keyring, "key_file", lambda: Path(folder) / "lampo_privacy" / "keys"))
        return keyring.key_file()

    def test_the_first_code_makes_a_key_that_only_its_owner_reads(self):
        path = self._no_keys_but_a_folder()
        self.as_officer.identity_code = CODE
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        self.assertEqual(list(path.parent.iterdir()), [path])
        self.assertEqual(self.as_officer.action_reveal_identity_code("Perintä"), CODE)

    def test_of_two_workers_the_first_key_stays(self):
        path = self._no_keys_but_a_folder()
        first = keyring._make_key_file()
        self.assertEqual(keyring._make_key_file(), first)
        self.assertEqual(path.read_text().split(), first)

    def test_a_missing_key_is_told_and_no_new_one_is_made(self):
        self.as_officer.identity_code = CODE
        stored = self._stored()
        path = self._no_keys_but_a_folder()
        for needs_key in (
            lambda: self.as_officer.action_reveal_identity_code("Perintä"),
            lambda: self._partner("Liisa Lehto").with_user(self.user_officer).write({"identity_code": OTHER}),
            lambda: self._find(CODE),
        ):
            with self.assertRaises(UserError):
                needs_key()
        self.assertFalse(path.exists())
        self.assertEqual(self._stored(), stored)

    def test_the_wrong_key_is_told_and_nothing_is_written(self):
        self.as_officer.identity_code = CODE
        self._use_keys(new_key())
        with self.assertRaises(UserError):
            self._partner("Liisa Lehto").with_user(self.user_officer).identity_code = OTHER

    def test_a_malformed_key_is_told_without_being_shown(self):
        self._use_keys("not-a-key")
        with self.assertRaises(UserError) as caught:
            self.as_officer.identity_code = CODE
        self.assertNotIn("not-a-key", str(caught.exception))

    def test_a_search_before_there_is_any_key_finds_nobody(self):
        path = self._no_keys_but_a_folder()
        self.assertFalse(self._find(CODE))
        self.assertFalse(path.exists())

    def test_a_rotated_key_finds_opens_and_refuses_doubles(self):
        self.as_officer.identity_code = CODE
        self._use_keys(new_key(), KEY)
        self.assertEqual(self._find(CODE), self.partner)
        self.assertEqual(self.as_officer.action_reveal_identity_code("Perintä"), CODE)
        with self.assertRaises(ValidationError):
            self._partner("Liisa Lehto").with_user(self.user_officer).identity_code = CODE

    def test_the_vacuum_closes_old_codes_with_the_new_key(self):
        self.as_officer.identity_code = CODE
        newest = new_key()
        self._use_keys(newest, KEY)
        self.assertEqual(self.env["res.partner"]._reseal_identity_codes(), (1, False))
        self._use_keys(newest)
        self.assertEqual(self._find(CODE), self.partner)
        self.assertEqual(self.as_officer.action_reveal_identity_code("Perintä"), CODE)
