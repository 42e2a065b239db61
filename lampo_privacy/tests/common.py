# Part of lampo_privacy. LGPL-3.
from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from odoo import Command
from odoo.tests import TransactionCase, new_test_user, tagged

HELSINKI = ZoneInfo("Europe/Helsinki")


def local_midnight(day: date) -> datetime:
    """The naive UTC moment at which ``day`` begins in Finland (as Odoo stores it)."""
    return datetime(day.year, day.month, day.day, tzinfo=HELSINKI).astimezone(UTC).replace(tzinfo=None)


@tagged("post_install", "-at_install")
class LampoCase(TransactionCase):
    """One company, one user per role, and short ways to a partner, a site, a contract and its months."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True, no_reset_password=True, lang="en_US"))
        cls.company = cls.env.company
        # the tests read English, whatever the database speaks; those of translations choose their own
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env["ir.default"].set("res.partner", "lang", "en_US")
        cls.env.user.lang = "en_US"
        cls.user_service = cls._user("lampo_service", "lampo_privacy.group_user")
        cls.user_officer = cls._user("lampo_officer", "lampo_privacy.group_officer")
        cls.user_manager = cls._user("lampo_manager", "lampo_privacy.group_manager")
        cls.user_accountant = cls._user("lampo_accountant", "base.group_user,account.group_account_readonly")
        cls.user_nobody = cls._user("lampo_nobody", "base.group_user")

    @classmethod
    def _user(cls, login, groups, **values):
        """A user who holds just ``groups`` (comma-separated XML ids) in the test's company."""
        values = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)], **values}
        user = new_test_user(cls.env, login=login, groups=groups, **values)
        # the register is closed to whoever has not; test_undertaking is about that
        cls.env["lampo.privacy.confidentiality.acceptance"]._accept(user)
        return user

    @classmethod
    def _partner(cls, name, **values):
        return cls.env["res.partner"].create({"name": name, **values})

    @classmethod
    def _site(cls, **values):
        return cls.env["lampo.heat.site"].create(
            {
                "name": "Kaukokatu 1",
                "street": "Kaukokatu 1",
                "zip": "33100",
                "city": "Tampere",
                "company_id": cls.company.id,
                **values,
            }
        )

    @classmethod
    def _contract(cls, partner, site, start, end=False, **values):
        """A contract from ``start`` to ``end`` inclusive (dates or "YYYY-MM-DD"; no end: it runs on)."""
        return cls.env["lampo.heat.contract"].create(
            {"partner_id": partner.id, "site_id": site.id, "date_start": start, "date_end": end, **values}
        )

    @classmethod
    def _months(cls, site, first, count, mwh, **values):
        """``count`` monthly rows of ``mwh`` MWh each, the first one being the month of the date ``first``."""
        first = date.fromisoformat(str(first)).replace(day=1)
        starts = [first + relativedelta(months=i) for i in range(count + 1)]
        return cls.env["lampo.heat.consumption"].create(
            [
                {
                    "site_id": site.id,
                    "granularity": "month",
                    "period_start": local_midnight(start),
                    "period_end": local_midnight(end),
                    "energy_mwh": mwh,
                    "quality": "measured",
                    **values,
                }
                for start, end in pairwise(starts)
            ]
        )

    @staticmethod
    def _searched(requests):
        """The requests with every register on their lists searched, so that they can be answered."""
        requests.register_line_ids.filtered(lambda line: not line.result).action_nothing()
        return requests
