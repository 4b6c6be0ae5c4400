"""The commands, one module each, or a few that belong together; each is imported when it is asked for."""

HOMES = {
    "app": ("app",),
    "compare": ("compare",),
    "estimate": ("estimate", "explain"),
    "facts": ("bundles", "check", "drivers", "facts", "presets", "prices"),
    "fit": ("fit",),
    "forms": ("forms",),
    "pdf": ("pdf",),
    "quote": ("quote",),
    "rates": ("convert", "rates"),
    "read": ("read",),
    "risk": ("risk",),
    "tco": ("tco",),
    "template": ("template",),
    "totals": ("totals",),
    "words": ("words",),
}
"""The modules of this folder and the commands in each."""
