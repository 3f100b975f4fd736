"""The run: a vault becomes tables."""
