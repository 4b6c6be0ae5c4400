"""The seller's own look as files: its logo and its Word template, named in the seller's file and beside it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from costmodel.files.faults import Fault, InputError, said
from costmodel.files.pictures import Picture, load_picture
from costmodel.quoting.terms import Seller


class Look(NamedTuple):
    """What a proposal takes from the seller's files beside their words."""

    logo: Picture | None = None
    template: Path | None = None
    files: tuple[Path, ...] = ()


def load_look(seller: Seller | None, folder: Path | None) -> Look:
    """The files that a seller's file names, looked for in its folder.

    Raises InputError for a logo that is no PNG or JPEG of a reasonable size, and for files that are named where no
    folder is known.
    """
    if seller is None or (seller.logo is None and seller.template is None):
        return Look()
    if folder is None:
        named = [(key, value) for key in ("logo", "template") if (value := getattr(seller, key)) is not None]
        what = (
            "'{file}' is a file beside the seller's file, which is not at hand here; leave the key out, "
            "or give the file."
        )
        raise InputError([Fault("seller", key, said(what, file=value)) for key, value in named])
    logo, template = (folder / name if name else None for name in (seller.logo, seller.template))
    return Look(load_picture(logo) if logo else None, template, tuple(path for path in (logo, template) if path))
