"""The tender forms of the quote, all of them in one archive that is made when it is asked for."""

from __future__ import annotations

import io
from collections.abc import Sequence
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import streamlit as st

from costmodel.documents.forms.form import FORMATS
from costmodel.documents.forms.kinds import FORMS
from costmodel.documents.forms.make import to_form
from costmodel.files.faults import CostmodelError
from costmodel.files.output import file_name
from costmodel.price_book.book import PriceBook
from costmodel.price_book.wording import Wording
from costmodel.quoting.quote import Quote
from costmodel.quoting.two_currencies import pair_of
from costmodel.ui.parts.words import refused

BEGUN = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the archive, so that equal quotes give equal archives."""


def show_forms(quote: Quote, book: PriceBook, say: Wording) -> None:
    """A download of every form; the price schedules in two currencies are left out, and it says so, without a rate."""
    forms = list(FORMS)
    try:
        pair_of(quote, book)
    except CostmodelError as error:
        forms.remove("world_bank")
        st.info(refused(say("ui.forms_without_schedules"), error, say))
    st.download_button(
        say("ui.download_forms"),
        lambda: forms_archive(quote, book, forms),
        f"{file_name(quote.number)}-forms.zip",
        "application/zip",
        key="download_forms",
        on_click="ignore",
        help=say("ui.download_forms_help"),
        icon=":material/folder_zip:",
    )


def forms_archive(quote: Quote, book: PriceBook, forms: Sequence[str]) -> bytes:
    """Forms in Excel and Word as one ZIP file."""
    target = io.BytesIO()
    with ZipFile(target, "w") as archive:
        for form in forms:
            for end in FORMATS:
                name = f"{file_name(quote.number)}-{form}.{end}"
                archive.writestr(ZipInfo(name, BEGUN), to_form(quote, book, form, end), ZIP_DEFLATED)
    return target.getvalue()
