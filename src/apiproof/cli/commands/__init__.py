"""The commands: one a file, found by its name without another edit.

`NAME.py` defines `command`, made by `apiproof.cli.command.command`. Its module is imported when the
command is asked for, and for the list in `apiproof --help`: what is heavy is imported where it is
used.
"""
