"""The explorer's page, read back by another decoder and compared with the tables it was written from."""

import base64
import gzip
import hashlib
import io
import json
import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.analysis.layout import layout
from kg.builder.texts import texts
from kg.errors import UsageError
from kg.exporters import export
from kg.exporters.explorer import encoding, write_explorer
from kg.exporters.explorer.again import Again
from kg.exporters.explorer.page import asset
from kg.exporters.explorer.picture import Picture, Role
from kg.exporters.html.page import readable
from kg.health.causes import causes

sys.path.insert(0, str(Path(__file__).parent))
import explorer_reading as reading

sys.path.pop(0)
DATA = Path(__file__).parents[2] / "data"


def written(graph, **options):
    stream = io.BytesIO()
    remarks = write_explorer(graph, stream, **options)
    return reading.Page(stream.getvalue().decode()), remarks


@pytest.fixture(scope="module")
def vault():
    return kg.build(DATA / "tubevault")


@pytest.fixture(scope="module")
def page(vault):
    return written(vault, texts=texts(vault, DATA / "tubevault"))[0]


@pytest.fixture(scope="module")
def at(vault):
    """Number in the page of each node of the graph."""
    return Picture(vault, layout(vault)).place.tolist()


# --- what the page holds is what the tables hold ------------------------------------------------------------


def test_every_node_is_there(vault, page, at):
    assert (page.meta["nodes"], page.meta["edges"]) == (len(vault.nodes), len(vault.edges))
    for row in vault.nodes.itertuples():
        node = at[row.node]
        assert page.label[node] == readable(row.label)
        assert page.kind_of(node) == row.kind
        assert bool(page.flags[node] & 1) == (row.kind == "missing")
        assert page.path_of(node) == (readable(row.path) if isinstance(row.path, str) else "")
        assert page.words[node] == (0 if pd.isna(row.words) else row.words)


def test_every_edge_is_there(vault, page):
    label = vault.nodes["label"].map(readable)
    timed = vault.edges["moment"].notna()
    table = Counter(
        (label[edge.source], label[edge.target], edge.kind, 1 if timed[edge.Index] else edge.weight)
        for edge in vault.edges.itertuples()
    )
    assert Counter(page.edges()) == table


def test_nodes_stand_where_the_layout_puts_them(vault, page, at):
    table = layout(vault)
    places = np.array([page.place(node) for node in at], dtype=float)
    wanted = table[["x", "y"]].to_numpy()
    scale = np.ptp(places[:, 0]) / np.ptp(wanted[:, 0])
    difference = (places - places.mean(axis=0)) / scale - (wanted - wanted.mean(axis=0))

    assert np.abs(difference).max() < 0.05  # of what two nodes are apart
    assert [page.region[node] for node in at] == table["region"].tolist()
    assert [page.group[node] for node in at] == table["group"].tolist()


def test_circles_hold_their_members_and_regions_are_named(vault, page):
    for node in range(page.meta["nodes"]):
        x, y = page.place(node)
        for kind, number in (("group", page.group[node]), ("region", page.region[node])):
            middle = [getattr(page, f"{kind}_{axis}")[number] for axis in "xy"]
            assert np.hypot(x - middle[0], y - middle[1]) <= getattr(page, f"{kind}_r")[number] + 8
    assert page.meta["region_word"] == "channel"
    channels = vault.nodes["label"][vault.nodes["kind"] == "channel"]
    assert set(channels) <= set(page.region_label)
    for region, node in enumerate(page.region_node):
        assert node < 0 or page.label[node] == page.region_label[region]


def test_nodes_of_a_group_stand_in_order_of_their_edges(vault, page, at):
    ends = Counter(vault.edges["source"].tolist() + vault.edges["target"].tolist())
    degree = [0] * len(at)
    for node, place in enumerate(at):
        degree[place] = ends[node]
    for first, second in zip(range(len(at) - 1), range(1, len(at)), strict=True):
        assert page.group[first] < page.group[second] or degree[first] >= degree[second]


