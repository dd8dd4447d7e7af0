"""The table of figures: what was measured beside what is to be reached, in Markdown."""
from __future__ import annotations

import dataclasses

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


@dataclasses.dataclass
class Figure:
    """One row. `ours` and `floor` are numbers in the same unit, None where nothing could be measured."""
    what: str
    goal: str
    unit: str
    ours: float | None
    floor: float | None = None
    floor_name: str = ""
    note: str = ""

    @property
    def ratio(self):
        """None where the noise was more than what was measured."""
        return self.ours / self.floor if self.ours and self.floor and min(self.ours, self.floor) > 0 else None

    @property
    def columns(self):
        beside = " ".join(part for part in (self.number(self.floor) if self.floor is not None else "",
                                            self.unit if self.floor is not None else "", self.floor_name) if part)
        ours = f"{self.number(self.ours)} {self.unit}" if self.ours is not None else "not measured"
        ratio = f"{self.ratio:.2f}" if self.ratio and self.ratio >= 0.005 else ""
        return [self.what, self.goal, ours + (f"; {self.note}" if self.note else ""), beside, ratio]

    @staticmethod
    def number(value):
        """Three digits that count."""
        if value is None:
            return ""
        if abs(value) >= 1000:
            return f"{value:,.0f}"
        return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


HEAD = ["what", "to reach", "glass", "floor or peer, in the same run", "ratio"]


def markdown(figures):
    lines = [HEAD, ["---"] * len(HEAD), *(figure.columns for figure in figures)]
    return "\n".join("| " + " | ".join(column.replace("|", "\\|") for column in line) + " |" for line in lines)


def plain(figures):
    lines = [HEAD, *(figure.columns for figure in figures)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEAD))]
    return "\n".join("  ".join(f"{column:<{width}}" for column, width in zip(line, widths)).rstrip() for line in lines)


def put_between_markers(text, table):
    """The text with what stands between the markers replaced.

    Raises ValueError where it does not have both, in order."""
    begin, end = text.find(BEGIN), text.find(END)
    if begin < 0 or end < begin:
        raise ValueError(f"it does not have the lines {BEGIN} and {END}")
    return f"{text[:begin]}{BEGIN}\n{table}\n{text[end:]}"
