"""The command that starts the quoting app."""

from __future__ import annotations

import click


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Port; the first free one from 8501 unless said otherwise.")
@click.option("--address", metavar="HOST", default="localhost", show_default=True, help="Address to listen at.")
@click.option("--language", metavar="en|fr|ar", help="Language to start in; French unless said otherwise.")
def app(port: int | None, address: str, language: str | None) -> None:
    """Open the quoting app in the browser.

    \b
    On this computer alone:   costmodel app
    For a whole network:      costmodel app --address 0.0.0.0

    A network needs sign-in: the app says what to set up, and does not start without it.
    """
    from costmodel.files.faults import not_among
    from costmodel.ui.launch import serve
    from costmodel.words.text import LANGUAGES

    if language is not None and language not in LANGUAGES:
        raise click.UsageError(f"--language {not_among(language, LANGUAGES, what='a language of the app')}")
    serve(address=address.strip(), port=port, language=language, ready=_say_where)


def _say_where(page: str) -> None:
    click.echo(f"The app is at {page}\nCtrl+C stops it.", err=True)
