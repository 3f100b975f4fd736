"""One command a file; `kg.cli.main` lists them."""
