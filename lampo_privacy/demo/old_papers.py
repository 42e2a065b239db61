# Part of lampo_privacy. LGPL-3.
"""What a register gathers about somebody in the years after the last contract: talk, a letter, a file, an account."""

import base64
import io

from dateutil.relativedelta import relativedelta
from reportlab.pdfgen.canvas import Canvas

from .names import partner

# months before today, who wrote it (True: the customer), text
TALK = (
    (150, False, "Soitti ja kysyi tasalaskutuksesta. Numero on sama kuin ennen."),
    (140, True, "Hei, mittarin lukema on 48 211. Terveisin Kerttu Mäntysuo"),
    (134, False, "Kerttu Mäntysuon sopimus päättyy, talo myydään. Loppulasku Putkipolku 5:een."),
)
IBAN = "FI2112345600000785"  # the example number of the Finnish banks


def load(env, today):
    old = partner(env, "left_11")
    for months, hers, text in TALK:
        _message(old, today - relativedelta(months=months), hers, text)
    env["res.partner.bank"].create({"acc_number": IBAN, "partner_id": old.id, "company_id": env.company.id})
    env["ir.attachment"].create({
        "name": "Lämpösopimus Mäntysuo.pdf",
        "res_model": "res.partner",
        "res_id": old.id,
        "datas": base64.b64encode(_pdf(f"Lämpösopimus: {old.name}, {old.street}")),
    })
    env["mail.mail"].create({
        "subject": "Loppulaskunne",
        "email_from": env.company.email,
        "email_to": old.email,
        "body_html": f"<p>Hyvä {old.name}, oheisena loppulaskunne. Kiitos vuosista!</p>",
        "state": "sent",
        "auto_delete": False,
    })


def _message(person, day, hers, text):
    """A note of the office, or an e-mail from the customer."""
    message = person._message_log(
        body=text, message_type="email" if hers else "notification",
        author_id=person.id if hers else person.env.user.partner_id.id,
        email_from=person.email_formatted if hers else False,
    )
    message.date = day


def _pdf(text: str) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(72, 760, text)
    canvas.save()
    return buffer.getvalue()
