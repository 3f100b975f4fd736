"""Changes to the notes: planned first, applied as a whole, and undone if wanted."""