def test_states_and_causes_are_those_of_the_answers(vault, page, at):
    apart = kg.orphans(vault)
    flags = {node: page.apart[at[node]] for node in vault.nodes.index}
    for way, flag in (("orphan", 2), ("dead_end", 4), ("unreachable", 8)):
        assert {node for node in flags if flags[node] & flag} == set(apart.index[apart[way]])
    why = dict(zip(causes(vault)["key"], causes(vault)["cause"], strict=True))
    for row in vault.nodes.itertuples():
        assert page.meta["causes"][page.cause[at[row.node]]][1] == why.get(row.key, "none")


def test_announced_pages_are_those_that_an_index_lists(vault, page, at):
    kinds, edges = vault.nodes["kind"], vault.edges
    listed = {target for target in edges["target"][edges["kind"] == "lists"] if kinds[target] == "missing"}

    assert listed
    assert {node for node in vault.nodes.index if page.flags[at[node]] & 16} == listed


def test_moments_and_videos_lead_to_the_second(vault, page, at):
    told = vault.moments.dropna(subset=["seconds"]).groupby("source")["seconds"]
    for node, seconds in told:
        assert page.moments_of(at[node]) == sorted(set(seconds.astype(int)))
    videos = vault.nodes[vault.nodes["kind"] == "video"]
    for row in videos.itertuples():
        assert f"https://www.youtube.com/watch?v={page.video[at[row.node]]}" == row.url


def test_edges_tell_where_they_are_said(vault, page, at):
    said = kg.excerpts(vault, vault.mentions, texts=texts(vault, DATA / "tubevault"))
    roles = [row[2] for row in page.meta["edge_kinds"]]
    wanted = {
        (at[edge.source], at[edge.target], edge.kind): said.loc[edge.mention]
        for edge in vault.edges.itertuples()
        if not pd.isna(edge.mention)
    }
    told = 0
    for edge, (source, target) in enumerate(zip(page.source, page.target, strict=True)):
        kind, _, _ = page.meta["edge_kinds"][page.edge_kind[edge]]
        if roles[page.edge_kind[edge]] != "link":
            continue
        place = wanted[source, target, kind]
        assert page.edge_line[edge] == place["line"]
        assert page.edge_text[edge] == readable(place["sentence"])
        cited = page.edge_moment[edge]
        second = page.moments_of(source)[cited - 1] if cited else None
        assert second == (None if pd.isna(place["seconds"]) else place["seconds"])
        told += 1
    assert told > 100


def test_ranks_are_those_of_the_measure(vault, page, at):
    assert [name for name, _ in page.meta["measures"]] == ["pagerank", "in_degree"]
    ranked = kg.ranking(vault)
    rank = getattr(page, "rank:pagerank")
    assert {node: rank[at[node]] for node in ranked.index} == ranked["rank"].to_dict()


def test_an_analysed_graph_has_more_measures_and_the_same_places(vault):
    analysed = kg.KnowledgeGraph({**vault.tables, **kg.analyse(vault)}, vault.manifest)
    more = written(analysed, places=analysed.layout)[0]

    assert [name for name, _ in more.meta["measures"]] == ["pagerank", "in_degree", "betweenness"]
    assert more.x == written(vault)[0].x


def test_roles_tell_links_from_what_only_says_how_a_vault_is_built(page):
    assert {kind: role for kind, _, role in page.meta["edge_kinds"]}.items() >= {
        ("links_to", Role.LINK),
        ("lists", Role.LIST),
        ("about_video", Role.STRUCTURE),
        ("in_channel", Role.PROVENANCE),
        ("from_line", Role.PROVENANCE),
    }


def test_colours_of_neighbouring_regions_differ(page):
    circles = np.array([page.region_x, page.region_y]).T
    gaps = np.hypot(*(circles[:, None] - circles[None]).transpose(2, 0, 1))
    np.fill_diagonal(gaps, np.inf)
    assert all(
        page.region_colour[region] != page.region_colour[int(near)]
        for region, near in enumerate(gaps.argmin(1))
    )


# --- other vaults, and parts left out -----------------------------------------------------------------------


