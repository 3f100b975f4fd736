"""The door for agents: read-only tools over one graph, by the Model Context Protocol."""
