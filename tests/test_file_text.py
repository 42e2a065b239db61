# Part of lampo_privacy. LGPL-3.
"""Text out of files of every kind, made here by the libraries that make them in life."""

import base64
import gzip
import io
import json
import logging
import re
import struct
import tarfile
import zipfile
import zlib
from email.message import EmailMessage

import openpyxl
import pytest
import xlsxwriter
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from lampo_privacy.tools.file_text import Limits, Reading, kind_of, rewrite
from lampo_privacy.tools.matching import Matcher, Traits

NAME = "Taavetti Kuusenkangas"
EMAIL = "taavetti.kuusenkangas@posti.example"
MATCHER = Matcher(Traits(names=frozenset([NAME]), own_names=frozenset([NAME]), strong=frozenset([EMAIL])))


def holds(data: bytes, limits: Limits | None = None) -> bool:
    return any(MATCHER.holds(text) for text in Reading(data, limits))


def scrubbed(text: str) -> str:
    return MATCHER.scrub(text, "Anonymisoitu asiakas 12")


def pdf(draw=lambda canvas: canvas.drawString(72, 700, NAME), **metadata) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pageCompression=1)
    for name, value in metadata.items():
        getattr(canvas, f"set{name}")(value)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def changed_pdf(change) -> bytes:
    writer = PdfWriter(PdfReader(io.BytesIO(pdf(lambda canvas: canvas.drawString(72, 700, "Tyhjä")))))
    change(writer)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def zipped(files: dict[str, bytes | str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def docx(body: str, **parts: str) -> bytes:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return zipped({
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {space}><w:body>{body}</w:body></w:document>",
        **{f"word/{name}.xml": text for name, text in parts.items()},
    })  # fmt: skip


def odt(body: str) -> bytes:
    space = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:x:text"'
    return zipped({
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {space}><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>",
    })  # fmt: skip


def mail(attached: bytes = b"", subject: str = "Tarjous", body: str = "Hei") -> bytes:
    message = EmailMessage()
    message["From"] = "toimisto@lampo.example"
    message["To"] = "vastaanottaja@posti.example"
    message["Subject"] = subject
    message.set_content(body)
    if attached:
        message.add_attachment(attached, maintype="application", subtype="octet-stream", filename="liite.bin")
    return bytes(message)


def test_plain_text_is_read_in_any_encoding():
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"):
        assert holds(f"Päiväys; {NAME}; Äänekoski".encode(encoding)), encoding


def test_a_name_over_a_line_break_or_a_tag_is_found():
    assert holds(b"Taavetti\nKuusenkangas")
    assert holds(b"<p>Taavetti <b>Kuusen</b>kangas</p>")
    assert holds(b'{"nimi": "Taavetti\\u0020Kuusenkangas"}')


def test_a_name_over_the_border_of_two_blocks_is_found():
    assert holds(b"x" * ((1 << 20) - 8) + b" " + NAME.encode() + b" " + b"y" * 100)
    assert holds(b"\x00" + b"\x01" * ((1 << 20) - 8) + NAME.encode() + b"\x00" * 100)


def test_a_folded_line_of_a_contact_card_is_read_whole():
    assert holds(b"BEGIN:VCARD\r\nFN:Taavetti Kuusen\r\n kangas\r\nEND:VCARD\r\n")


def test_the_page_of_a_pdf_is_read():
    assert holds(pdf())
    assert not holds(pdf(lambda canvas: canvas.drawString(72, 700, "Taavetti Kuusela")))


def test_a_word_of_a_pdf_that_is_parted_for_kerning_is_read():
    def draw(canvas):
        text = canvas.beginText(72, 700)
        text._code.append("[(Taavet) 18 (ti Kuu) -12 (senkan) 9 (gas)] TJ")
        canvas.drawText(text)

    assert holds(pdf(draw))


def test_metadata_notes_form_fields_and_bookmarks_of_a_pdf_are_read():
    empty = lambda canvas: None  # noqa: E731
    assert holds(pdf(empty, Author=NAME))
    assert holds(pdf(empty, Subject=f"Kirje {EMAIL}"))
    assert holds(pdf(lambda canvas: canvas.textAnnotation(f"Soita: {NAME}")))
    assert holds(pdf(lambda canvas: canvas.acroForm.textfield(name="a", value=NAME)))
    assert holds(pdf(lambda canvas: canvas.linkURL(f"mailto:{EMAIL}", (0, 0, 10, 10))))
    assert holds(pdf(lambda canvas: (canvas.bookmarkPage("a"), canvas.addOutlineEntry(NAME, "a"))))


def test_a_file_attached_inside_a_pdf_is_read():
    assert holds(changed_pdf(lambda writer: writer.add_attachment("lista.zip", zipped({"a.txt": NAME}))))
    assert holds(changed_pdf(lambda writer: writer.add_attachment(f"{NAME}.txt", b"x")))


def test_a_broken_pdf_gives_what_its_bytes_show_and_says_so():
    reading = Reading(pdf().replace(b"/Root", b"/Rxxt").replace(b"/Catalog", b"/Cxtalog"))
    assert any(MATCHER.holds(text) for text in reading)
    assert reading.unreadable


def test_an_encrypted_pdf_says_that_it_cannot_be_read():
    reading = Reading(changed_pdf(lambda writer: writer.encrypt("salainen", algorithm="RC4-128")))
    list(reading)
    assert (reading.kind, reading.unreadable) == ("pdf", True)


def test_a_pdf_whose_password_is_empty_is_read():
    writer = PdfWriter(PdfReader(io.BytesIO(pdf())))
    writer.encrypt("", "omistaja", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    assert holds(stream.getvalue())


def test_what_a_library_says_of_a_broken_file_is_not_logged(caplog):
    with caplog.at_level(logging.DEBUG):
        list(Reading(b"%PDF-1.4\n" + NAME.encode() + b"\nstartxref\n99\n%%EOF"))
    assert not caplog.records


def test_a_workbook_is_read_with_its_notes_and_its_author():
    book = openpyxl.Workbook()
    book.active["B2"] = f"Asiakas: {NAME}"
    stream = io.BytesIO()
    book.save(stream)
    assert holds(stream.getvalue())
    for plant in (lambda book, sheet: sheet.write_comment("A1", f"Soita: {NAME}"),
                  lambda book, sheet: book.set_properties({"author": NAME}),
                  lambda book, sheet: sheet.write_url("A1", f"mailto:{EMAIL}", string="Lähetä"),
                  lambda book, sheet: sheet.write_rich_string("A1", "Taa", book.add_format(), "vetti Kuusenkangas")):
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream) as book:
            plant(book, book.add_worksheet())
        assert holds(stream.getvalue())


def test_a_word_of_a_document_that_is_parted_into_runs_is_read():
    assert holds(docx("<w:p><w:r><w:t>Taa</w:t></w:r><w:r><w:t>vetti</w:t><w:tab/><w:t>Kuusen</w:t></w:r>"
                      "<w:proofErr/><w:r><w:t>kangas</w:t></w:r></w:p>"))
    assert not holds(docx("<w:p><w:r><w:t>Taavetti Kuu</w:t></w:r></w:p><w:p><w:r><w:t>senkangas</w:t></w:r></w:p>"))
    assert holds(docx("<w:p/>", comments=f'<c xmlns:w="w"><w:comment w:author="{NAME}"/></c>'))


def test_an_open_document_is_read():
    assert holds(odt("<text:p>Taa<text:span>vetti</text:span><text:s/>Kuusen<text:span>kangas</text:span></text:p>"))
    assert not holds(odt("<text:p>Taavetti</text:p><text:p>Kuusela</text:p>"))


def test_archives_are_read_to_their_members_names():
    assert holds(zipped({"sisin.zip": zipped({"kirje.docx": docx(f"<w:p><w:r><w:t>{NAME}</w:t></w:r></w:p>")})}))
    assert holds(zipped({f"{NAME}.jpg": b"\xff\xd8"}))
    assert holds(gzip.compress(NAME.encode()))
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        info = tarfile.TarInfo("a.txt")
        info.size = len(NAME)
        archive.addfile(info, io.BytesIO(NAME.encode()))
    assert holds(stream.getvalue())


def test_a_bomb_stops_at_the_limits():
    limits = Limits(depth=2, members=5, unpacked=100_000)
    deep = zipped({"a.txt": NAME})
    for _ in range(3):
        deep = zipped({"a.zip": deep})
    for bomb in (zipped({"a.bin": bytes(1_000_000)}), zipped({f"{i}.txt": "x" for i in range(6)}), deep,
                 gzip.compress(bytes(1_000_000))):
        reading = Reading(bomb, limits)
        assert sum(map(len, reading)) < 400_000
        assert reading.unreadable
        assert reading.unpacked <= limits.unpacked + (1 << 20)
    assert not Reading(zipped({"a.txt": "x"}), limits).unreadable


def test_what_stood_before_the_limit_was_read():
    assert holds(zipped({"a.txt": NAME, "b.bin": bytes(1_000_000)}), Limits(unpacked=100_000))


def test_of_an_archive_with_a_password_the_open_members_are_read():
    data = bytearray(zipped({"a.txt": "x", "b.txt": NAME}))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + flags] |= 1  # the first one is locked
    reading = Reading(bytes(data))
    assert any(MATCHER.holds(text) for text in reading)
    assert reading.unreadable


def test_letters_of_an_unknown_encoding_are_read():
    matcher = Matcher(Traits(own_names=frozenset(["Väinö Mäkelä"])))
    for data in ("Väinö Mäkelä".encode("latin-1"), "Väinö Mäkelä".encode(), b"\xe4 " + "Väinö Mäkelä".encode()):
        assert any(matcher.holds(text) for text in Reading(data))


def test_a_mail_is_read_with_its_headers_its_body_and_what_is_attached():
    assert holds(mail(subject=f"Tarjous: Måns ja {NAME}"))
    assert holds(mail(body=f"Terveisin Ääkköset\n{NAME}\n"))
    assert holds(mail(attached=pdf()))
    assert kind_of(mail()) == "mail"
    assert not holds(mail())


def test_the_metadata_of_an_image_is_read():
    chunk = b"tEXtAuthor\x00" + NAME.encode("latin-1")
    png = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    assert holds(png)
    exif = b"\xff\xd8\xff\xe1\x00\x00Exif\x00\x00" + b"\x02\x01\x00" + NAME.encode("utf-16-le") + b"\x00\x00\xff\xd9"
    assert holds(exif)


def test_a_file_inside_a_text_is_read():
    packed = base64.b64encode(pdf()).decode()
    assert holds(f"<Invoice><Attachment>{packed}</Attachment></Invoice>".encode())


def test_rich_text_is_read():
    assert holds(rb"{\rtf1\ansi {\b Taavetti}\~x \par Taavetti {\i Kuusen}kangas}")


def test_a_text_is_written_without_the_person_and_keeps_its_encoding():
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "latin-1"):
        before = f"Nimi;Paikka\r\n{NAME};Äänekoski\r\n{EMAIL};Oulu\r\n".encode(encoding)
        after = rewrite(before, scrubbed)
        assert not holds(after)
        text = after.decode(encoding)
        assert "Anonymisoitu asiakas 12;Äänekoski\r\n" in text
        assert "Oulu\r\n" in text


