"""Questions about one place: find a node by any of its names, tell all about it, list what is asked for."""
