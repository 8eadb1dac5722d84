"""Lets `python -m corpus_kit` stand for `corpus-kit`."""

from corpus_kit.cli import main

if __name__ == "__main__":
    main()
