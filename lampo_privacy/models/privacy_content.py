# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models

from ..tools.register_seed import CONTENTS, LANGS

LOCALES = ("fi_FI", "sv_SE", "en_US")


class PrivacyContent(models.Model):
    """A kind of data that the statement names (§ 5), and the fields in which it lies.

    The statement prints these; what is held in other fields is shown to the officer as a deviation, so that the list
    and the practice cannot drift apart.
    """

    _name = "lampo.privacy.content"
    _description = "Kind of personal data"
    _inherit = ["lampo.privacy.trilingual"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    register_ids = fields.Many2many("lampo.privacy.register", "lampo_privacy_register_content_rel", "content_id",
                                    "register_id", "Registers")
    field_ids = fields.Many2many(
        "ir.model.fields", "lampo_privacy_content_field_rel", "content_id", "field_id", "Fields",
        domain="[('model', 'in', ('res.partner', 'res.partner.bank', 'res.users', 'lampo.heat.site',"
               " 'lampo.heat.consumption'))]",
        help="Where this kind of data lies in the system. A field that no kind names is a deviation from § 5.")

    @api.model
    def _ensure_contents(self, companies=None):
        """The six kinds of statement § 5 for companies that have none; those of the main one are named content_…"""
        # sudo: as the registers, they are there from the company's first day, whoever makes it
        self = self.sudo()  # noqa: PLW0642
        have = self.with_context(active_test=False).search([]).company_id
        main = self.env.ref("base.main_company", raise_if_not_found=False)
        for company in (companies or self.env["res.company"].sudo().search([])) - have:
            registers = self.env["lampo.privacy.register"].sudo().search([("company_id", "=", company.id)])
            contents = {code: self.create({
                "name": words[2], "sequence": number * 10, "company_id": company.id, "register_ids": registers.ids,
                "field_ids": self._field_records(names).ids,
                **{f"text_{lang}": text for lang, text in zip(LANGS, words, strict=True)},
            }) for number, (code, words, names) in enumerate(CONTENTS, 1)}
            if company == main:
                registers._name_records({f"content_{code}": content for code, content in contents.items()})

    @api.model
    def _field_records(self, names):
        """ir.model.fields of “model.field” names; those not installed are left out."""
        get = self.env["ir.model.fields"]._get
        return self.env["ir.model.fields"].union(*(get(*name.rsplit(".", 1)) for name in names))

    @api.model
    @api.private
    def _names_of(self, model, field):
        """What a field is called, and the kinds of data that name it, in the languages of the house."""
        records = [self.with_context(lang=lang) for lang in LOCALES]
        found = [one.env[model]._fields[field]._description_string(one.env) for one in records]
        # sudo: see _named_fields
        kinds = self.sudo().search([("field_ids.model", "=", model), ("field_ids.name", "=", field)])
        kinds = kinds.filtered(lambda kind: any((one.model, one.name) == (model, field) for one in kind.field_ids))
        return [*found, *(kind[f"text_{lang}"] for kind in kinds for lang in LANGS),
                *(kind.with_context(lang=lang).name for kind in kinds for lang in LOCALES)]

    @api.model
    @api.private
    def _named_fields(self, company):
        """{(model, field)} that the statement of a company names."""
        # sudo: the list of fields is open to managers only
        found = self.sudo().search([("company_id", "=", company.id)]).field_ids
        return {(field.model, field.name) for field in found}
