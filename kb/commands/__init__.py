"""The sub-commands of `python -m kb`, one module each with `add_to(subparsers)`."""
