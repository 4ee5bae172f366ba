"""`python -m chat_app serve`, `migrate` and `build`."""

import sys

from chat_app.launcher.command import main

if __name__ == "__main__":
    sys.exit(main())
