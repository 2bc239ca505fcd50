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


class Results:
    """What the document holds of a device: for each package a description, rows of the table, and known differences."""

    def __init__(self):
        self.packages = {}  # package: (description, [row], {tag: share})

    @staticmethod
    def of(tally):
        results = Results()
        rows = tally.rows()[1:-1]
        for head in tally.heads:
            package = head["package"]
            versions = ", ".join(f"{name} {version}" for name, version in head["versions"].items())
            results.packages[package] = (
                f"{package} ({datetime.date.today()}, seed {head['seed']}): {versions}",
                [row for row in rows if row[0] == package],
                {tag: tally.share(tag) for tag in sorted(tally.tags) if tag.startswith(package + "/")})
        return results

    @staticmethod
    def parse(text):
        results = Results()
        for line in text.splitlines():
            cells = [cell.strip() for cell in line.split("|")[1:-1]]
            description = re.match(r"([\w-]+) \(.*, seed \d+\): ", line)
            if description:
                results.packages[description.group(1)] = (line.rstrip("\\"), [], {})
            elif cells and cells[0] in results.packages:
                results.packages[cells[0]][1].append(cells)
            elif cells and cells[0].strip("`").split("/")[0] in results.packages:
                tag = cells[0].strip("`")
                results.packages[tag.split("/")[0]][2][tag] = cells[1]
        return results

    def total(self):
        """The last row: sums of the numbers, and of both sides of "3 of 4"."""
        columns = list(zip(*(row[2:] for _, rows, _ in self.packages.values() for row in rows)))
        cells = []
        for column in columns:
            pairs = [[int(number) for number in cell.split(" of ")] for cell in column if cell]
            cells.append(" of ".join(str(sum(numbers)) for numbers in zip(*pairs)))
        return ["all", "", *cells]

    def markdown(self):
        head = ["package", "family", "cases", *COLUMNS, "package within bound", "integer path as documented"]
        rows = [row for _, rows, _ in self.packages.values() for row in rows] + [self.total()]
        tags = {tag: share for _, _, shares in self.packages.values() for tag, share in shares.items()}
        lines = ["\\\n".join(description for description, _, _ in self.packages.values()), ""]
        lines += ["| " + " | ".join(head) + " |", "|---|---|" + "---:|" * (len(head) - 2)]
        lines += ["| " + " | ".join(row) + " |" for row in rows]
        lines += ["", "| known difference | cases |", "|---|---:|"]
        return "\n".join(lines + [f"| `{tag}` | {tags[tag]} |" for tag in sorted(tags)])


def edit(path, change):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(change(text))


def update_results(path, tally):
    """Puts the tables between the markers of the device. Packages that were not run keep what was there."""
    begin, end = f"<!-- oracles {tally.device} -->", f"<!-- /oracles {tally.device} -->"

    def change(text):
        if begin not in text or end not in text:
            raise ValueError(f"expected the markers '{begin}' and '{end}' in '{path}'")
        before, rest = text.split(begin, 1)
        old, after = rest.split(end, 1)
        results = Results.parse(old)
        results.packages.update(Results.of(tally).packages)
        return f"{before}{begin}\n{results.markdown()}\n{end}{after}"

    edit(path, change)


def update_known(path, tally):
    """Writes how many cases have each difference into the last column of the table of known differences."""
    packages = {package for package, _ in tally.counts}

    def change(match):
        tag = match.group(2)
        return f"{match.group(1)}| {tally.share(tag)} |" if tag.split("/")[0] in packages else match.group(0)

    edit(path, lambda text: re.sub(r"^(\| `([\w-]+/[\w-]+)` \|.*)\|[^|]*\|$", change, text, flags=re.M))
