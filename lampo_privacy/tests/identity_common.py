# Part of lampo_privacy. LGPL-3.
import os
from unittest.mock import patch

from ..engine import keyring
from ..tools.secrets_box import new_key
from .common import LampoCase

CODE = "010170-901K"
SAME_BUT_SEPARATOR = "010170Y901K"
OTHER = "020280-902M"
KEY = new_key()


class IdentityCodeCase(LampoCase):
    def setUp(self):
        super().setUp()
        self._use_keys(KEY)
        self.partner = self._partner("Kaarlo Koivu")
        self.as_officer = self.partner.with_user(self.user_officer)

    def _use_keys(self, *keys):
        self.startPatcher(patch.dict(os.environ, {keyring.VARIABLE: ",".join(keys)}))

    def _find(self, code, user=None, operator="="):
        return self.env["res.partner"].with_user(user or self.user_officer).search([("identity_code", operator, code)])

    def _stored(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT identity_code_cipher, identity_code_hash FROM res_partner WHERE id = %s", [self.partner.id]
        )
        return self.env.cr.fetchone()
