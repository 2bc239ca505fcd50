"""Counts of verdicts by package and family, the tables that are printed, and the document that keeps them."""

import collections
import datetime
import re

from compare import EQUAL, FAILED, KNOWN, WITHIN

COLUMNS = [EQUAL, WITHIN, KNOWN, FAILED]


class Tally:
    def __init__(self, device):
        self.device = device
        self.heads = []
        self.counts = {}  # (package, family): Counter
        self.tags = collections.Counter()
        self.failures = 0

    def begin(self, head):
        self.heads.append(head)

    def add(self, package, family, verdict):
        counter = self.counts.setdefault((package, family), collections.Counter())
        counter["cases"] += 1
        counter[verdict.kind] += 1
        if verdict.package_within is not None:
            counter["judged"] += 1
            counter["package within"] += verdict.package_within
        if verdict.as_documented is not None:
            counter["documented"] += 1
            counter["as documented"] += verdict.as_documented
        for tag in verdict.tags:
            self.tags[tag] += 1
        self.failures += verdict.kind == FAILED

    def share(self, tag):
        """"29 of 667": cases of the tag's package."""
        package = tag.split("/")[0]
        return f"{self.tags[tag]} of {sum(c['cases'] for (p, _), c in self.counts.items() if p == package)}"

    def rows(self):
        head = ["package", "family", "cases", *COLUMNS, "package within bound", "integer path as documented"]
        rows = [head]
        total = collections.Counter()
        for (package, family), counter in self.counts.items():
            rows.append([package, family] + self.cells(counter))
            total += counter
        rows.append(["all", ""] + self.cells(total))
        return rows

    @staticmethod
    def cells(counter):
        def of(part, whole):
            return f"{counter[part]} of {counter[whole]}" if counter[whole] else ""
        return [str(counter[c]) for c in ["cases", *COLUMNS]] + [of("package within", "judged"),
                                                                  of("as documented", "documented")]

    def lines(self):
        """The table as text, in columns; known differences below it."""
        rows = self.rows()
        widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
        out = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
        if self.tags:
            out += ["", "known differences, cases:"]
            out += [f"  {tag}: {self.share(tag)}" for tag in sorted(self.tags)]
        seeds = ", ".join(f"{head['package']} {head['seed']}" for head in self.heads)
        return out + ["", f"device {self.device}; seeds: {seeds}; {self.failures} unlisted disagreements"]

    def markdown(self):
        rows = self.rows()
        lines = ["| " + " | ".join(rows[0]) + " |", "|---|---|" + "---:|" * (len(rows[0]) - 2)]
        lines += ["| " + " | ".join(row) + " |" for row in rows[1:]]
        lines += ["", "| known difference | cases |", "|---|---:|"]
        lines += [f"| `{tag}` | {self.share(tag)} |" for tag in sorted(self.tags)]
        versions = "; ".join(f"{h['package']} (seed {h['seed']}): " + ", ".join(f"{k} {v}" for k, v in h["versions"].items())
                             for h in self.heads)
        return "\n".join([f"{datetime.date.today()}, device {self.device}. {versions}.", ""] + lines)


def edit(path, change):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(change(text))


def update_results(path, tally):
    """Puts the tables between the markers of the device."""
    begin, end = f"<!-- oracles {tally.device} -->", f"<!-- /oracles {tally.device} -->"

    def change(text):
        if begin not in text or end not in text:
            raise ValueError(f"expected the markers '{begin}' and '{end}' in '{path}'")
        pattern = re.escape(begin) + r".*?" + re.escape(end)
        return re.sub(pattern, lambda _: f"{begin}\n{tally.markdown()}\n{end}", text, flags=re.S)

    edit(path, change)


def update_known(path, tally):
    """Writes how many cases have each difference into the last column of the table of known differences."""
    packages = {package for package, _ in tally.counts}

    def change(match):
        tag = match.group(2)
        return f"{match.group(1)}| {tally.share(tag)} |" if tag.split("/")[0] in packages else match.group(0)

    edit(path, lambda text: re.sub(r"^(\| `([\w-]+/[\w-]+)` \|.*)\|[^|]*\|$", change, text, flags=re.M))
