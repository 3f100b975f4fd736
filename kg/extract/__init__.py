"""Reading: text becomes rows. Pure functions of a note's bytes, its path and the profile; no files."""
