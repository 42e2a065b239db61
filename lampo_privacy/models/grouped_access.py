# Part of lampo_privacy. LGPL-3.
from odoo import models
from odoo.http import request

from ..tools.bypass import BYPASS

# of a list by groups: more people than anybody reads
GROUPED_LIMIT = 10_000


class Base(models.AbstractModel):
    """Groups by a text of contacts, or such a text as an aggregate, hand out what stands in the records: a look at
    each of them (statement § 9). Here, beneath every way of asking for groups, and for every model, because a contract
    is grouped by its customer's e-mail address as well."""

    _inherit = "base"

    def _read_group(self, domain, groupby=(), aggregates=(), *args, **options):
        rows = super()._read_group(domain, groupby, aggregates, *args, **options)
        self._lampo_note_grouped(domain, (*groupby, *aggregates))
        return rows

    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), *args, **options):
        rows = super()._read_grouping_sets(domain, grouping_sets, aggregates, *args, **options)
        self._lampo_note_grouped(domain, {spec for specs in grouping_sets for spec in specs} | set(aggregates))
        return rows

    def _lampo_is_outside(self):
        """Whether somebody outside reads, and no look that is noted already contains it."""
        return bool(request) and not self.env.su and self.env.context.get("lampo_look") is not BYPASS

    def _lampo_note_grouped(self, domain, specs):
        if not self._lampo_is_outside():
            return
        for way in sorted({way for spec in specs if (way := self._lampo_way_to_text(spec)) is not None}):
            found = self.search(domain, limit=GROUPED_LIMIT)
            # sudo: whom the line is about is not for the user's rights to decide
            people = found.sudo().mapped(way) if way else found
            self.env["res.partner"]._note_list(domain, people.ids)

    def _lampo_way_to_text(self, spec):
        """The path to the contacts whose text a specification reads ("" for contacts themselves), else None."""
        model, (*way, name) = self, spec.partition(":")[0].split(".")
        for step in way:
            field = model._fields.get(step)
            if field is None or not field.relational:
                return None
            model = self.env[field.comodel_name]
        field = model._fields.get(name)
        if field is not None and field.inherited and model._name == "res.users":
            way, model = [*way, "partner_id"], model.partner_id
        is_text = field is not None and field.type in ("char", "text", "html")
        return ".".join(way) if is_text and model._name == "res.partner" else None
