# Part of lampo_privacy. LGPL-3.
from odoo import api, models

from ..tools.bypass import BYPASS

SEES_NAMES = ("lampo_privacy.group_officer", "account.group_account_readonly")


class Base(models.AbstractModel):
    """A document of another addon that names a restricted person is read without the name (GDPR art. 18).

    What need not be booked is hidden whole (see ir.rule); entries and messages must stay. Odoo reads the name of a
    many2one as superuser, so it is masked while something is read for the screen or an API, and at no other time: a
    mask in the ordinary display name would be copied into stored fields such as an invoice's
    `invoice_partner_display_name`. What waits to be computed is computed before the mask is put on, with the real
    name.
    """

    _inherit = "base"

    def _lampo_masked(self):
        """These records in an environment in which restricted people have no name, where the user may not see it."""
        env = self.env
        if env.su or "lampo_mask" in env.context or any(env.user.has_group(group) for group in SEES_NAMES):
            return self
        if env.transaction.tocompute:
            env._recompute_all()
        return self.with_context(lampo_mask=BYPASS)

    def read(self, fields=None, load="_classic_read"):
        return super(Base, self._lampo_masked()).read(fields, load)

    def web_read(self, specification):
        return super(Base, self._lampo_masked()).web_read(specification)

    @api.model
    def search_read(self, domain=None, fields=None, offset=0, limit=None, order=None, **read_kwargs):
        return super(Base, self._lampo_masked()).search_read(domain, fields, offset, limit, order, **read_kwargs)

    @api.model
    def read_group(self, *args, **kwargs):
        return super(Base, self._lampo_masked()).read_group(*args, **kwargs)

    @api.model
    def formatted_read_group(self, *args, **kwargs):
        return super(Base, self._lampo_masked()).formatted_read_group(*args, **kwargs)

    @api.model
    def formatted_read_grouping_sets(self, *args, **kwargs):
        return super(Base, self._lampo_masked()).formatted_read_grouping_sets(*args, **kwargs)

    def export_data(self, fields_to_export):
        return super(Base, self._lampo_masked()).export_data(fields_to_export)
