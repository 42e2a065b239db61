# Part of lampo_privacy. LGPL-3.
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import ormcache

SEES_RESTRICTED = ("lampo_privacy.group_officer", "account.group_account_readonly")
RESTRICTED = Domain("processing_restricted", "=", True) | Domain(
    "commercial_partner_id", "any", [("processing_restricted", "=", True)]
)


class IrRule(models.Model):
    """Who is restricted, or not yours to see, does not show through the records that name them (GDPR art. 18, 25).

    Odoo reads the display name of a many2one as superuser, so a rule on the contact alone still lets the name through a
    contract. A masked name would be no remedy: Odoo stores copies of display names (trap 14), and the mask with them.
    So the record that names a restricted person is hidden as the person is: an order, a task, a lead or a bank account
    is neither read nor written, confirmed or copied by who may only store. For every model with a link to a contact,
    also those that are added tomorrow; what must be booked and what carries messages stays (see restriction_guard).
    """

    _inherit = "ir.rule"

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        domain = super()._compute_domain(model_name, mode)
        if self.env.su or not (more := self._lampo_domain(model_name)):
            return domain
        return (Domain(domain) & more).optimize(self.env[model_name])

    def _lampo_domain(self, model_name):
        if model_name == "res.partner":
            return self._lampo_partner_domain()
        if not model_name.startswith("lampo."):
            return self._lampo_document_domain(model_name)
        field = self.env[model_name]._fields.get("partner_id")
        if field is None or not field.store or field.comodel_name != "res.partner" or self._has_any(SEES_RESTRICTED):
            return None
        return Domain("partner_id", "=", False) | Domain("partner_id", "not any", RESTRICTED)

    @api.model
    @ormcache("self.env.uid", "model_name")
    def _lampo_document_domain(self, model_name):
        """Another addon's records that name a restricted person; oneself and colleagues are no other's customers."""
        model = self.env[model_name]
        names = model._lampo_names_people()
        if not names or self._has_any(SEES_RESTRICTED):
            return None
        hidden = RESTRICTED & Domain("id", "!=", self.env.user.partner_id.id) & ~Domain(
            "user_ids", "any", [("share", "=", False)])
        return Domain.AND(
            Domain(name, "=", False) | Domain(name, "not any", hidden) for name in names).optimize(model)

    def _lampo_partner_domain(self):
        """The customers of the register are seen by its roles alone, and by those only after the undertaking.

        Until then a role sees no private person at all: its work is with people who have no contract yet, too.
        A customer who is a colleague too is seen as a colleague; everybody sees himself.
        """
        user = self.env.user
        known = Domain("heat_contract_ids", "not any", Domain.TRUE)
        if self._has_any(("lampo_privacy.group_user", "account.group_account_readonly")):
            if not self.env["lampo.privacy.confidentiality"]._must_accept(user):
                return None
            known &= Domain("is_data_subject", "=", False)
        return (
            Domain("id", "=", user.partner_id.id) | known | Domain("user_ids", "any", [("share", "=", False)])
        )

    def _has_any(self, groups):
        return any(self.env.user.has_group(group) for group in groups)
