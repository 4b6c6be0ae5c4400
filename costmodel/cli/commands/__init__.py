"""The commands, one module each, or a few that belong together; each is imported when it is asked for."""

HOMES = {
    "app": ("app",),
    "decide": ("compare", "fit", "tco"),
    "estimate": ("estimate", "explain"),
    "facts": ("bundles", "check", "convert", "drivers", "facts", "presets", "prices", "rates", "totals", "words"),
    "forms": ("forms",),
    "pdf": ("pdf",),
    "quote": ("quote",),
    "read": ("read",),
    "risk": ("risk",),
    "template": ("template",),
}
"""The modules of this folder and the commands in each."""
