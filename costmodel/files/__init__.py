"""What is read from and written to files.

Bytes, text and tables come in; checked records, whole files, or faults that say where and what go out. Strict YAML,
tables, pictures and colours as people give them are read here, and files appear whole or not at all.
It imports nothing of costmodel.
"""
