"""The quoting app: a thin coat over the library. Pages show and ask; every figure comes from the library.

`state` holds what a session is, `parts` what pages share, `pages` a folder a page; `main` is the frame.
It may import everything but cli.
"""
