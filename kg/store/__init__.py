"""Tables and disk: writing the artefact whole or not at all, reading it back, checking what it is."""
