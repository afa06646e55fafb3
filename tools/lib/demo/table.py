"""The table that the demo prints, row by row."""

import shutil
import sys
import textwrap

COLUMNS = (("client", 16), ("server", 16), ("case", 20), ("expected", 29), ("seen", 29),
           ("version", 7), ("suite", 39), ("group", 14), ("ALPN", 8))
FOLDED = 5  # columns that stay together on the first line of a narrow terminal


class Table:
    def __init__(self):
        self.rows = 0
        self.right = 0
        self.on_terminal = sys.stdout.isatty()
        self.width = shutil.get_terminal_size((10_000, 24)).columns if self.on_terminal else 10_000

    def section(self, title):
        print(f"\n{self._coloured(title, '1')}")
        self._line("  ", [name for name, _ in COLUMNS], "reason")

    def row(self, client, server, case, expected, seen, right):
        self.rows += 1
        self.right += right
        mark = self._coloured("ok", "32") if right else self._coloured("!!", "31")
        negotiated = seen.negotiated
        self._line(mark, [client, server, case, str(expected), str(seen), negotiated.version,
                          negotiated.suite, negotiated.group, negotiated.protocol], seen.told)

    def _line(self, mark, cells, reason):
        padded = [cell.ljust(width) for cell, (_, width) in zip(cells, COLUMNS)]
        line = "  ".join([mark, *padded, reason]).rstrip()
        if len(line) <= self.width:
            return print(line, flush=True)
        print("  ".join([mark, *padded[:FOLDED]]).rstrip())
        rest = "  ".join(cell for cell in [*cells[FOLDED:], reason] if cell != "-")
        print(textwrap.fill(rest, self.width, initial_indent=" " * 8,
                            subsequent_indent=" " * 8), flush=True)

    def _coloured(self, text, code):
        return f"\033[{code}m{text}\033[0m" if self.on_terminal else text
