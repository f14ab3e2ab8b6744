"""The command line. Answers go to stdout, progress and notes to stderr; heavy parts load where they are used."""

from coach.cli.root import main

__all__ = ["main"]
