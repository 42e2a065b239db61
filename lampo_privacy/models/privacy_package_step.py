# Part of lampo_privacy. LGPL-3.
import secrets
from datetime import UTC, timedelta

from odoo import fields, models
from odoo.tools.misc import hash_sign

from .heat_contract import finnish_today

SCOPE = "lampo_privacy.package"


class PrivacyPackage(models.Model):
    """The steps of a package: look, make, hand over, post or make a link, delete; each checked, dated and noted."""

    _inherit = "lampo.privacy.package"

    def action_preview(self):
        """Count what is held and list the files; nothing is made yet."""
        self._require_officer()
        self._require_state("draft")
        for package in self:
            package._require_basis()
            answer = package._answer()
            package._write_lines(answer)
            package._write_files(answer)

    def action_make(self):
        """Write the archive. :raises UserError: portability without a basis for it"""
        self._require_officer()
        self._require_state("draft", "ready")
        for package in self:
            package._require_basis()
            package._remove_archives()
            package._make()
            package._note_packaged(self.env._("made"))

    def action_back(self):
        """Back to checking: the archive is deleted, for it is to be made anew."""
        self._require_officer()
        self._require_state("ready")
        self._remove_archives()
        self._step({"state": "draft"})

    def action_hand_over(self):
        """The archive or its print was given to the person at the office today."""
        self._deliver("office")

    def action_posted(self):
        """The archive or its print was posted today."""
        self._deliver("post")

    def action_make_link(self):
        """Make a download link that expires; an earlier one stops working. See `link_url`."""
        self._require_officer()
        self._require_state("ready", "delivered")
        for package in self:
            days = package.company_id.lampo_link_days
            # sudo: the steps of a package are closed to every user; the right was checked above
            package.sudo()._step({"link_nonce": secrets.token_urlsafe(16),
                                  "link_until": fields.Datetime.now() + timedelta(days=days)})
        self._deliver("link")

    def action_revoke_link(self):
        """The link stops working now."""
        self._require_officer()
        # sudo: as in action_make_link
        self.sudo()._step({"link_nonce": False, "link_until": False})

    def action_delete_now(self):
        """Delete the archive before its time."""
        self._require_officer()
        self._delete_archives()

    def action_open_document(self):
        """Look at the document as the person will read it. The look is noted when it is served (package_opened.py)."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/web/content/{self.document_id.id}", "target": "new"}

    def action_download(self):
        """The archive itself, for a stick or a print at the office; noted as above."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/web/content/{self.attachment_id.id}?download=true",
                "target": "self"}

    def _deliver(self, how):
        self._require_officer()
        self._require_state("ready", "delivered")
        self.request_id._require_identity()
        for package in self:
            delete_on = finnish_today(self) + timedelta(days=package.company_id.lampo_package_days)
            package._step({"state": "delivered", "delivered_on": finnish_today(self), "delivered_how": how,
                           "delete_on": delete_on})
        requests = self.request_id
        ways = dict(self._fields["delivered_how"]._description_selection(self.env))
        note = self.env._("The answer package was delivered: %(way)s.", way=ways[how])
        requests._message_log_batch(bodies=dict.fromkeys(requests.ids, note))

    # -- link ------------------------------------------------------------------------------------------------------

    def _link_works(self):
        self.ensure_one()
        # sudo: the link's secret is closed to every user
        return bool(self.sudo().link_nonce and self.link_until and self.link_until > fields.Datetime.now()
                    and self.attachment_id)

    def _link_day(self):
        """The day in Finland on which the link ends; None where there is no link."""
        self.ensure_one()
        here = self.with_context(tz="Europe/Helsinki")
        return fields.Datetime.context_timestamp(here, self.link_until).date() if self.link_until else None

    def _signed_url(self):
        token = hash_sign(self.env, SCOPE, [self.id, self.link_nonce], expiration=self.link_until.replace(tzinfo=UTC))
        return f"{self.get_base_url()}/privacy/answer/{token}"
