# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # RDF and SPARQL
#
# **Claim:** the RDF says what the tables say. The same question gets the same answer from both, and what one library
# writes, another reads back to the last triple.

# %%
import networkx as nx
import pandas as pd
import rdflib

import kg

graph = kg.build("../data/tubevault")

# %% [markdown]
# ## One page, as triples
#
# Terms come from vocabularies others know (SKOS, schema.org, Dublin Core); what is missing there is in
# `ng`, the [ontology](../docs/ontology.md). The model is explained in [rdf.md](../docs/rdf.md).

# %%
rdf = kg.to_rdf(graph)
about = kg.sparql(graph, "CONSTRUCT { ?s ?p ?o } WHERE { ?s skos:prefLabel 'autolyse' ; ?p ?o }")
page = rdflib.URIRef(about["subject"].iloc[0])
part = rdflib.Graph(namespace_manager=rdf.namespace_manager)
part += rdf.triples((page, None, None))
print("\n".join(line for line in part.serialize().splitlines() if not line.startswith("@prefix")).strip())

# %% [markdown]
# ## The same question, twice
#
# Which pages are wanted most? By SPARQL, a query that comes along:

# %%
wanted = kg.sparql(graph, "wanted").sort_values(["pages", "topic"], ascending=[False, True])
wanted.head()

# %% [markdown]
# By pandas:

# %%
missing = kg.dangling(graph)
asked = dict(zip(missing["label"], missing["notes"], strict=True))
assert asked == dict(zip(wanted["topic"], wanted["pages"], strict=True))
missing[["label", "notes"]].head()

# %% [markdown]
# ## A question that tables find hard
#
# Where can a reader come to from one note, by any number of links? In SPARQL that is a plus sign.
# (A link to a note is `ng:linksTo`, one to an index page `dcterms:references`.)

# %%
QUERY = """
SELECT DISTINCT ?name WHERE {
    ?start a ng:Note ; schema:name "Seiches" ; (ng:linksTo|dcterms:references)+ ?page .
    ?page schema:name ?name .
} ORDER BY ?name
"""
reached = kg.sparql(graph, QUERY)
print(len(reached), "pages:", *reached["name"].head(5), "…")

# %% [markdown]
# networkx agrees:

# %%
links = kg.Selection(kinds=("links_to",), missing=False)
network = nx.DiGraph(kg.to_networkx(graph, selection=links))
start = graph.nodes["key"][kg.find(graph, "Seiches")]
names = {network.nodes[key]["label"] for key in nx.descendants(network, start)}
assert set(reached["name"]) == names | {"Seiches"}

# %% [markdown]
# ## A question across vocabularies
#
# What does each channel announce for its videos, though nobody has written it yet?

# %%
kg.sparql(
    graph,
    """
    SELECT ?channel (COUNT(DISTINCT ?topic) AS ?announced) WHERE {
        ?topic a ng:WantedTopic ; ng:announcedFor ?video .
        ?note schema:isBasedOn ?video ; schema:isPartOf ?c .
        ?c a ng:Channel ; schema:name ?channel .
    } GROUP BY ?channel ORDER BY DESC(?announced) ?channel
    """,
)

# %% [markdown]
# ## There and back
#
# Written by `kg`, read by rdflib: the same triples.

# %%
done = kg.export(graph, "../output/tubevault.ttl")
again = rdflib.Graph().parse(done.files[0])
assert set(again) == set(rdf)
print(len(again), "triples")
pd.Series([rdf.qname(kind) for kind in rdf.objects(predicate=rdflib.RDF.type)]).value_counts().head(6)

# %% [markdown]
# To ask often, or over the network: `kg sparql` keeps its store with the graph, `kg serve` answers over HTTP, `kg push`
# fills a triple store: [how-to](../docs/how-to/README.md).
