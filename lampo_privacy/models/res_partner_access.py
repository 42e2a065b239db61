# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models

from ..tools.bypass import BYPASS
from ..tools.domain_text import domain_text
from .grouped_access import GROUPED_LIMIT

OFFICER = "lampo_privacy.group_officer"
# what a caller has put into the name of a contact
NAMED_WITH = ("show_address", "show_email", "show_vat", "lampo_find_person")


def _writes(method):
    """Mark a reader as one that writes a line: Odoo then gives it the primary database at once, and not a replica's
    cursor first and another one when the INSERT fails."""
    method._readonly = False
    return method


def _opened(level):
    """The ids of the records in the groups that are open, at any depth."""
    groups = level.get("groups", ())
    return [vals["id"] for group in groups for vals in group.get("__records", ())] + [
        record_id for group in groups for record_id in _opened(group.get("__groups", {}))]


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
            "domain": [("concerned_ids", "in", self.ids)],
        }

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
        found = super(ResPartner, self._within_a_look()).web_name_search(
            name, specification, domain, operator, limit)
        # the names to choose from while somebody types are no look; more than a name is
        if self._is_a_look() and (set(specification) - {"display_name"} or self._names_tell_more()):
            self._note_offered(domain, [values["id"] for values in found], specification)
        return found

    @api.model
    @_writes
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        found = super().name_search(name, domain, operator, limit)
        if self._is_a_look() and self._names_tell_more():
            self._note_offered(domain, [partner_id for partner_id, _name in found])
        return found

    # groups are noted beneath (see Base)

    @api.model
    @_writes
    def formatted_read_group(self, *args, **options):
        return super().formatted_read_group(*args, **options)

    @api.model
    @_writes
    def formatted_read_grouping_sets(self, *args, **options):
        return super().formatted_read_grouping_sets(*args, **options)

    @api.model
    @_writes
    def read_group(self, *args, **options):
        return super().read_group(*args, **options)

    @api.model
    @_writes
    def read_progress_bar(self, *args, **options):
        return super().read_progress_bar(*args, **options)

    @api.model
    @_writes
    def web_read_group(self, domain, groupby, *args, **options):
        if not self._is_a_look():
            return super().web_read_group(domain, groupby, *args, **options)
        found = super(ResPartner, self._within_a_look()).web_read_group(domain, groupby, *args, **options)
        ids = self.search(domain, limit=GROUPED_LIMIT).ids if any(
            self._lampo_way_to_text(spec) is not None for spec in groupby) else _opened(found)
        self._note_list(domain, ids)
        return found

    def copy_data(self, default=None):
        if not self._is_a_look():
            return super().copy_data(default)
        values = super(ResPartner, self._within_a_look()).copy_data(default)
        self._note_look()
        return values

    @_writes
    def web_save(self, vals, specification, next_id=None):
        # who saves what he opened before goes on looking, anybody else reads; the next page is one of its own
        if next_id or not self._is_a_look():
            return super().web_save(vals, specification, next_id)
        values = super(ResPartner, self._within_a_look()).web_save(vals, specification, next_id)
        if self and not (vals and self._was_just_opened()):
            self._note_look()
        return values

    def _get_vcard_file(self):
        if self._is_a_look():
            # sudo: whom the line is about is not for the user's rights to decide
            self.env["lampo.privacy.access.log"]._note("export", self.sudo(), count=len(self), what="vCard")
        return super()._get_vcard_file()

    # -- the lines -----------------------------------------------------------------------------------------------

    def _names_tell_more(self):
        return any(self.env.context.get(key) for key in NAMED_WITH)

    def _is_a_look(self):
        # a record that is being written in a form, new or not, is nobody's page yet or was opened before
        if not all(self._ids):
            return False
        return self._lampo_is_outside()

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

    def _note_offered(self, domain, ids, columns=("display_name",)):
        told = self._fields.keys() & set(columns) | {key for key in NAMED_WITH if self.env.context.get(key)}
        what = ", ".join(sorted(told))[:1000]
        if not self._were_just_listed(ids, what):
            self._note_list(domain, ids, what)

    def _note_list(self, domain, ids, what=None):
        if not ids or ids == self.env.user.partner_id.ids:
            return
        # sudo: whom the line is about is not for the user's rights to decide
        self.env["lampo.privacy.access.log"]._note(
            "list", self.browse(ids).sudo(), count=len(ids), domain=domain_text(domain), what=what)


class ResUsers(models.Model):
    """A customer who logs in to the portal is read through the user too: a user has all fields of the contact."""

    _inherit = "res.users"

    @_writes
    def read(self, fields=None, load="_classic_read"):
        values = super().read(fields, load)
        self._lampo_note_customers()
        return values

    # these two end in `read`

    @_writes
    def web_read(self, specification):
        return super().web_read(specification)

    @api.model
    @_writes
    def web_search_read(self, *args, **options):
        return super().web_search_read(*args, **options)

    @api.model
    @_writes
    def search_read(self, domain=None, fields=None, offset=0, limit=None, order=None, **read_kwargs):
        found = super().search_read(domain, fields, offset, limit, order, **read_kwargs)
        self.browse(values["id"] for values in found)._lampo_note_customers()
        return found

    def _lampo_note_customers(self):
        if self._lampo_is_outside() and all(self._ids):
            # sudo: whom the line is about is not for the user's rights to decide
            customers = self.sudo().filtered("share").partner_id - self.env.user.partner_id
            if customers:
                customers.with_env(self.env)._note_look()
