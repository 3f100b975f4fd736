"""The `kg` command: reads arguments, asks the floors below, prints. No logic of its own."""
