"""Questions about the whole graph: tables in, one value a node (or a count of everything) out."""