def test_a_vault_without_videos_and_channels_has_a_page_too():
    graph = kg.build(DATA / "fieldnotes")
    page = written(graph, texts=texts(graph, DATA / "fieldnotes"))[0]

    assert page.meta["region_word"] == "community"
    assert len(page.region_label) > 1
    assert sorted(page.label) == sorted(map(readable, graph.nodes["label"]))
    assert [row[1] for row in page.meta["node_kinds"]] == graph.nodes["kind"].cat.categories.tolist()
    tagged = Counter(
        (page.label[node], page.meta["tags"][tag])
        for node, tag in zip(reading.repeated(page.node_tags), page.tag, strict=True)
    )
    edges, label = graph.edges, graph.nodes["label"].map(readable)
    tags = edges[edges["kind"] == "tagged"]
    assert tagged == Counter(zip(label[tags["source"]], label[tags["target"]], strict=True))
    declared = graph.aliases[graph.aliases["origin"] == "alias"]
    assert {
        (page.label[node], alias) for node, alias in zip(page.alias_node, page.alias, strict=True)
    } == set(zip(label[declared["node"]], declared["alias"], strict=True))


def test_an_empty_graph_has_a_page():
    page = written(kg.build({"readme.txt": ""}))[0]

    assert (page.meta["nodes"], page.label, page.region_label) == (0, [], [])


def test_details_can_be_left_out(vault):
    page, remarks = written(vault, details=False)

    assert page.names == {"core", "labels", "causes"}
    assert page.meta["details"] is False
    assert remarks == ()


def test_texts_are_cut_to_a_size_and_the_page_says_so(vault):
    notes = texts(vault, DATA / "tubevault")
    whole = len(written(vault, texts=notes)[0].page)
    limit = (len(written(vault)[0].page) + whole) / 2 / 1e6
    page, remarks = written(vault, texts=notes, size=limit)

    assert len(page.page.encode()) <= limit * 1e6 * 1.01
    assert page.meta["shown"] == list(remarks)
    told = sum(map(bool, page.edge_text))
    assert any(f"{told} of" in remark for remark in remarks)
    across = [
        bool(page.edge_text[edge])
        for edge, (source, target) in enumerate(zip(page.source, page.target, strict=True))
        if page.region[source] != page.region[target]
        and page.meta["edge_kinds"][page.edge_kind[edge]][2] == "link"
    ]
    assert sum(across) / len(across) > told / len(page.edge_text)  # those between regions come first


def second_of(page, edge):
    """The second cited beside an edge, if the page tells one."""
    place = page.edge_moment[edge]
    return page.moments_of(page.source[edge])[place - 1] if place else None


def test_moments_that_no_link_cites_give_way_first_then_lines_and_moments_of_links(vault):
    whole, _ = written(vault)
    least, told = written(vault, size=0.001)
    lengths = [len(part.page.encode()) for part in (least, whole)]
    sizes = np.arange(lengths[0], lengths[1] + 4000, 500) / 1e6  # some is spared for the rest of the page
    halves = [(page, remarks) for page, remarks in (written(vault, size=size) for size in sizes) if remarks]
    links = [edge for edge, line in enumerate(whole.edge_line) if line]

    assert not any(least.edge_line)
    assert not any(least.moment)
    assert any("alone take" in remark for remark in told)
    assert any(0 < sum(map(bool, page.edge_line)) < len(links) for page, _ in halves)
    for page, remarks in halves:
        lines = [edge for edge in links if page.edge_line[edge]]
        assert [page.edge_line[edge] for edge in lines] == [whole.edge_line[edge] for edge in lines]
        assert [second_of(page, edge) for edge in lines] == [second_of(whole, edge) for edge in lines]
        assert page.moments_all == whole.moments
        beside = {(page.source[edge], second_of(page, edge)) for edge in lines if page.edge_moment[edge]}
        assert beside == {
            (node, second) for node in range(len(page.moments)) for second in page.moments_of(node)
        }
        assert remarks[0] == f"Moments: {len(beside)} of {sum(whole.moments)} are given, those beside links."
        if len(lines) < len(links):
            assert f"for {len(lines)} of {len(links)} links" in remarks[1]
            across = [page.region[page.source[edge]] != page.region[page.target[edge]] for edge in links]
            first = [page.region[page.source[edge]] != page.region[page.target[edge]] for edge in lines]
            assert np.mean(first or [1]) >= np.mean(across)
        assert page.meta["shown"] == list(remarks)


