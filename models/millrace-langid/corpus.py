"""Build the labelled corpus of millrace-langid from the files that fetch_data.py laid out.

  python corpus.py --data DATA      writes DATA/langid.jsonl: {"text", "label", "split", "source"}

Splits go by message, not by translation: a message's original decides, so all its translations are
on one side, and a held-out text that training also holds is dropped. Two packages are held out whole.
"""

import argparse
import gettext
import json
import random
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from zlib import crc32

from clean import LOCALES, clean, is_language, is_short_sentence

SEED = 20261124
HELD_OUT_PACKAGES = {"tuxpaint-data", "gnucash-common"}
TRAIN_PER_LABEL, HELD_OUT_PER_LABEL = 60_000, 400
PER_PACKAGE = 8_000  # texts of one package and label at most
TEST_SHARE, DEV_SHARE = 4, 2  # percent of messages
FORTUNE_LABELS = {
    "fortunes": "en", "fortunes-min": "en", "fortunes-zh": "zh", "fortunes-bg": "bg",
    "fortunes-br": "pt", "fortunes-de": "de", "fortunes-es": "es", "fortunes-it": "it",
    "fortunes-pl": "pl", "fortunes-ru": "ru",
}  # fmt: skip
FLUENT_LINE = re.compile(r"^\s*(?:\.?[\w.-]+|<!ENTITY [\w.-]+)\s*(?:=|\s)\s*\"?(.{8,400}?)\"?>?\s*$")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")

Item = tuple[str, str, str, str]  # key of the message, text, label, English original ("" if unknown)


def catalogue_items(folder: Path) -> Iterator[Item]:
    """Messages of the .mo catalogues under `folder`; their originals give English."""
    originals: set[str] = set()
    for path in sorted(folder.rglob("*.mo")):
        label = LOCALES.get(path.parent.parent.name)
        if label is None:
            continue
        try:
            with path.open("rb") as file:
                catalogue = gettext.GNUTranslations(file)._catalog
        except (OSError, ValueError, IndexError):  # a catalogue with a broken header
            continue
        for key, text in catalogue.items():
            original = key[0] if isinstance(key, tuple) else key
            original = original.rpartition("\x04")[2]
            if not original or "credits" in original or "NAME OF TRANSLATOR" in original:
                continue
            if original not in originals:
                originals.add(original)
                yield original, original, "en", ""
            if label != "en":
                yield original, text, label, original


def page_items(folder: Path) -> Iterator[Item]:
    """Titles and paragraphs of the translated help pages (Mallard XML) under `folder`."""
    english: dict[str, set[str]] = defaultdict(set)
    for locale in ("C", *LOCALES):
        for path in sorted(folder.glob(f"usr/share/help/{locale}/**/*.page")):
            page = "/".join(path.parts[-2:])
            try:
                root = ElementTree.parse(path).getroot()
            except ElementTree.ParseError:
                continue
            for node in root.iter():
                if node.tag.rpartition("}")[2] not in ("p", "title", "desc"):
                    continue
                text = " ".join("".join(node.itertext()).split())
                if locale == "C":
                    english[page].add(text)
                    yield page, text, "en", ""
                elif text not in english[page]:
                    yield page, text, LOCALES[locale], ""


def mail_items(folder: Path) -> Iterator[Item]:
    """Strings of a Thunderbird language pack (Fluent, properties and DTD files)."""
    for pack in sorted(folder.rglob("langpack-*.xpi")):
        locale = pack.name.removeprefix("langpack-").partition("@")[0].replace("-", "_")
        label = LOCALES.get(locale)
        if label is None:
            continue
        with zipfile.ZipFile(pack) as archive:
            for name in archive.namelist():
                if not name.endswith((".ftl", ".properties", ".dtd")):
                    continue
                for line in archive.read(name).decode("utf-8", "replace").splitlines():
                    match = FLUENT_LINE.match(line)
                    if match and not line.startswith("#"):
                        key = line.split("=")[0].strip()
                        yield f"{Path(name).name} {key}", match.group(1), label, ""


def fortune_items(folder: Path, label: str) -> Iterator[Item]:
    """Quotations of a fortune data package."""
    for path in sorted(folder.rglob("games/fortunes/**/*")):
        if path.suffix or not path.is_file():
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for quotation in re.split(r"^%.*$", text, flags=re.MULTILINE):
            quotation = re.sub(r"\x1b\[[\d;]*m", "", quotation)
            yield quotation, quotation.partition("\n  ")[0], label, ""


def description_items(data: Path) -> Iterator[Item]:
    """Paragraphs of the package descriptions in every language."""
    for path in sorted((data / "descriptions").glob("*.txt")):
        label = LOCALES.get(path.stem)
        if label is None:
            continue
        for record in path.read_text(encoding="utf-8").split("\n\n"):
            package = record.partition("Package: ")[2].partition("\n")[0]
            body = record.partition("\nDescription-")[2].partition(": ")[2]
            for paragraph in re.split(r"\n \.\n", body):
                yield f"description {package[:12]}", paragraph, label, ""


def all_items(data: Path) -> Iterator[tuple[str, Item]]:
    """(source package, item) of every text there is."""
    for folder in sorted((data / "files").iterdir()):
        name = folder.name
        if name in FORTUNE_LABELS:
            readers = [fortune_items(folder, FORTUNE_LABELS[name])]
        elif name.startswith("thunderbird-l10n"):
            name, readers = "thunderbird-l10n", [mail_items(folder)]
        else:
            readers = [catalogue_items(folder), page_items(folder)]
        for reader in readers:
            for item in reader:
                yield name, item
    for item in description_items(data):
        yield "descriptions", item


def split_of(source: str, key: str) -> str:
    """The split of a message, by its key."""
    if source in HELD_OUT_PACKAGES:
        return "domain"
    place = crc32(key.encode()) % 100
    if place < TEST_SHARE:
        return "test"
    return "dev" if place < TEST_SHARE + DEV_SHARE else "train"


def collect(data: Path) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """(split, label) -> cleaned (text, source), each text once, and in training rather than held out."""
    rows: dict[tuple[str, str], dict[str, tuple[str, str]]] = defaultdict(dict)
    taken: Counter = Counter()
    for source, (key, raw, label, english) in all_items(data):
        if taken[source, label] >= PER_PACKAGE * (8 if source == "descriptions" else 1):
            continue
        split = split_of(source, key)
        for sentence in SENTENCE_END.split(raw[:600]):
            text = clean(sentence)
            if not is_language(text, label, english):
                continue
            if split != "train" and not is_short_sentence(text, label):
                continue
            taken[source, label] += 1
            rows[split, label].setdefault(text.lower(), (text, source))
    for (split, label), texts in rows.items():
        if split != "train":
            for shared in texts.keys() & rows["train", label].keys():
                del texts[shared]
    return {place: list(texts.values()) for place, texts in rows.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of fetch_data.py")
    data = parser.parse_args().data
    shuffler = random.Random(SEED)
    with (data / "langid.jsonl").open("w", encoding="utf-8") as out:
        for (split, label), texts in sorted(collect(data).items()):
            shuffler.shuffle(texts)
            kept = texts[: TRAIN_PER_LABEL if split == "train" else HELD_OUT_PER_LABEL]
            print(split, label, len(texts), len(kept))
            for text, source in kept:
                row = {"text": text, "label": label, "split": split, "source": source}
                out.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
