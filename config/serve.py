"""`make run`: python -m config.serve. Exit code 2 and one line where a setting is bad."""

import sys

from .refusal import BadSetting


def main() -> int:
    try:
        from .site import run

        return run()
    except BadSetting as error:
        print(f"科普擂台: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
