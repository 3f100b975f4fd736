"""Judgements: what in the vault should be looked at."""
