"""Fetch the raw training text from a Debian bookworm mirror (main section only).

Needs apt (apt-get, apt-helper, dpkg-deb) on a Debian system with a `deb` source for
bookworm, and writes under --data:

  descriptions/<lang>.txt   package descriptions, English and translated ("Package: …" records)
  packages.txt              the Packages index (source package and section of every package)
  files/<package>/…         message catalogues and texts taken out of selected packages

The data sets are not part of the repository; their text stays under the licences of the
Debian packages it comes from.
"""

import argparse
import subprocess
import tarfile
from pathlib import Path

DESCRIPTION_LANGUAGES = (
    "en da de fr it ja ko ru es pl pt pt_BR sk cs uk fi sv nl hu tr sr zh_CN zh_TW hr vi el".split()
)

# Programs with many translations; their .mo catalogues give short user-interface text and prose.
CATALOGUE_PACKAGES = """
wesnoth-1.16-data tuxpaint-data tuxpaint freeciv-data freeciv gnucash-common gimp-data inkscape
evolution-common nautilus-data gnome-control-center-data gnome-shell-common epiphany-browser-data
rhythmbox-data shotwell-common totem-common aisleriot gnome-mahjongg gnome-chess quadrapassel
gnome-mines gnome-nibbles gnome-sudoku pidgin-data hexchat-common transmission-common deja-dup
gnome-maps gnome-weather gnome-clocks gnome-contacts gnome-music gnome-calendar simple-scan baobab
brasero-common file-roller eog evince-common vlc-l10n audacity-data
mypaint-data darktable marble-data gramps homebank-data grisbi-common minetest-data gbrainy
dia-common abiword-common gnumeric-common thunar-data caja-common cinnamon-l10n krita-l10n coreutils
bash git gnupg-l10n dpkg apt aptitude-common wget findutils util-linux-locales gnome-software-common
orca synaptic kstars-data kmymoney-common gnome-initial-setup kdenlive-data kate5-data
lightdm-gtk-greeter
""".split()

# Documents and quotations: running text rather than interface strings.
TEXT_PACKAGES = """
gnome-user-docs fortunes-zh fortunes-bg fortunes-br fortunes-cs fortunes-de fortunes-es fortunes-it
fortunes-pl fortunes-ru fortunes fortunes-min
""".split()

THUNDERBIRD_LOCALES = (
    "ar bg ca cs da de el es-es et fi fr he hr hu id it ja ko lt lv nb-no nl pl pt-br pt-pt ro ru "
    "sk sl sr sv-se th tr uk vi zh-cn zh-tw en-gb".split()
)

WANTED_SUFFIXES = (".mo", ".page", ".xpi")
WANTED_FOLDER = "/games/fortunes/"


def fetch_descriptions(data: Path) -> None:
    """Download the translated description indexes and unpack each to descriptions/<lang>.txt."""
    lists = data / "lists"
    (lists / "partial").mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [
            "apt-get",
            "-o", "Acquire::Languages=" + ",".join(DESCRIPTION_LANGUAGES),
            "-o", f"Dir::State::Lists={lists}",
            "update",
        ],
        check=True,
    )  # fmt: skip
    out = data / "descriptions"
    out.mkdir(exist_ok=True)
    for language in DESCRIPTION_LANGUAGES:
        escaped = language.replace("_", "%5f")
        indexes = sorted(lists.glob(f"*_dists_bookworm_main_i18n_Translation-{escaped}*"))
        cat_files(indexes, out / f"{language}.txt")
    cat_files(
        sorted(lists.glob("*_dists_bookworm_main_binary-amd64_Packages*")), data / "packages.txt"
    )


def cat_files(indexes: list[Path], target: Path) -> None:
    """Write the decompressed indexes, one after the other, to `target`."""
    if not indexes:
        raise SystemExit(f"no index found for {target.name}")
    with target.open("wb") as sink:
        subprocess.run(
            ["/usr/lib/apt/apt-helper", "cat-file", *map(str, indexes)], stdout=sink, check=True
        )


def fetch_packages(data: Path, packages: list[str]) -> None:
    """Download the packages and keep only the members that carry translated text."""
    debs = data / "debs"
    debs.mkdir(exist_ok=True)
    present = {deb.name.split("_")[0] for deb in debs.glob("*.deb")}
    missing = [package for package in packages if package not in present]
    if missing:
        subprocess.run(["apt-get", "download", *missing], cwd=debs, check=True)
    for deb in sorted(debs.glob("*.deb")):
        extract(deb, data / "files" / deb.name.split("_")[0])


def extract(deb: Path, target: Path) -> None:
    """Unpack the wanted members of one .deb under `target` (nothing if it is there already)."""
    if target.exists():
        return
    target.mkdir(parents=True)
    tar_stream = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(deb)], stdout=subprocess.PIPE)
    with tarfile.open(fileobj=tar_stream.stdout, mode="r|") as archive:
        for member in archive:
            name = member.name.lstrip("./")
            wanted = name.endswith(WANTED_SUFFIXES) or WANTED_FOLDER in name
            if member.isfile() and wanted and ".." not in name:
                path = target / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(archive.extractfile(member).read())
    tar_stream.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder for the raw data")
    data = parser.parse_args().data.resolve()
    data.mkdir(parents=True, exist_ok=True)
    fetch_descriptions(data)
    locales = [f"thunderbird-l10n-{locale}" for locale in THUNDERBIRD_LOCALES]
    fetch_packages(data, CATALOGUE_PACKAGES + TEXT_PACKAGES + locales)


if __name__ == "__main__":
    main()
