# Part of lampo_privacy. LGPL-3.
from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine import keyring


class PartnerMerge(models.TransientModel):
    """Odoo's merge of doubles keeps what the two contacts have, the identity code and the access log included.

    The code is sealed and closed to the merge itself, so it would be lost with the contact that goes. Two different
    codes are two people: they are not merged (tietosuojalaki 1050/2018 § 29).
    """

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        self._keep_identity_code(src_partners, dst_partner)
        with self.env["lampo.privacy.access.log"]._released("merge"):
            self._keep_bulk_looks(src_partners, dst_partner)
            return super()._update_foreign_keys(src_partners, dst_partner)

    def _keep_bulk_looks(self, sources, target):
        """Lists and exports in which a double stood are the kept contact's now."""
        self.env.cr.execute(SQL(
            """UPDATE lampo_privacy_access_log SET partner_ids = ARRAY(
                      SELECT DISTINCT CASE WHEN one = ANY(%(sources)s) THEN %(target)s ELSE one END
                        FROM unnest(partner_ids) one ORDER BY 1)
                WHERE partner_ids && %(sources)s::int4[]""", sources=sources.ids, target=target.id))

    def _keep_identity_code(self, sources, target):
        # sudo: the sealed fields are closed to every user; nothing of them is shown
        sealed = [partner for partner in (sources | target).sudo() if partner.identity_code_cipher]
        if not sealed:
            return
        box = keyring.box(self.env)
        if len({box.open(partner.identity_code_cipher) for partner in sealed}) > 1:
            raise UserError(self.env._(
                "These contacts have different identity codes, so they are different people: they are not merged."))
        if target.sudo().identity_code_cipher:
            return
        kept = sealed[0]
        values = kept.identity_code_cipher, kept.identity_code_hash
        self.env.flush_all()
        # Below the ORM, which would check the double that is about to go. First off the one, then onto the other: the
        # index is unique.
        self.env.cr.execute(SQL(
            "UPDATE res_partner SET identity_code_cipher = NULL, identity_code_hash = NULL WHERE id = ANY(%s)",
            sources.ids))
        self.env.cr.execute(SQL(
            "UPDATE res_partner SET identity_code_cipher = %s, identity_code_hash = %s WHERE id = %s",
            *values, target.id))
        self.env.invalidate_all(flush=False)
