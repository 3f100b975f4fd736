"""Answers questions about a graph over HTTP, on this machine: SPARQL, pages about things, the explorer."""
