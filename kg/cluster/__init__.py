"""Builds and measures graphs on Apache Spark, for vaults that no single machine should have to read.

The only place that knows of pyspark. `kg.cluster.build` is the entry.
"""
