"""Turns a graph into pages that need nothing but a browser."""