def test_without_the_notes_nothing_of_them_is_told(vault):
    page, _ = written(vault)

    assert not any(page.edge_text)
    assert not any(page.excerpt)
    assert any(page.moments)


def test_a_beginning_is_the_first_sentence_of_the_text():
    notes = {
        "a.md": "---\ntitle: A\n---\n# Heading\n\n![[x.png]]\n\nIt *rains*, says [[b|a friend]]. Then not.\n",
        "b.md": "# Only a heading\n",
        "c.md": "- first item\n- second\n",
    }
    graph = kg.build(notes)
    page = written(graph, texts=texts(graph, notes))[0]

    assert dict(zip(page.label, page.excerpt, strict=True)) | {"x.png": ""} == {
        "A": "It rains, says a friend.",
        "b": "",
        "c": "first item",
        "x.png": "",
    }


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("", None),
        ("obsidian", "obsidian://open?vault=my%20notes&file={path}"),
        ("vscode", "vscode://file/home/my%20notes/{path}:{line}:{column}"),
        ("https://wiki.example/{path}#L{line}", "https://wiki.example/{path}#L{line}"),
    ],
)
def test_how_a_note_is_opened_can_be_said(graph, given, told):
    page, _ = written(graph, open_note=given, vault=Path("/home/my notes"), title="Another title")

    assert page.meta["open_note"] == told


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("https://wiki.example/", "names no note"),
        ("javascript:alert('{path}')", "opens no note"),
        ("vscode", "not known"),  # the vault's folder is not
    ],
)
def test_an_address_that_opens_no_note_is_refused(graph, given, told):
    with pytest.raises(UsageError, match=told):
        written(graph, open_note=given)


# --- the page itself ----------------------------------------------------------------------------------------


def test_only_the_scripts_and_styles_of_the_page_may_run(graph):
    page = written(graph)[0].page
    policy = re.search('Content-Security-Policy" content="([^"]*)"', page)[1]
    for name, element in (("explorer.js", "script"), ("explorer.css", "style")):
        inlined = re.search(f"<{element}>(.*?)</{element}>", page, re.DOTALL)[1]
        assert inlined.encode() == asset(name)
        digest = base64.b64encode(hashlib.sha256(inlined.encode()).digest()).decode()
        assert f"{element}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    outside = re.sub("<(script|style).*?</(script|style)>", "", page, flags=re.DOTALL)
    assert not re.search(r"(?:src|href)\s*=", outside)


def test_the_same_graph_makes_the_same_bytes(vault, tmp_path):
    for name in ("a.html", "b.html"):
        export(vault, tmp_path / name, texts=texts(vault, DATA / "tubevault"))

    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_hostile_texts_stay_in_their_blocks(hostile):
    title = "</title><script>document.title = 'HIT'</script>"
    page = written(hostile, title=title)[0]
    plain = re.sub(r"<(script|style)[ >].*?</(script|style)>", "", page.page, flags=re.DOTALL)

    assert "HIT'</script>" not in plain
    assert plain.count("<") == len(re.findall("</?(?:html|head|meta|title|body|noscript|!doctype)", plain))
    assert page.meta["title"] == title
    told = [*page.label, *page.alias, *page.path, *page.excerpt, *page.meta["tags"]]
    assert not any(
        re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]", text) for text in told
    )
    assert sum("<script>" in label for label in page.label) >= 2  # as text, all of it


def test_a_label_without_end_is_cut():
    graph = kg.build({"a.md": f"---\ntitle: {'x' * 5000}\n---\n"})
    (label,) = written(graph)[0].label

    assert (len(label), label[-1]) == (300, "…")


# --- numbers as bytes ---------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 2**31 - 1)))
def test_numbers_come_back(numbers):
    values = np.array(numbers, dtype=np.int64)

    assert reading.leb128(encoding.leb128(values)) == numbers
    assert reading.decoded("delta", len(numbers), encoding.delta("x", values).data, {}) == numbers
    small = values % 65536
    assert reading.decoded("u16p", len(numbers), encoding.planes("x", small).data, {}) == small.tolist()


