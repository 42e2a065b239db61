# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.http import request

from ..tools.bypass import BYPASS
from ..tools.domain_text import domain_text

OFFICER = "lampo_privacy.group_officer"


def _writes(method):
    """Mark a reader as one that writes a line: Odoo then gives it the primary database at once, and not a replica's
    cursor first and another one when the INSERT fails."""
    method._readonly = False
    return method


class ResPartner(models.Model):
    """Each look at a person is a line in the access log (statement § 9).

    Only what reaches the server from outside is a look: a page opened, a list read, `read` by an API. What the server
    reads for itself is none. One read from outside is one line, whatever it calls on its way.
    """

    _inherit = "res.partner"

    access_log_ids = fields.One2many("lampo.privacy.access.log", "partner_id", groups=OFFICER, copy=False)
    access_log_count = fields.Integer(
        "Number of looks", compute="_compute_access_log_count", groups=OFFICER, help="Lines of the access log."
    )

    def _compute_access_log_count(self):
        groups = self.env["lampo.privacy.access.log"]._read_group(
            [("partner_id", "in", self.ids)], ["partner_id"], ["__count"])
        counts = {partner.id: count for partner, count in groups}
        for partner in self:
            partner.access_log_count = counts.get(partner.id, 0)

    def action_view_access_log(self):
        """Who looked at this person's data."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("lampo_privacy.action_privacy_access_log"),
            "domain": [("partner_id", "=", self.id)],
        }

    @api.private
    def _access_page(self):
        """The looks at these persons, newest first, for the answer package of a request (GDPR art. 15).

        When and for what, and in which role; not the employee's name, which the person has no right to as a rule (Court
        of Justice, C-579/21).
        :return: [{"date": naive UTC, "kind": label, "purpose": str, "role": label}]
        """
        # sudo: the package is made by whoever answers the request
        lines = self.env["lampo.privacy.access.log"].sudo().search([("partner_id", "in", self.ids)])
        kinds = dict(lines._fields["kind"]._description_selection(self.env))
        roles = {user: self._role_of(user) for user in lines.user_id}
        return [
            {"date": line.date, "kind": kinds[line.kind], "purpose": line.purpose or "", "role": roles[line.user_id]}
            for line in lines
        ]

    def _role_of(self, user):
        """The widest role of a user, in words."""
        for xmlid in ("group_manager", "group_officer", "group_user"):
            if user.has_group(f"lampo_privacy.{xmlid}"):
                return self.env.ref(f"lampo_privacy.{xmlid}").sudo().name  # sudo: names of roles are no secret
        if user.has_group("account.group_account_readonly"):
            return self.env._("Accountant")
        return self.env._("Other user")

    # -- the ways in ---------------------------------------------------------------------------------------------

    @_writes
    def read(self, fields=None, load="_classic_read"):
        if not self._is_a_look():
            return super().read(fields, load)
        values = super(ResPartner, self._within_a_look()).read(fields, load)
        self._note_look()
        return values

    @_writes
    def web_read(self, specification):
        if not self._is_a_look():
            return super().web_read(specification)
        values = super(ResPartner, self._within_a_look()).web_read(specification)
        self._note_look()
        return values

    @api.model
    @_writes
    def web_search_read(self, domain, specification, offset=0, limit=None, order=None, count_limit=None):
        if not self._is_a_look():
            return super().web_search_read(domain, specification, offset, limit, order, count_limit)
        found = super(ResPartner, self._within_a_look()).web_search_read(
            domain, specification, offset, limit, order, count_limit)
        self._note_list(domain, [values["id"] for values in found["records"]])
        return found

    @api.model
    @_writes
    def search_read(self, domain=None, fields=None, offset=0, limit=None, order=None, **read_kwargs):
        if not self._is_a_look():
            return super().search_read(domain, fields, offset, limit, order, **read_kwargs)
        found = super(ResPartner, self._within_a_look()).search_read(
            domain, fields, offset, limit, order, **read_kwargs)
        self._note_list(domain, [values["id"] for values in found])
        return found

    @api.model
    @_writes
    def web_name_search(self, name, specification, domain=None, operator="ilike", limit=100):
        # the choices of a field while somebody types are no look at a page
        return super(ResPartner, self._within_a_look()).web_name_search(name, specification, domain, operator, limit)

    def web_save(self, vals, specification, next_id=None):
        # who saves has opened the page before; the next page is one of its own
        if next_id or not self._is_a_look():
            return super().web_save(vals, specification, next_id)
        return super(ResPartner, self._within_a_look()).web_save(vals, specification, next_id)

    # -- the lines -----------------------------------------------------------------------------------------------

    def _is_a_look(self):
        # a record that is being written in a form, new or not, is nobody's page yet or was opened before
        if not all(self._ids):
            return False
        return bool(request) and not self.env.su and self.env.context.get("lampo_look") is not BYPASS

    def _within_a_look(self):
        """The same records, in an environment in which reading is part of a look that is noted once."""
        return self.with_context(lampo_look=BYPASS)

    def _note_look(self):
        if len(self) != 1:
            self._note_list([("id", "in", self.ids)], self.ids)
            return
        partner = self.sudo()  # sudo: whom the line is about is not for the user's rights to decide
        if partner.is_data_subject and partner != self.env.user.partner_id:
            self.env["lampo.privacy.access.log"]._note("open", partner)

    def _note_list(self, domain, ids):
        if not ids or ids == self.env.user.partner_id.ids:
            return
        # sudo: whom the line is about is not for the user's rights to decide
        self.env["lampo.privacy.access.log"]._note(
            "list", self.browse(ids).sudo() if len(ids) == 1 else None, count=len(ids),
            domain=domain_text(domain))
