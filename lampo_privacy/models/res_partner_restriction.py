# Part of lampo_privacy. LGPL-3.
from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools.bypass import BYPASS

OFFICER = "lampo_privacy.group_officer"
READERS = (OFFICER, "account.group_account_readonly")
# by what the line of another record, as of an entry, says whose it is
NAMED_BY = frozenset(("id", ".id", "name", "display_name"))


class ResPartner(models.Model):
    """Restriction that holds (GDPR art. 18; statement § 11): storage only, whatever the way in.

    The guard looks at the user, not at the environment: code that runs with sudo for a clerk is that clerk, and a
    scheduled action is nobody who may. Privacy officers may act, for claims and with the person's consent (18(2)).
    """

    _inherit = "res.partner"

    restriction_ids = fields.One2many(
        "lampo.privacy.restriction", "partner_id", "Restrictions", copy=False, readonly=True, groups=OFFICER,
    )

    # The guard looks people up by id; this serves the list of all who are restricted, and the look-up by e-mail.
    _lampo_restricted_idx = models.Index("(email_normalized) WHERE processing_restricted IS TRUE")

    # -- who may ---------------------------------------------------------------------------------------------------

    @api.model
    @api.private
    def _may_process_restricted(self):
        """Whether the current user may do more than store: a privacy officer at work, or the addon's own step."""
        context = self.env.context
        if context.get("lampo_bypass") is BYPASS:
            return True
        if self.env.uid == SUPERUSER_ID or "cron_id" in context or "ir_cron_progress_id" in context:
            # an installation or an upgrade is no processing
            return not self.env.registry.ready
        return self.env.user.has_group(OFFICER)

    @api.model
    @api.private
    def _restricted_ids(self, partner_ids):
        """Which of these ids are restricted, themselves or as an address or contact of somebody who is. A set."""
        ids = [partner_id for partner_id in partner_ids if isinstance(partner_id, int) and partner_id]
        if not ids:
            return set()
        # sudo: the flag counts for those too who do not see the person
        partners = self.sudo()
        partners.flush_model(["processing_restricted", "commercial_partner_id"])
        return {found for found, in self.env.execute_query(SQL(
            """SELECT p.id FROM res_partner p LEFT JOIN res_partner c ON c.id = p.commercial_partner_id
                WHERE p.id = ANY(%s) AND (p.processing_restricted OR c.processing_restricted)""", ids))}

    @api.model
    @api.private
    def _refuse_restricted(self, partner_ids):
        """Raise when one of these contacts is restricted and the user may only store. Oneself is no other person.

        :raises AccessError: naming nobody: who asks may not even know that the person is there
        """
        if self._may_process_restricted():
            return
        if self._restricted_ids(partner_ids) - {self.env.user.partner_id.id}:
            raise AccessError(self.env._(
                "The processing of this person's data is restricted: it is only stored. Ask a privacy officer."))

    # -- every way in ----------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        if restricted := partners.filtered("processing_restricted"):
            self.env["lampo.privacy.restriction"]._begin(restricted)
        return partners

    def write(self, vals):
        # that an entry was booked is counted by Odoo itself, and must be booked (Kirjanpitolaki 2:1)
        if not set(vals) <= {"customer_rank", "supplier_rank"}:
            self._refuse_restricted(self._ids)
        if "processing_restricted" not in vals:
            return super().write(vals)
        changed = self.filtered(lambda partner: partner.processing_restricted != bool(vals["processing_restricted"]))
        if not vals["processing_restricted"] and changed:
            changed._refuse_lifting()
        # what Odoo syncs to the addresses below is part of this step, which has been allowed
        result = super(ResPartner, self.with_context(lampo_bypass=BYPASS)).write(vals)
        if vals["processing_restricted"] and changed:
            self.env["lampo.privacy.restriction"]._begin(changed)
        return result

    def _refuse_lifting(self):
        """The flag is taken off by the step that asks whether the person was told, and by nothing else."""
        if self.env.context.get("lampo_bypass") is not BYPASS:
            raise UserError(self.env._(
                "Use “Lift the restriction…”: the person is told before a restriction is lifted (GDPR art. 18(3))."))

    def unlink(self):
        self._refuse_restricted(self._ids)
        return super().unlink()

    def copy_data(self, default=None):
        self._refuse_restricted(self._ids)
        return super().copy_data(default)

    def export_data(self, fields_to_export):
        self._refuse_restricted(self._ids)
        return super().export_data(fields_to_export)

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        """The file of another record names the person, as the books must, and tells nothing more of the person."""
        if any(path and path[0] not in NAMED_BY for path in fields):
            self._refuse_restricted(self._ids)
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    @api.depends_context("lampo_mask")
    def _compute_display_name(self):
        super()._compute_display_name()
        if self.env.context.get("lampo_mask") is not BYPASS:  # see restricted_names: only while something is read
            return
        hidden = self._restricted_ids(self._origin._ids) - {self.env.user.partner_id.id}
        for partner in self:
            if partner._origin.id in hidden:
                # documents name their partner through sudo: a list of contracts would tell what the rule hides
                partner.display_name = self.env._("Restricted person")

    # -- the officer's step ----------------------------------------------------------------------------------------

    def action_lift_restriction(self, told_on, told_how):
        """End the restriction of these people, after they were told.

        :param told_on: the day the person was told (date); :param told_how: office, post, email or phone
        :raises AccessError: no privacy officer
        :raises UserError: not restricted, or because an erasure waits for vouchers
        :raises ValidationError: not told, or told in the future
        """
        if not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Only a privacy officer lifts a restriction."))
        self.check_access("write")
        self._require_liftable()
        lifted = self.env["lampo.privacy.restriction"]._lift(self, fields.Date.to_date(told_on), told_how)
        self.with_context(lampo_bypass=BYPASS).write({"processing_restricted": False})
        note = self.env._("The restriction of processing was lifted; the person had been told before.")
        lifted.request_id._message_log_batch(bodies=dict.fromkeys(lifted.request_id.ids, note))

    def _require_liftable(self):
        if not all(partner.processing_restricted for partner in self):
            raise UserError(self.env._("Processing is not restricted: there is nothing to lift."))
        # sudo: only that an erasure waits is used
        if self.env["lampo.privacy.erasure"].sudo().search_count(
                [("partner_id", "in", self.ids), ("state", "=", "waiting")], limit=1):
            raise UserError(self.env._(
                "This person was erased as far as the accounting act allows. The restriction lasts until the last "
                "voucher may go, and ends by itself."))

    def action_open_lift_restriction(self):
        """Ask first whether the person was told (wizard)."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "name": self.env._("Lift the restriction"), "target": "new",
            "res_model": "lampo.privacy.restriction.lift", "view_mode": "form",
            "context": {"default_partner_id": self.id},
        }
