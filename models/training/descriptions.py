"""Debian's English package descriptions as (short, long) records, grouped and split for retrieval."""

import random
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

WORD = re.compile(r"[a-z0-9][a-z0-9+.]*[a-z0-9+]|[a-z0-9]", re.IGNORECASE)
NAME_AFFIX = re.compile(r"^(lib|python3?-|ruby-|golang-|node-|r-cran-|r-bioc-|fonts-)|\d[\d.]*$")
RARE_WORD_GROUPS = 20  # a part of a package's name is a "name" if at most so many groups use it
SHARED_PARAGRAPH_GROUPS = 8  # a paragraph used by more sources than this is taken as boilerplate


@dataclass
class Description:
    """One binary package's description."""

    package: str
    source: str
    section: str
    short: str
    paragraphs: list[str]
    group: int = -1

    @property
    def long(self) -> str:
        """The long description as one line of text."""
        return " ".join(self.paragraphs)


def load_descriptions(data: Path) -> list[Description]:
    """Every English description in main that has a long part, with its group filled in."""
    sources, sections = read_index(data / "packages.txt")
    entries, seen = [], set()
    text = (data / "descriptions" / "en.txt").read_text(encoding="utf-8")
    for record in text.split("\n\n"):
        head, _, body = record.partition("Description-en: ")
        package = head.partition("Package: ")[2].split("\n")[0].strip()
        short, _, rest = body.partition("\n")
        paragraphs = read_paragraphs(rest)
        if not package or package in seen or package not in sections or not paragraphs:
            continue
        seen.add(package)
        entries.append(
            Description(package, sources[package], sections[package], short.strip(), paragraphs)
        )
    assign_groups(entries)
    return entries


def read_index(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Source package and section of every binary package in the Packages index."""
    sources: dict[str, str] = {}
    sections: dict[str, str] = {}
    package = ""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            key, _, value = line.rstrip("\n").partition(": ")
            if key == "Package":
                package = value
                sources[package] = value
            elif key == "Source":
                sources[package] = value.split(" ")[0]
            elif key == "Section":
                sections[package] = value
    return sources, sections


def read_paragraphs(body: str) -> list[str]:
    """Join the wrapped lines of a long description; a line " ." parts two paragraphs."""
    paragraphs: list[list[str]] = [[]]
    for line in body.split("\n"):
        if not line.startswith(" "):
            continue
        if line.strip() == ".":
            paragraphs.append([])
        else:
            paragraphs[-1].append(line.strip())
    joined = (" ".join(part) for part in paragraphs)
    return [part for part in joined if len(part) > 2]


def assign_groups(entries: list[Description]) -> None:
    """Give near-duplicates one group number.

    Packages of one source belong together, and so do sources that share a short description
    (digits aside: gcc-11, gcc-12) or a paragraph that is not common boilerplate.
    """
    parent: dict[str, str] = {}

    def root(source: str) -> str:
        parent.setdefault(source, source)
        while parent[source] != source:
            parent[source] = parent[parent[source]]
            source = parent[source]
        return source

    users: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        users["s " + without_digits(entry.short)].add(entry.source)
        for paragraph in entry.paragraphs:
            if len(paragraph) >= 80:
                users["p " + without_digits(paragraph)].add(entry.source)
    for sources in users.values():
        if 2 <= len(sources) <= SHARED_PARAGRAPH_GROUPS:
            first, *others = sorted(sources)
            for other in others:
                parent[root(other)] = root(first)
    numbers: dict[str, int] = {}
    for entry in entries:
        entry.group = numbers.setdefault(root(entry.source), len(numbers))


def without_digits(text: str) -> str:
    """Lower case, every run of digits, dots and spaces made one space."""
    return re.sub(r"[\d.\s]+", " ", text.lower()).strip()


def split_groups(entries: list[Description], held_out: int, seed: int) -> tuple[list, list]:
    """(training, held-out) descriptions; `held_out` whole groups go to the second."""
    groups = sorted({entry.group for entry in entries})
    chosen = set(random.Random(seed).sample(groups, held_out))
    train = [entry for entry in entries if entry.group not in chosen]
    return train, [entry for entry in entries if entry.group in chosen]


class NameStripper:
    """Removes a package's own name from its texts, so that a pair is not found by the name alone."""

    def __init__(self, entries: list[Description]) -> None:
        groups: dict[str, set[int]] = defaultdict(set)
        for entry in entries:
            for word in set(words(entry.short + " " + entry.long)):
                groups[word].add(entry.group)
        self.group_count = Counter({word: len(ids) for word, ids in groups.items()})

    def names(self, entry: Description) -> set[str]:
        """Lower-case words of the package's and source's names that few other groups use."""
        parts = set()
        for name in (entry.package, entry.source):
            core = NAME_AFFIX.sub("", name)
            parts |= {name, core, core.replace("-", ""), *words(name), *words(core)}
        return {part for part in parts if self.group_count[part] <= RARE_WORD_GROUPS}

    def strip(self, text: str, names: set[str]) -> str:
        """`text` without the words in `names`."""
        kept = WORD.sub(lambda m: "" if m.group().lower() in names else m.group(), text)
        return re.sub(r"\s+", " ", kept).strip()


def words(text: str) -> list[str]:
    """Lower-case words of a text."""
    return [match.group().lower() for match in WORD.finditer(text)]
