"""Hands a graph over to a triple store that runs elsewhere, over HTTP."""
