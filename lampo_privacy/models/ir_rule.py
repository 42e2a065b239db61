# Part of lampo_privacy. LGPL-3.
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

SEES_RESTRICTED = ("lampo_privacy.group_officer", "account.group_account_readonly")

# Two ways in, each by its index: one condition with OR would read all contacts for every list that anybody opens.
_RESTRICTED_IDS = """
    SELECT id FROM res_partner WHERE processing_restricted IS TRUE UNION
    SELECT own.id FROM res_partner top JOIN res_partner own ON own.commercial_partner_id = top.id
     WHERE top.processing_restricted IS TRUE"""
_OTHERS = f"""
    SELECT r.id FROM ({_RESTRICTED_IDS}) r
     WHERE r.id <> %s AND NOT EXISTS (SELECT FROM res_users u WHERE u.partner_id = r.id AND u.share IS NOT TRUE)"""


def _names_none_of(link, ids, is_hidden):
    """A domain: the many2one or many2many `link` leads to none of the contacts that the SQL `ids` selects.

    Asked of the record's own column, which costs a list nothing; Odoo's `not any` joins all contacts once a link.
    """
    def to_sql(model, alias, query):
        field, partner = model._fields[link], model.env["res.partner"]._fields
        flush = (partner["processing_restricted"], partner["commercial_partner_id"])
        if field.type == "many2many":
            return SQL("NOT EXISTS (SELECT FROM %s l WHERE l.%s = %s AND l.%s IN (%s))", SQL.identifier(field.relation),
                       SQL.identifier(field.column1), SQL.identifier(alias, "id"), SQL.identifier(field.column2), ids,
                       to_flush=(field, *flush))
        return SQL("(%s IN (%s)) IS NOT TRUE", model._field_to_sql(alias, link, query), ids, to_flush=flush)
    return Domain.custom(to_sql=to_sql, predicate=lambda record: not is_hidden(record[link]))


def _is_restricted(partner):
    return partner.processing_restricted or partner.commercial_partner_id.processing_restricted


# What every employee reads of other modules and what names a contact in it. Who shares the meeting or wrote the message
# sees the others there: "who" is a path to the user's own contact.
NAMES_ONE = {
    "calendar.attendee": ("partner_id", "event_id.attendee_ids.partner_id"),
    "mail.followers": ("partner_id", None),
    "mail.notification": ("res_partner_id", "author_id"),
    "res.partner.bank": ("partner_id", None),
    "snailmail.letter": ("partner_id", None),
}


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
            parts = [self._lampo_document_domain(model_name), self._lampo_naming_domain(model_name)]
            return Domain.AND(parts) if (parts := [part for part in parts if part is not None]) else None
        field = self.env[model_name]._fields.get("partner_id")
        if field is None or not field.store or field.comodel_name != "res.partner" or self._has_any(SEES_RESTRICTED):
            return None
        return _names_none_of("partner_id", SQL(_RESTRICTED_IDS), _is_restricted)

    @api.model
    @ormcache("self.env.uid", "model_name")
    def _lampo_document_domain(self, model_name):
        """Another addon's records that name a restricted person; oneself and colleagues are no other's customers."""
        model = self.env[model_name]
        names = model._lampo_names_people()
        if not names or self._has_any(SEES_RESTRICTED):
            return None
        me = self.env.user.partner_id.id
        others = SQL(_OTHERS, me)

        def is_hidden(people):
            return any(_is_restricted(person) and person.id != me and all(user.share for user in person.user_ids)
                       for person in people)
        return Domain.AND(_names_none_of(name, others, is_hidden) for name in names)

    def _lampo_naming_domain(self, model_name):
        """The customers of the register do not show through their bank accounts, meetings and letters either."""
        name, own = NAMES_ONE.get(model_name, (None, None))
        seen = self._lampo_partner_domain() if name else None
        if seen is None:
            return None
        mine = Domain(own, "=", self.env.user.partner_id.id) if own else Domain.FALSE
        return mine | Domain(name, "=", False) | Domain(name, "any", seen)

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
