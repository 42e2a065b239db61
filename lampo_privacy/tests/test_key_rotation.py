# Part of lampo_privacy. LGPL-3.
import stat
import tempfile
import time
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..engine import key_rotation, keyring
from .common import LampoCase

CODES = ("010170-901K", "020280-902M")


@tagged("post_install", "-at_install")
class TestKeyRotation(LampoCase):
    """A new key while the server runs. Under load, with processes at once: tests/server/test_key_rotation.py."""

    def setUp(self):
        super().setUp()
        self.enterContext(self.enter_registry_test_mode())
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory())) / "lampo_privacy"
        self.startPatcher(patch.object(keyring, "key_file", lambda: self.folder / "keys"))
        self.startPatcher(patch.dict("os.environ", {keyring.VARIABLE: ""}))
        self.people = self.env["res.partner"].with_user(self.user_officer).create(
            [{"name": f"Koivu {number}", "identity_code": code} for number, code in enumerate(CODES)])
        self.guard = self.env["lampo.privacy.guard"].with_user(self.user_manager).create({})

    def _all_open(self):
        for person, code in zip(self.people, CODES, strict=True):
            self.assertEqual(person.action_reveal_identity_code("Perintä"), code)
            self.assertEqual(person.search([("identity_code", "=", code)]), person)

    def _retire(self):
        """As somebody does who is told to try again: another test may be dropping its database just now."""
        for _try in range(60):
            try:
                return self.guard.action_retire_keys()
            except UserError as refusal:
                if "could not be asked" not in str(refusal):
                    raise
            time.sleep(1)
        return self.guard.action_retire_keys()

    def test_after_a_new_key_the_old_codes_open_and_new_ones_take_it(self):
        old = keyring.configured_keys()
        newest = key_rotation.add_key(self.env)
        self.assertEqual(keyring.configured_keys()[1:], old)
        self._all_open()
        self.people[0].identity_code = False
        self.people[0].identity_code = CODES[0]
        self.assertEqual(key_rotation.progress(self.env)[newest], 1)

    def test_the_page_shows_how_far_it_is(self):
        self.guard.action_new_key()
        self.assertEqual((self.guard.code_count, self.guard.code_count_newest, self.guard.key_progress), (2, 0, 0.0))
        self.guard.action_reseal()
        self.guard.invalidate_recordset()
        self.assertEqual((self.guard.code_count_newest, self.guard.key_progress), (2, 100.0))

    def test_an_old_key_is_not_taken_away_too_early(self):
        self.guard.action_new_key()
        keys = keyring.configured_keys()
        with self.assertRaises(UserError):
            self.guard.action_retire_keys()
        self.assertEqual(keyring.configured_keys(), keys)
        self._all_open()

    def test_a_retired_key_is_put_aside_for_its_owner_only(self):
        [old] = keyring.configured_keys()
        self.guard.action_new_key()
        self.guard.action_reseal()
        self._retire()
        self.assertEqual(len(keyring.configured_keys()), 1)
        [aside] = self.folder.glob("retired-*")
        self.assertEqual(aside.read_text().split(), [old])
        for path in (aside, keyring.key_file()):
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        self._all_open()

    def test_the_scheduled_action_closes_the_rest(self):
        self.guard.action_new_key()
        self.env.ref("lampo_privacy.cron_reseal").method_direct_trigger()
        self.assertEqual(list(key_rotation.progress(self.env).values()), [2, 0])
        self._retire()
        self._all_open()

    def test_the_persons_record_is_not_touched(self):
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET write_date = '2020-01-01' WHERE id = ANY(%s)", [self.people.ids])
        self.guard.action_new_key()
        self.guard.action_reseal()
        self.env.invalidate_all()
        self.assertEqual({person.write_date.year for person in self.people}, {2020})

    def test_keys_of_the_configuration_are_not_changed_by_the_server(self):
        with patch.dict("os.environ", {keyring.VARIABLE: ",".join(keyring.configured_keys())}):
            with self.assertRaises(UserError):
                self.guard.action_new_key()
            with self.assertRaises(UserError):
                self.guard.action_retire_keys()

    def test_only_administrators_change_keys(self):
        for user in (self.user_officer, self.user_service):
            for method in ("action_new_key", "action_reseal", "action_retire_keys"):
                with self.assertRaises(AccessError):
                    getattr(self.env["lampo.privacy.guard"].with_user(user), method)()

    def test_objections_are_found_after_their_key_was_retired(self):
        """Their hashes cannot be made anew; the key derived for them alone is kept."""
        who = self.env["res.partner"].create({"name": "Liisa Lehto", "email": "liisa@example.com"})
        self.env["lampo.privacy.objection"]._record(who)
        for _turn in range(2):
            self.guard.action_new_key()
            self.guard.action_reseal()
            self.guard.action_retire_keys()
        self.assertTrue(self.env["lampo.privacy.objection"]._is_blocked(emails={"liisa@example.com"}))
        self.assertFalse(self.env["lampo.privacy.objection"]._is_blocked(emails={"muu@example.com"}))
        self.assertEqual(stat.S_IMODE(keyring.kept_file("objection").stat().st_mode), 0o600)

    def test_half_a_key_file_is_never_read(self):
        """The new file takes the old one's place at once; nothing else lies beside it."""
        self.guard.action_new_key()
        self.assertEqual([path.name for path in self.folder.iterdir()], ["keys"])
