"""`python -m bench.capacity RESULTS.json …`: what one socket costs by them, and what that means for more.

The results are those that `python -m bench` and `python -m bench.capacity.sizes` keep, any number of them; of
what several have measured the last one counts. `--write docs/scale.md` puts the tables into the page, and its
pictures into the folder of the same name.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from bench.capacity import page
from bench.capacity.model import costs, fits


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.capacity",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("results", nargs="+", type=Path, metavar="RESULTS.json")
    parser.add_argument("--write", type=Path, metavar="PAGE.md")
    arguments = parser.parse_args()
    by_key: dict[tuple[str, str, str], dict[str, Any]] = {}
    for path in arguments.results:
        for row in json.loads(path.read_text())["rows"]:
            by_key[row["scenario"], row["case"], row["subject"]] = row
    rows = list(by_key.values())
    known, found = costs(rows), fits(rows)
    made = page.tables(known, found, [path.name for path in arguments.results])
    if arguments.write is None:
        print("\n\n".join(f"## {name}\n\n{table}" for name, table in made.items()))
        return
    page.write(arguments.write, made)
    page.draw(arguments.write.with_suffix(""), known, found)


if __name__ == "__main__":
    main()
