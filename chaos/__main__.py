"""``python -m chaos``: every scenario on a copy of its own, and a report. Exit status 1 if one broke the site."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from bench import scratch

from .scenarios import SCENARIOS
from .trial import served


def main() -> int:
    """Run them."""
    parser = argparse.ArgumentParser(prog="python -m chaos", description=__doc__)
    parser.add_argument("only", nargs="*", help="parts of names; all scenarios without")
    parser.add_argument("--data", type=Path, help="a made data directory to copy from")
    chosen = parser.parse_args()
    chosen_ones = [each for each in SCENARIOS if not chosen.only or any(part in each.name for part in chosen.only)]
    broken = 0
    with scratch.folder() as folder:
        made = chosen.data or scratch.make(folder / "made")
        sys.stdout.write("| what was done | what must hold | what happened |\n| --- | --- | --- |\n")
        for each in chosen_ones:
            with tempfile.TemporaryDirectory(prefix="trial-", dir=folder) as place:
                try:
                    with served(made, Path(place)) as trial:
                        seen = each.run(trial)
                except Exception as error:  # whatever it is, it goes into the report and the rest goes on
                    broken += 1
                    seen = f"**BROKEN**: {type(error).__name__}: {str(error)[-500:]}"
            sys.stdout.write(f"| {each.name} | {each.expected} | {seen} |\n")
            sys.stdout.flush()
    sys.stdout.write(f"\n{len(chosen_ones) - broken} of {len(chosen_ones)} held.\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
