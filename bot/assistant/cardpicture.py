"""Draws cards of rules and stories as one picture: what people say on the left, the card, what is done on the right.

    python -m bot.assistant.cardpicture < cards.json > picture.svg

In: a list of cards as `bot.studio.cardgraph` gives them. Out: SVG without a style of its own, so that it may stand in a
page that allows none; ink is the page's, each card leads to where it is edited.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from io import StringIO
from typing import Any
from xml.etree import ElementTree

WIDE, HIGH, MARGIN = 2.9, 0.3, 0.4  # inches: a column, a line, around
LONGEST = 34  # letters of a label
BEND = 0.62  # of a column: where labels of topics end
SVG = "{http://www.w3.org/2000/svg}"
KEPT = {f"{SVG}{name}" for name in ("svg", "g", "path", "text", "tspan", "a", "defs", "clipPath", "rect", "use")}
INK = "#000000"


def main() -> None:
    """Draw what stands on the standard input."""
    sys.stdout.write(plain(drawn(json.load(sys.stdin))))


def drawn(cards: Sequence[dict[str, Any]]) -> str:
    """The picture of some cards as matplotlib writes it."""
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams |= {"svg.hashsalt": "raport", "svg.fonttype": "none", "font.size": 9}
    from matplotlib import pyplot

    graph = graph_of(cards)
    places = laid_out(graph)
    width = WIDE * (1 + max((x for x, _ in places.values()), default=0))
    height = HIGH * (1 + max((-y for _, y in places.values()), default=0))
    figure = pyplot.figure(figsize=(width + MARGIN, height + MARGIN))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(-MARGIN / WIDE, width / WIDE)
    axes.set_ylim(-height / HIGH, 1)
    axes.axis("off")
    for one, other in graph.edges:
        (x, y), (right, down) = places[one], places[other]
        begin = x + (_wide(graph.nodes[one]["label"]) if graph.nodes[one]["row"] else 0)
        bend = max(begin, x + BEND)  # a line that rises at once would cross the labels beside it
        axes.plot([begin + 0.02, bend, right - 0.02], [y, y, down], color=INK, linewidth=0.4, alpha=0.6)
    for node, about in graph.nodes(data=True):
        x, y = places[node]
        label = about["label"].replace("$", r"\$")
        weight = "bold" if about["link"] else "normal"
        axes.text(x, y, label, ha="left", va="center", color=INK, weight=weight, url=about["link"] or None)
    out = StringIO()
    figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    pyplot.close(figure)
    return out.getvalue()


def graph_of(cards: Sequence[dict[str, Any]]) -> Any:
    """The cards as a directed graph; a node has ``label``, ``column``, ``link`` and ``row``, its order among all."""
    import networkx

    graph = networkx.DiGraph()

    def add(name: tuple[Any, ...], label: str, column: int, link: str = "") -> tuple[Any, ...]:
        if name not in graph:
            short = label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…"
            graph.add_node(name, label=short, column=column, link=link, row=len(graph) + 1)
        return name

    for number, card in enumerate(cards):
        middle = add(("card", number), card["name"], 1, card["link"])
        before, column = [middle], 1
        for at, group in enumerate(card["columns"]):
            if at == 0 and group["kind"] == "when":
                for what in group["what"]:  # what one card alone hears stands beside it
                    graph.add_edge(add(("when", number, what), what, 0), middle)
                continue
            column += 1
            single = group["kind"] == "then" and column == 2 and at == len(card["columns"]) - 1
            nodes = [add(("do", what) if single else (number, at, what), what, column) for what in group["what"]]
            for node in nodes:
                graph.add_edges_from((one, node) for one in before)
            before = nodes
    return graph


def laid_out(graph: Any) -> dict[Any, tuple[float, float]]:
    """Where each node stands: its column, and in the first its row; others at the middle of what leads to them."""
    places: dict[Any, tuple[float, float]] = {}
    rows: dict[int, float] = {}
    for column in sorted({about["column"] for _, about in graph.nodes(data=True)}):
        of_column = [node for node, about in graph.nodes(data=True) if about["column"] == column]
        wanted = {node: _middle([places[one][1] for one in graph.predecessors(node)]) for node in of_column}
        for node in sorted(of_column, key=lambda node: (-wanted[node], graph.nodes[node]["row"])):
            y = min(wanted[node], rows.get(column, 1.0) - 1) if column else rows.get(column, 1.0) - 1
            places[node] = (float(column), y)
            rows[column] = y
    return places


def _middle(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _wide(label: str) -> float:
    """About how much of a column a label takes."""
    return min(0.95, 0.031 * len(label))


def plain(svg: str) -> str:
    """The picture with attributes in place of styles, and nothing in it but what draws."""
    ElementTree.register_namespace("", SVG.strip("{}"))
    ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    root = ElementTree.fromstring(svg)
    _clean(root)
    wide, high = root.get("width", ""), root.get("height", "")
    root.attrib |= {"width": wide, "height": high, "class": "graph", "fill": "currentColor"}
    return ElementTree.tostring(root, encoding="unicode")


def _clean(node: Any) -> None:
    for child in list(node):
        if child.tag in KEPT:
            _clean(child)
        else:
            node.remove(child)
    style = node.attrib.pop("style", "")
    for one in filter(None, map(str.strip, style.split(";"))):
        name, _, value = one.partition(":")
        value = value.strip()
        if name == "font":
            size = next((part for part in value.split() if part.endswith("px")), "9px")
            node.set("font-size", size)
            if "bold" in value or "700" in value:
                node.set("font-weight", "bold")
        else:
            node.set(name.strip(), "currentColor" if value == INK else value)


if __name__ == "__main__":
    main()
