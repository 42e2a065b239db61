# Part of lampo_privacy. LGPL-3.
from unittest.mock import patch

from ..wizards.privacy_letter_send import PrivacyLetterSend


def real_papers():
    """Letters are printed in a test too: Odoo gives a test the page instead, and the browser's reader of PDF fails on
    it, or not, as it happens to be quick."""
    render = PrivacyLetterSend._render_pdf
    return patch.object(
        PrivacyLetterSend, "_render_pdf", lambda wizard: render(wizard.with_context(force_report_rendering=True)))
