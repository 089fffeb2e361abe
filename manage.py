#!/usr/bin/env python3
"""Django's command line for 科普擂台."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # NumPy's own threads only stand in each other's way where the cores are busy.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from django.core.management import execute_from_command_line

    from config.refusal import BadSetting

    try:
        execute_from_command_line(sys.argv)
    except BadSetting as error:
        print(f"科普擂台: {error}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
