"""Runs the command line: python -m rnn_addition."""

import sys

from rnn_addition.app.cli import main

if __name__ == "__main__":
    sys.exit(main())
