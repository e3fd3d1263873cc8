"""The CPU ratios as a bar chart in SVG."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from bench.measure import Cell
from bench.table import cpu_ratio, group_cells, reference_of

WIDTH: Final = 860
LEFT: Final = 300
BAR: Final = 13
GAP: Final = 14
TOP: Final = 70
SCALE: Final = 480  # pixels for a ratio of 1
COLOURS: Final = ("#888888", "#bbbbbb", "#0b6e4f", "#c8553d", "#3d6cc8", "#8a4fbf")
STYLE: Final = "text{font:12px sans-serif;fill:#222}.title{font:bold 15px sans-serif}.figure{font-size:10px}"


def draw_chart(cells: Sequence[Cell]) -> str:
    """Return a bar for each system in each operation with the fewest connections."""
    chosen = [each for each in cells if each.connections == each.operation.connections[0]]
    colours = dict(zip(dict.fromkeys(each.system for each in cells), COLOURS, strict=False))
    parts, y = list(_draw_legend(colours)), TOP
    for title, group in group_cells(chosen):
        parts += _draw_group(title, group, colours, y)
        y += BAR * len(group) + GAP
    size = f'width="{WIDTH}" height="{y}" viewBox="0 0 {WIDTH} {y}"'
    background = f'<rect width="{WIDTH}" height="{y}" fill="#ffffff"/>'
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" {size}>', f"<style>{STYLE}</style>", background]
    return "\n".join([*lines, *parts, "</svg>"]) + "\n"


def _draw_legend(colours: dict[str, str]) -> Iterator[str]:
    title = "CPU time of a request, system and Postgres: the limit's, or COPY's, divided by the system's"
    yield f'<text class="title" x="12" y="24">{escape(title)}</text>'
    x = 12
    for system, colour in colours.items():
        yield f'<rect x="{x}" y="38" width="12" height="12" fill="{colour}"/>'
        yield f'<text x="{x + 17}" y="48">{escape(system)}</text>'
        x += 40 + 7 * len(system)


def _draw_group(title: str, group: Sequence[Cell], colours: dict[str, str], y: int) -> Iterator[str]:
    reference = reference_of(group)
    middle = y + BAR * len(group) / 2 + 4
    yield f'<text x="{LEFT - 10}" y="{middle:.0f}" text-anchor="end">{escape(title)}</text>'
    for place, cell in enumerate(group):
        ratio = cpu_ratio(cell.median(), reference) if reference else 0.0
        top, width = y + place * BAR, max(1.0, ratio * SCALE)
        size = f'width="{width:.1f}" height="{BAR - 2}"'
        yield f'<rect x="{LEFT}" y="{top}" {size} fill="{colours[cell.system]}"/>'
        yield f'<text class="figure" x="{LEFT + width + 5:.1f}" y="{top + 10}">{ratio:.2f}</text>'
