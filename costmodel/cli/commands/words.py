"""The command that writes an amount in words."""

from __future__ import annotations

import click

from costmodel.cli.shared import emit, json_option, shipped


@click.command(context_settings={"ignore_unknown_options": True})  # an amount below zero is no option
@click.argument("amount")
@click.argument("currency")
@click.option("--language", metavar="en|fr|ar", default="fr", show_default=True, help="Language of the words.")
@json_option
def words(amount: str, currency: str, language: str, as_json: bool) -> None:
    """Write an amount in words, as a quotation closes.

    \b
    costmodel words 1250000 MRU
    costmodel words 48210.75 EUR --language ar
    """
    from costmodel.money.currencies import decimal_of
    from costmodel.money.in_words import amount_in_words
    from costmodel.words.text import bare, check_language

    known = shipped("currencies").currency(currency.upper())
    asked = check_language(language, where="--language")
    text = bare(amount_in_words(decimal_of(amount, where="AMOUNT"), known, asked))
    if as_json:
        return emit({"text": text})
    click.echo(text)