@given(st.binary(max_size=300))
def test_bytes_come_back_from_characters(data):
    text = encoding.sevens(data).decode()

    assert not set(text) & set("\0\r<")
    found = reading.from_sevens(text)
    assert found[: len(data)] == data
    assert found[len(data) :] in {b"", b"\0"}


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9))))
def test_edges_come_back(edges):
    edges.sort()
    source, target = (np.array([edge[end] for edge in edges], dtype=np.int64) for end in (0, 1))
    out = np.bincount(source, minlength=10).tolist()
    found = reading.decoded("targets", len(edges), encoding.targets("t", source, target).data, {"out": out})

    assert found == target.tolist()


# --- notebooks ----------------------------------------------------------------------------------------------


def test_a_notebook_shows_the_page_in_a_frame_that_can_do_no_harm(hostile):
    shown = kg.explorer(hostile)._repr_html_()

    assert shown.startswith('<iframe sandbox="allow-scripts allow-popups" srcdoc="')
    assert "allow-same-origin" not in shown
    assert shown.count("<") == 2  # its start and its end: everything else is escaped
    assert "<script>" not in hostile._repr_html_()


def test_a_page_too_large_for_a_notebook_is_shown_as_a_picture(graph, tmp_path, monkeypatch):
    monkeypatch.setattr("kg.exporters.explorer.notebook._LARGEST", 1000)
    found = kg.explorer(graph)

    assert "<iframe" not in found._repr_html_()
    assert "graph.html" in found._repr_html_()
    assert found.write(tmp_path / "x.html").read_bytes() == found.page


def test_a_notebook_shows_what_a_graph_holds(graph):
    shown = graph._repr_html_()

    assert f"{len(graph.nodes):,} nodes" in shown
    for kind, count in graph.nodes["kind"].value_counts().items():
        assert f"{kind} {count}" in shown


def test_a_page_of_a_server_and_the_panel_it_asks_for_are_what_a_file_holds(tmp_path):
    """Also of the states after the first, which are found from those before."""
    notes = {f"{n}.md": f"---\ntitle: Note {n}\n---\n[[{(n + 1) % 9}]] [[Note {n}s]]\n" for n in range(9)}
    for path, text in notes.items():
        (tmp_path / path).write_text(text)
    again = Again(None, lambda graph: texts(graph, tmp_path))
    for edit in ("", "[[8]] and [[Noet 5]]", "[[Note 33|a label]]", "## A heading\n[[wanted]] [[8]]"):
        notes["3.md"] += edit
        (tmp_path / "3.md").write_text(notes["3.md"])
        graph = kg.build(tmp_path)
        served = again.fetched(graph, address="/explore/{}?1&2".format)
        stream = io.BytesIO()
        remarks = write_explorer(graph, stream, texts=texts(graph, tmp_path))
        whole, parts = (reading.sections(data.decode()) for data in (stream.getvalue(), served.page))

        assert b'id="kg-panel" data-from="/explore/panel?1&amp;2"></script>' in served.page
        assert {"core": whole["core"]}.items() <= parts.items()
        for name in ("labels", "causes", "measures"):
            assert gzip.decompress(served.part(name)) == whole[name], name
        told = reading.columns(gzip.decompress(served.part("panel")))
        assert told.pop("shown") == list(remarks)
        assert told == reading.columns(whole["panel"])


def test_the_description_of_the_format_names_every_column(vault, page):
    told = (Path(__file__).parents[2] / "docs" / "reference" / "explorer-format.md").read_text()
    parts = [reading.sections(made.page) for made in (page, written(vault, size=0.001)[0])]
    for data in (data for made in parts for data in made.values()):
        if data[:1] != b"{":
            for name, kind, _, _ in json.loads(data[4 : 4 + int.from_bytes(data[:4], "little")]):
                assert f"`{name.partition(':')[0]}" in told, name
                assert f"`{kind}`" in told, kind
