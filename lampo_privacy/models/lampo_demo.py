# Part of lampo_privacy. LGPL-3.
from odoo import api, models


class LampoDemo(models.AbstractModel):
    """The door through which the demo files reach Python: what they tell hangs on today's date, so that the demo
    company never ages. Nothing calls it where no demo data is loaded."""

    _name = "lampo.demo"
    _description = "Demo data of the heat company"

    @api.model
    def _load_company(self):
        # late, because a register in production has no use for it
        from ..demo import company  # noqa: PLC0415

        company.load(self.env)

    @api.model
    def _load_story(self):
        from ..demo import story  # noqa: PLC0415

        story.load(self.env)
