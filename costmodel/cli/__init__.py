"""The command line: a skin over the library.

Words typed in a terminal come in; tables, JSON and files go out.
It may import everything; each command imports what is heavy when it runs.
"""
