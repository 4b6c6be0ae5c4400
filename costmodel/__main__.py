"""`python -m costmodel` is the command line."""

from costmodel.cli.main import main

main()
