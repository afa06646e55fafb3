"""What was measured, by kind."""

import json
import pathlib


class Results:
    """The objects of JSON that the benchmarks print."""

    def __init__(self, path):
        lines = [json.loads(line) for line in pathlib.Path(path).read_text().splitlines() if line]
        self.rows = [line for line in lines if "ratio" in line]
        self.skipped = [line for line in lines if "skipped" in line]
        self.connections = [line for line in lines if "connections" in line]
        self.threads = [line for line in lines if "threads" in line]
        self.exact = {line["exact"]: line for line in lines if "exact" in line}
        self.programs = [line for line in lines if "program" in line]
        self.units = [line for line in lines if "unit" in line]
        self._cells = {(line["row"], line["who"]): line for line in self.rows}

    def cell(self, row, who):
        return self._cells.get((row, who))

    def contestants(self):
        return list(dict.fromkeys(line["who"] for line in self.rows))

    def row_names(self):
        return list(dict.fromkeys(line["row"] for line in self.rows))

    def idle(self, backend, who, connections=None):
        """What one connection costs among so many, or among the most."""
        found = [line for line in self.connections
                 if (line["backend"], line["who"]) == (backend, who)
                 and connections in (None, line["connections"])]
        return found[-1] if found else None
