"""Turns a graph into RDF: `formats` writes files as a stream, `library` makes rdflib graphs, `queries` asks.

Nothing is imported here: a process that answers queries needs little of it, and is to start quickly.
"""