def test_a_text_without_the_person_stays_byte_for_byte():
    for data in ("Äänekoski".encode("utf-16"), b"\xff\xe4\r\n bad utf-8", b'{"a":  1}'):
        assert rewrite(data, scrubbed) == data


def test_markup_keeps_its_tags():
    after = rewrite(f"<p>Hei <b>Taavetti</b> Kuusenkangas, <a href='mailto:{EMAIL}'>kirje</a></p>".encode(), scrubbed)
    assert not holds(after)
    assert re.sub(rb"[^<>/pba]", b"", after).count(b"<") == 6


def test_json_stays_json():
    phone = Matcher(Traits(phones=frozenset(["+358 50 765 4321"]), own_names=frozenset([NAME])))
    before = json.dumps({"nimi": NAME, "puhelin": 358507654321, "summa": 10.5}).encode()
    after = json.loads(rewrite(before, lambda text: phone.scrub(text, "Anonymisoitu asiakas 12")))
    assert after == {"nimi": "Anonymisoitu asiakas 12", "puhelin": "•••", "summa": 10.5}


def test_a_mail_is_written_without_the_person():
    before = mail(subject=f"Päivä: {NAME}", body=f"Ystävällisesti\n{NAME} <{EMAIL}>\n")
    after = rewrite(before, scrubbed)
    assert holds(before) and not holds(after)
    assert "Ystävällisesti" in "".join(Reading(after))


def test_what_cannot_be_written_is_said():
    assert rewrite(pdf(), scrubbed) is None
    assert rewrite(zipped({"a": "x"}), scrubbed) is None


@pytest.mark.parametrize("data", [b"", b"%PDF", b"PK\x03\x04", b"\x1f\x8b", b"{\\rtf", b"\xff\xfe", b"a"])
def test_a_stump_of_a_file_does_no_harm(data):
    list(Reading(data))
