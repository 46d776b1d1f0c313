"""Cleaning of translated program messages into plain text of one language."""

import re
import unicodedata
from functools import cache

# Locale (before any "@") or description-index name -> label. Serbian is its Cyrillic form only.
LOCALES = {
    "ar": "ar", "bg": "bg", "ca": "ca", "cs": "cs", "da": "da", "de": "de", "el": "el",
    "en_GB": "en", "en": "en", "es": "es", "es_ES": "es", "et": "et", "fa": "fa", "fi": "fi",
    "fr": "fr", "he": "he", "hi": "hi", "hr": "hr", "hu": "hu", "id": "id", "it": "it", "ja": "ja",
    "ko": "ko", "lt": "lt", "lv": "lv", "nb": "nb", "nb_NO": "nb", "nl": "nl", "pl": "pl",
    "pt": "pt", "pt_BR": "pt", "pt_PT": "pt", "ro": "ro", "ru": "ru", "sk": "sk", "sl": "sl",
    "sr": "sr", "sv": "sv", "sv_SE": "sv", "th": "th", "tr": "tr", "uk": "uk", "vi": "vi",
    "zh_CN": "zh", "zh_TW": "zh", "zh_HK": "zh",
}  # fmt: skip
LABELS = sorted(set(LOCALES.values()))

SCRIPTS = {
    "ar": "ARABIC", "fa": "ARABIC", "bg": "CYRILLIC", "ru": "CYRILLIC", "sr": "CYRILLIC",
    "uk": "CYRILLIC", "el": "GREEK", "he": "HEBREW", "hi": "DEVANAGARI", "th": "THAI",
    "ko": "HANGUL", "zh": "CJK", "ja": "CJK|HIRAGANA|KATAKANA",
}  # fmt: skip
UNSPACED = {"ja", "th", "zh"}
KANA = re.compile(r"[぀-ヿ]")

DROP_WHOLE = re.compile(r"https?:|www\.|@|\\[a-z]|[a-z]+_[a-z]+|::|--|\(\)|[|=<>]{2}|/[a-z]+/", re.I)
ACCELERATOR_SUFFIX = re.compile(r"\s*\([_&~][A-Za-z0-9]\)")
MARKUP = re.compile(r"<[^<>]{1,200}>|&[a-z]+;|&#\d+;")
FORMAT = re.compile(
    r"%[-#+0-9.*$']*(?:l|ll|h|z|q|L)?[a-zA-Z]|%\([^)]*\)[a-z]|%%|%\d+|\$\{[^}]*\}|\$[A-Za-z_]+"
    r"|\{[^{}]*\}|#\d+#?"
)
ACCELERATOR = re.compile(r"(?<!\w)[_&~](?=\w)|(?<=\w)[_&~](?=\w)")
NOISE_WORD = re.compile(r"\S*[\d/\\_=*#$^`{}\[\]<>|+]\S*|\S*\.[a-z]{2,4}\b")
SPACE = re.compile(r"\s+")


def clean(text: str) -> str:
    """Text without markup, format specifiers, accelerators, numbers and paths; "" if it is code."""
    text = text.replace("\n", " ").replace("\u200b", "").replace("\xad", "")
    if DROP_WHOLE.search(MARKUP.sub(" ", text)):
        return ""
    text = ACCELERATOR_SUFFIX.sub("", text)
    text = MARKUP.sub(" ", text)
    text = FORMAT.sub(" ", text)
    text = ACCELERATOR.sub("", text)
    text = NOISE_WORD.sub(" ", text)
    text = SPACE.sub(" ", text).strip(" -–—•·:;,.\"'*")
    return unicodedata.normalize("NFKC", text)


@cache
def is_letter(character: str) -> bool:
    """Whether a character is a letter or a combining vowel sign."""
    return unicodedata.category(character)[0] in "LM"


@cache
def in_script(character: str, script: str) -> bool:
    """Whether a character's Unicode name starts with `script` (alternatives parted by "|")."""
    return unicodedata.name(character, "").startswith(tuple(script.split("|")))


def letters(text: str) -> str:
    """The letters of a text."""
    return "".join(filter(is_letter, text))


def is_language(text: str, label: str, english: str) -> bool:
    """Whether a translated text passes for its language: right script, and not English left over."""
    plain = letters(text)
    if len(plain) < (4 if label in UNSPACED or label == "ko" else 8):
        return False
    script = SCRIPTS.get(label, "LATIN")
    if sum(in_script(c, script) for c in plain) < 0.7 * len(plain):
        return False
    if label == "ja" and not KANA.search(text) or label == "zh" and KANA.search(text):
        return False
    if label == "en" or script != "LATIN":
        return True
    own, other = set(text.lower().split()), set(english.lower().split())
    return len(own & other) < 0.5 * len(own)


def is_short_sentence(text: str, label: str) -> bool:
    """The held-out sets' idea of a short sentence: 4 to 25 words, or 8 to 60 letters if unspaced."""
    if label in UNSPACED:
        return 8 <= len(letters(text)) <= 60
    return 4 <= len(text.split()) <= 25
