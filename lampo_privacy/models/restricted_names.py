# Part of lampo_privacy. LGPL-3.
from odoo import api, models
from odoo.tools import ormcache

from ..tools.bypass import BYPASS
from .restriction_guard import EMPLOYMENT

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

    @api.model
    @ormcache("self._name")
    def _lampo_copied(self):
        """{field: many2one}: the texts that this model takes from a contact, such as an invoice's
        `invoice_partner_display_name`. What hides whole and what is a colleague's needs no mask."""
        if self._name in ("res.partner", "res.users") or self.env.registry[self._name]._original_module in EMPLOYMENT:
            return {}
        return {name: link for name, field in self._fields.items() if field.type in ("char", "text", "html")
                for link, _dot, taken in (path.partition(".") for path in self.pool.field_depends[field])
                if taken and self._fields[link].comodel_name == "res.partner"}

    def _read_format(self, fnames, load="_classic_read"):
        rows = super()._read_format(fnames, load)
        if self.env.context.get("lampo_mask") is BYPASS and (copied := self._lampo_copied()):
            for name in copied.keys() & set(fnames):
                self._lampo_mask_copies(rows, name, copied[name])
        return rows

    def _lampo_mask_copies(self, rows, name, link):
        # sudo: only whether the contact is restricted is used
        records = self.sudo().browse(row["id"] for row in rows)
        person = {record.id: record[link].id for record in records}
        hidden = self.env["res.partner"]._restricted_ids(person.values()) - {self.env.user.partner_id.id}
        for row in rows:
            if row[name] and person[row["id"]] in hidden:
                row[name] = self.env._("Restricted person")

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
