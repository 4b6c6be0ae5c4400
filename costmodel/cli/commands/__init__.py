"""The commands, one module each, or a few that belong together; each is imported when it is asked for."""

HOMES = {
    "app": ("app",),
    "compare": ("compare",),
    "estimate": ("estimate", "explain"),
    "facts": ("bundles", "check", "convert", "drivers", "facts", "presets", "prices", "rates", "totals", "words"),
    "fit": ("fit",),
    "forms": ("forms",),
    "pdf": ("pdf",),
    "quote": ("quote",),
    "read": ("read",),
    "risk": ("risk",),
    "tco": ("tco",),
    "template": ("template",),
}
"""The modules of this folder and the commands in each."""
