"""Joining: what notes mention, and the files that names belong to, under each rule set."""
