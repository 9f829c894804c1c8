"""Entry point of `python -m rolemap_train`."""

import sys

from rolemap_train.cli import main

if __name__ == "__main__":
    sys.exit(main())
