# Part of lampo_privacy. LGPL-3.
from odoo import api, models
from odoo.fields import Command
from odoo.tools import ormcache

PERSON = "res.partner"
# Whose records only keep what happened, or carry messages that are guarded where they leave (mail_restriction.py):
# a letter from the person must come in, a payment of theirs must be booked (Kirjanpitolaki 2:1), and a right of
# theirs must be recorded. Every other model of every module is guarded by its links.
STORAGE = frozenset(["base", "base_setup", "bus", "web", "mail", "lampo_privacy", "account"])
# Those of these modules' models that are processing all the same; a category is the person's own field from behind.
GUARDED_ANYWAY = frozenset(
    ["account.move", "lampo.heat.contract", "res.partner.bank", "res.partner.category", "res.users"])
# Whose records are cancelled and not refused, see sms_restriction.py.
GUARDED_ELSEWHERE = frozenset(["sms.sms"])
# An employment is no relation of a customer: what the employer must keep up goes on.
EMPLOYMENT = frozenset(["hr"])
# Whose records are not hidden with their person: a bill that is shared out to a customer's project must be booked too.
GOES_ON = EMPLOYMENT | {"analytic"}
ENTRIES = ("account.move", "account.move.line")


class Base(models.AbstractModel):
    """Nobody but an officer ties a document of any model to a restricted person (GDPR art. 18).

    The one place through which forms, imports, RPC, server and scheduled actions all pass. A model without a stored
    link to a contact pays one look into a cache; another pays one query a call, and only when a link is written.
    """

    _inherit = "base"

    @api.model
    @ormcache("self._name")
    def _lampo_partner_links(self):
        """Names of the stored fields of this model that lead to a contact and are guarded. A frozenset."""
        model = self.env.registry[self._name]
        guarded = self._name in GUARDED_ANYWAY or model._original_module not in STORAGE
        guarded = guarded and self._name not in GUARDED_ELSEWHERE
        if not guarded or model._abstract or model._transient or not model._auto or self._name == PERSON:
            return frozenset()
        return frozenset(
            name for name, field in self._fields.items()
            if field.type in ("many2one", "many2many") and field.comodel_name == PERSON and field.store
            and not (field.compute and field.readonly)
        )

    @api.model
    @ormcache("self._name")
    def _lampo_names_people(self):
        """Names of the stored fields by which a record of another addon is a person's, and hidden with the person.

        Whatever is booked with an entry stays, without the name: a cash register or a stock must add up.
        """
        model, fields = self.env.registry[self._name], self._fields.values()
        other = self._name == "res.partner.bank" or model._original_module not in STORAGE | GOES_ON
        booked = model._auto and any(
            field.type == "many2one" and field.comodel_name in ENTRIES and field.store for field in fields)
        if not other or booked or model._abstract or model._transient or self._name == PERSON:
            return ()
        return tuple(sorted(
            field.name for field in fields
            if field.type in ("many2one", "many2many") and field.comodel_name == PERSON and field.store))

    @api.model
    def _prepare_create_values(self, vals_list):
        """Here the defaults of the context have come in too, which no caller of `create` need write."""
        vals_list = super()._prepare_create_values(vals_list)
        if links := self._lampo_partner_links():
            self._lampo_refuse_links(links, vals_list)
        return vals_list

    def write(self, vals):
        if (links := self._lampo_partner_links()) and not links.isdisjoint(vals):
            self._lampo_refuse_links(links, [vals])
        return super().write(vals)

    def _lampo_refuse_links(self, links, vals_list):
        linked = {partner_id for vals in vals_list for name in links if vals.get(name)
                  for partner_id in _ids(vals[name])}
        if linked:
            self.env[PERSON]._refuse_restricted(linked)


def _ids(value):
    """The ids that a value of a many2one or many2many links or unlinks."""
    if isinstance(value, int):
        return [value]
    if isinstance(value, models.BaseModel):
        return value.ids
    found = []
    for item in value if isinstance(value, list | tuple) else []:
        if isinstance(item, int):
            found.append(item)
        elif item and item[0] in (Command.LINK, Command.UNLINK):
            found.append(item[1])
        elif item and item[0] == Command.SET:
            found += item[2]
    return found
