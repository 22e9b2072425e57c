"""The knowledge base from the command line: `python -m kb COMMAND`."""

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Sequence

from kb import commands


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command named in `arguments`; each module of kb.commands is one."""
    parser = argparse.ArgumentParser(prog="python -m kb", description="知识库")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in pkgutil.iter_modules(commands.__path__):
        importlib.import_module(f"{commands.__name__}.{module.name}").add_to(subparsers)
    options = parser.parse_args(arguments)
    return int(options.run(options))


if __name__ == "__main__":
    sys.exit(main())
