"""How results are printed in a terminal: tables for people, JSON for programs.

Results come in; text and plain values go out.
Of cli it imports nothing.
"""
