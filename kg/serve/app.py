"""Says what each address answers; knows nothing of sockets."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, urlencode

from kg.exporters import export
from kg.exporters.explorer.again import Again
from kg.exporters.formats import Format
from kg.exporters.rdf.bounded import RESULTS, TRIPLES, Asked, Found
from kg.exporters.rdf.model import Detail
from kg.exporters.rdf.queries import shipped
from kg.exporters.rdf.vocabulary import PREFIXES
from kg.serve import sparql
from kg.serve.accept import best
from kg.serve.current import Current
from kg.serve.live import Live, following, script
from kg.serve.message import Request, Response, plain
from kg.serve.pages import page, style
from kg.serve.resources import term_of

if TYPE_CHECKING:
    from kg.builder.texts import Texts
    from kg.exporters.explorer import Fetched
    from kg.model.graph import KnowledgeGraph

HTML: Final = "text/html"
SHOWN: Final = 1000  # rows on a page for people
EXAMPLE: Final = """\
SELECT ?name ?links WHERE {
  { SELECT ?to (COUNT(?from) AS ?links) WHERE { ?from ng:linksTo ?to } GROUP BY ?to }
  ?to schema:name ?name
}
ORDER BY DESC(?links)
LIMIT 20"""
_FORMATS: Final = {form.value: form.media_type for form in Format if form.media_type in TRIPLES}
_READ: Final = frozenset(("GET", "HEAD"))


class App:
    """Everything a graph has to say over HTTP.

    Args:
        current: What answers queries, and what is known of each resource.
        folder: Where pages that take long to make are kept.
        live: The graph as it stands in its folder, which the explorer and the report follow.
        texts: Finds the notes' texts of a graph; without them the explorer shows no sentences.
        graphs: Whether there is a named graph for each page.
    """

    def __init__(
        self,
        current: Current,
        *,
        folder: Path,
        live: Live,
        texts: Callable[[KnowledgeGraph], Texts | None] = lambda _: None,
        graphs: bool = False,
    ) -> None:
        self._current, self._folder, self._live = current, folder, live
        self._again, self._graphs = Again(live.folder, texts), graphs
        self._making, self._marks = Lock(), dict[str, str]()
        self._explorer: Fetched | None = None
        self._resource_pages = {"id": self._id, "page": self._page, "data": self._data, "explore": self._part}
        self._pages: dict[str, Callable[[], Response]] = {
            "": self._front,
            "style.css": style,
            "explore": self._explore,
            "follow": lambda: Response(200, self._live.now().encode()),
            "follow.js": script,
            "report": partial(self._made, "report.html", Format.REPORT),
        }

    def respond(self, request: Request) -> Response:
        """What a request gets."""
        if request.path == "/sparql":
            return self._sparql(request)
        if request.method not in _READ:
            return plain(405, "This address is for reading.", Allow="GET, HEAD, OPTIONS")
        place, _, local = request.path.removeprefix("/").partition("/")
        try:
            if local and place in self._resource_pages:
                return self._resource_pages[place](request, local)
        except UnicodeDecodeError:
            return plain(400, "The address is no UTF-8.")
        if not local and place in self._pages:
            return self._pages[place]()
        return page("told", status=404, title="Nothing here", text="There is no page at this address.")

    def _front(self) -> Response:
        with self._current.state() as state:
            graph, base = state.graph, state.resources.base
        kinds = graph.nodes["kind"].value_counts()
        counts = sorted(
            ((str(kind), int(count)) for kind, count in kinds.items() if count), key=lambda c: (-c[1], c[0])
        )
        return page(
            "front",
            vault=graph.manifest.vault,
            base=base,
            counts=counts,
            query=EXAMPLE,
            queries=[
                (name, query.about, f"/sparql?{urlencode({'query': query.text})}")
                for name, query in shipped().items()
                if query.detail != Detail.FULL and "--value" not in query.about  # those ask for one thing
            ],
        )

    # --- resources ---

    def _id(self, request: Request, local: str) -> Response:
        """Somebody follows an IRI: people get the page, machines the data (httpRange-14)."""
        media_type = best(request.accept, (HTML, *TRIPLES))
        if not media_type:
            return plain(406, f"There are {', '.join((HTML, *TRIPLES))}.")
        name = next((name for name, each in _FORMATS.items() if each == media_type), "")
        location = f"/data/{local}?format={name}" if name else f"/page/{local}"
        return Response(303, headers={"Location": location, "Vary": "Accept"})

    def _page(self, request: Request, local: str) -> Response:
        del request
        with self._current.state() as state:
            found = state.resources.resource(local)
        if isinstance(found, Found):
            return page("told", status=found.status, title="No page", text=found.content.decode())
        return page("resource", it=found)

    def _data(self, request: Request, local: str) -> Response:
        (name,) = parse_qs(request.query).get("format", [""])[:1]
        media_type = _FORMATS.get(name, "") if name else best(request.accept, TRIPLES)
        if not media_type:
            return plain(400 if name else 406, f"There are {', '.join(_FORMATS)}.")
        with self._current.state() as state:
            found = state.resources.description(local, media_type)
        return Response(found.status, found.content, found.media_type, {"Vary": "Accept"})

    # --- SPARQL ---

    def _sparql(self, request: Request) -> Response:
        html = request.method in _READ and best(request.accept, (*RESULTS, *TRIPLES, HTML)) == HTML
        asks = "query" in parse_qs(request.query, keep_blank_values=True)
        if request.method in _READ and not asks and "update" not in parse_qs(request.query):
            return (
                page("rows", query=EXAMPLE, remark="", text=None, names=[], rows=[])
                if html
                else self._service(request)
            )
        if html:
            wanted = {**request.headers, "accept": f"{next(iter(RESULTS))}, text/turtle"}
            request = request._replace(headers=wanted)
        with self._current.state() as state:
            base = state.resources.base
            found = sparql.answer(request, state.ask, base=base, graphs=self._graphs)
        return (
            self._shown(parse_qs(request.query)["query"][0] if asks else "", found, base) if html else found
        )

    def _shown(self, query: str, found: Response, base: str) -> Response:
        """The answer for people."""
        values: dict[str, Any] = {"query": query, "remark": "", "text": None, "names": [], "rows": []}
        if found.status != 200 or found.media_type == "text/turtle":
            return page("rows", status=found.status, **{**values, "text": found.content.decode()})
        document = json.loads(found.content)
        if "boolean" in document:
            return page("rows", **{**values, "text": "yes" if document["boolean"] else "no"})
        names, rows = document["head"]["vars"], document["results"]["bindings"]
        cells = [
            [term_of(row[name], base) if name in row else term_of(None, "") for name in names]
            for row in rows[:SHOWN]
        ]
        remark = f"{len(rows):,} rows" + (f", the first {SHOWN:,} are shown" if len(rows) > SHOWN else "")
        return page("rows", **{**values, "names": names, "rows": cells, "remark": remark})

    def _service(self, request: Request) -> Response:
        """What the endpoint can do (SPARQL 1.1 Service Description)."""
        media_type = best(request.accept, TRIPLES)
        if not media_type:
            return plain(406, f"There are {', '.join(TRIPLES)}.")
        with self._current.state() as state:
            found = state.ask(Asked(_SERVICE, "http://localhost/sparql", "", media_type))
        return Response(found.status, found.content, found.media_type, {"Vary": "Accept"})

    # --- pages that take long to make ---

    def _explore(self) -> Response:
        """The explorer, which loads itself again when the graph changes."""
        with self._making:
            graph, mark = self._live.graph()
            if self._explorer is None or self._marks.get("explore") != mark:
                self._explorer = self._again.fetched(graph, address=lambda name: f"/explore/{name}?{mark}")
                self._marks["explore"] = mark
            return Response(200, following(self._explorer.page, mark), HTML)

    def _part(self, request: Request, local: str) -> Response:
        """What the page that was given last does not hold."""
        with self._making:
            explorer = self._explorer
            if explorer is None or local not in explorer.later or request.query != self._marks["explore"]:
                return plain(404, "The graph has changed, and the page with it.")
            return Response(200, explorer.part(local), "application/gzip")

    def _made(self, name: str, form: Format) -> Response:
        """A page that an exporter writes, made when it is first asked for; it brings its own policy."""
        path = self._folder / name
        with self._making:
            graph, mark = self._live.graph()
            if self._marks.get(name) != mark:
                export(graph, path, format=form)
                self._marks[name] = mark
            return Response(200, path.read_bytes(), HTML)


_SERVICE: Final = f"""PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
PREFIX formats: <http://www.w3.org/ns/formats/>
CONSTRUCT {{ <> a sd:Service ; sd:endpoint <> ; sd:supportedLanguage sd:SPARQL11Query ;
  sd:resultFormat formats:SPARQL_Results_JSON,
    formats:SPARQL_Results_XML, formats:SPARQL_Results_CSV, formats:SPARQL_Results_TSV,
    formats:Turtle, formats:N-Triples, formats:RDF_XML, formats:JSON-LD ;
  sd:defaultDataset ?set }}
WHERE {{ ?set a <{PREFIXES["void"]}Dataset> }}"""
