"""``python -m unspin`` is the ``unspin`` command."""

from unspin.cli.main import main

if __name__ == "__main__":
    main()
