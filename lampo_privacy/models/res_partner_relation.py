# Part of lampo_privacy. LGPL-3.
from dateutil.relativedelta import relativedelta
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .heat_contract import finnish_today

RECENT_MONTHS = 24
_UNPAID = SQL(
    """l.parent_state = 'posted' AND a.account_type IN ('asset_receivable', 'liability_payable')
       AND NOT COALESCE(l.reconciled, FALSE) AND l.amount_residual <> 0""")
# the company of a contact; a customer who hangs under another person stands for nobody else
_STANDS_FOR = SQL(
    """CASE WHEN k.id <> k.commercial_partner_id
                 AND EXISTS (SELECT FROM lampo_heat_contract c WHERE c.partner_id = k.id)
                 AND NOT EXISTS (SELECT FROM res_partner top WHERE top.id = k.commercial_partner_id AND top.is_company)
            THEN k.id ELSE k.commercial_partner_id END""")


class ResPartner(models.Model):
    """Who is in another open relation with the company is not at the end of one, whatever the heat contracts say."""

    _inherit = "res.partner"

    @api.model
    def _open_relations(self) -> dict[str, tuple[str, SQL]]:
        """The relations that keep a person: {name: (column of res_partner, query of the ids in it)}.

        Another module adds its own by extending this, and a name for it in `_relation_labels`. The column is `id` for
        a relation of the person's own, `commercial_partner_id` for one of the person's company (see `_whose`).
        """
        company = "commercial_partner_id"
        recent = SQL("m.move_type <> 'entry' AND m.state <> 'cancel' AND m.date > %s",
                     finnish_today(self) - relativedelta(months=RECENT_MONTHS))
        # an entry is booked on the company, or on the person above, and names besides who was billed
        found = {
            "user": ("id", self._user_query()),
            "company": (company, SQL("SELECT partner_id FROM res_company")),
            "unpaid": (company, SQL(
                """SELECT p.commercial_partner_id FROM account_move_line l
                     JOIN account_account a ON a.id = l.account_id JOIN res_partner p ON p.id = l.partner_id
                    WHERE %(open)s
                    UNION ALL %(billed)s""", open=_UNPAID, billed=self._whose(SQL(
                """SELECT m.partner_id FROM account_move_line l JOIN account_account a ON a.id = l.account_id
                     JOIN account_move m ON m.id = l.move_id
                    WHERE m.partner_id <> m.commercial_partner_id AND %s""", _UNPAID)))),
            "entries": (company, SQL(
                "SELECT m.commercial_partner_id FROM account_move m WHERE %(recent)s UNION ALL %(billed)s",
                recent=recent, billed=self._whose(SQL(
                    "SELECT m.partner_id FROM account_move m WHERE m.partner_id <> m.commercial_partner_id AND %s",
                    recent)))),
            "request": (company, self._whose(SQL(
                "SELECT partner_id FROM lampo_privacy_request WHERE state IN ('new', 'in_progress')"))),
        }  # fmt: skip
        if "lampo.privacy.contact" in self.env:
            found["complaint"] = (company, self._whose(SQL(
                "SELECT partner_id FROM lampo_privacy_contact WHERE kind = 'complaint' AND state <> 'done'")))
        if "hr.employee" in self.env:
            found["employee"] = ("id", self._employee_query())
        for name, query in self._order_queries():
            found[name] = (company, query)
        return found

    @staticmethod
    def _whose(named: SQL) -> SQL:
        """Query of the ids that a query of contacts stands for: each, its company's, and the one above an address."""
        return SQL(
            """SELECT v.id FROM res_partner p
                CROSS JOIN LATERAL (VALUES (p.commercial_partner_id), (p.id), (p.parent_id)) v(id)
                WHERE p.id IN (%s)""", named)

    def _user_query(self) -> SQL:
        """Active users of the back office, and the users that Odoo itself brings (template, public), active or not.

        A customer's own web account is no relation: it ends with the customer's."""
        return SQL(
            """SELECT u.partner_id FROM res_users u
                WHERE u.active AND NOT COALESCE(u.share, FALSE)
                   OR EXISTS (SELECT FROM ir_model_data d WHERE d.model = 'res.users' AND d.res_id = u.id
                                 AND d.module NOT IN ('__export__', '__import__'))""")

    def _employee_query(self) -> SQL:
        """Contacts of active employees, by whatever field: read from the registry, not from a list of names."""
        Employee = self.env["hr.employee"]
        ways = [name for name, field in Employee._fields.items() if field.store and field.column_type
                and field.type == "many2one" and field.comodel_name == "res.partner"]
        return SQL(" UNION ALL ").join(SQL(
            "SELECT %s FROM hr_employee WHERE active AND %s IS NOT NULL", SQL.identifier(way), SQL.identifier(way))
            for way in ways)

    def _order_queries(self):
        """Open orders: what is ordered and not yet invoiced, and offers made lately.

        By name, because no rule can tell which state of another module's document is an open order. Of what is ordered
        and has nothing to be invoiced yet, nothing delivered or nothing ever, only what is not old is open."""
        today = finnish_today(self)
        since, recent = today - relativedelta(months=12), today - relativedelta(months=RECENT_MONTHS)
        specs = [
            ("sale_order", "sale.order", ("draft", "sent"), ("sale",)),
            ("purchase_order", "purchase.order", ("draft", "sent", "to approve"), ("purchase",)),
        ]
        for name, model, offered, ordered in specs:
            if model in self.env:
                due = Domain("invoice_status", "in", ("to invoice", "upselling")) | (
                    Domain("invoice_status", "=", "no") & Domain("date_order", ">=", recent))
                domain = (Domain("state", "in", offered) & Domain("date_order", ">=", since)) | (
                    Domain("state", "in", ordered) & due)
                # sudo: an order keeps its customer whoever may read it
                query = self.env[model].sudo().with_context(active_test=False)._search(domain)
                yield name, self._whose(query.select(SQL.identifier(query.table, "partner_id")))

    @api.model
    @api.private
    def _relations_query(self, people: SQL) -> SQL:
        """(id, reason): the first open relation of each of some people.

        :param people: a table (or CTE) with the columns `id` and `commercial_partner_id` of res_partner
        """
        ways = [
            # in WHERE, so that the database may join by hash: in a CASE it would look up each person's rows alone
            SQL("SELECT k.id, %s AS place, %s AS reason FROM standing k WHERE %s IN (%s)", place, name,
                SQL.identifier("k", "id" if column == "id" else "stands_for"), query)
            for place, (name, (column, query)) in enumerate(self._open_relations().items())]
        return SQL(
            """WITH standing AS MATERIALIZED (SELECT k.id, %s AS stands_for FROM %s k)
               SELECT DISTINCT ON (id) id, reason FROM (%s) r ORDER BY id, place""",
            _STANDS_FOR, people, SQL(" UNION ALL ").join(ways))

    @api.private
    def _open_relations_of(self, partner_ids) -> dict[int, str]:
        """{partner id: the name of an open relation} of these partners, in one query."""
        if not partner_ids:
            return {}
        self.env["res.partner"].flush_model(["commercial_partner_id", "parent_id"])
        return dict(self.env.execute_query(SQL(
            """WITH people AS MATERIALIZED (SELECT id, commercial_partner_id FROM res_partner WHERE id = ANY(%s))
               SELECT id, reason FROM (%s) r""",
            list(partner_ids), self._relations_query(SQL("people")))))

    @api.model
    def _relation_labels(self) -> dict[str, str]:
        """What an open relation is called on the screen."""
        _ = self.env._
        return {
            "hold": _("A hold is in force."),
            "user": _("The person is a user of this system."),
            "company": _("The contact belongs to a company of this system."),
            "unpaid": _("There are unpaid entries."),
            "entries": _("There are invoices or bills of the last %(n)s months.", n=RECENT_MONTHS),
            "request": _("A request of the person is open."),
            "complaint": _("A complaint of the person is open."),
            "employee": _("The person is an employee."),
            "sale_order": _("A sales order is open."),
            "purchase_order": _("A purchase order is open."),
        }
