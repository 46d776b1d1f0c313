"""Token ids of the training texts and the sampling of positive pairs."""

import random
import sys
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "training"))
from descriptions import Description, NameStripper  # noqa: E402

CLS, SEP = 2, 3  # ids that the tokenizer gives to [CLS] and [SEP]
STRIPPED_SHARE = 0.7  # share of pairs from which the package's name is removed
PARAGRAPH_SHARE = 0.2  # share of pairs that are two parts of one long description
FIRST_PARAGRAPH_SHARE = 0.3  # share of passages that are one paragraph, not the whole text
DROPPED_TOKENS = 0.1  # share of tokens left out of each side, so that no single word decides


class PairSampler:
    """Draws one (query, passage) pair of token ids from each group of descriptions per epoch."""

    def __init__(
        self, entries: list[Description], tokenizer: Tokenizer, stripper: NameStripper, seed: int
    ) -> None:
        self.random = random.Random(seed)
        self.groups: dict[int, list[int]] = {}
        self.sections = [entry.section for entry in entries]
        texts = []
        for index, entry in enumerate(entries):
            self.groups.setdefault(entry.group, []).append(index)
            names = stripper.names(entry)
            for text in (entry.short, *entry.paragraphs):
                texts += [text, stripper.strip(text, names)]
        encoded = iter(encode_plain(tokenizer, texts))
        # views[index][stripped] is [short, paragraph, paragraph, …], each an array of ids
        self.views: list[tuple[list, list]] = []
        for entry in entries:
            both: tuple[list, list] = ([], [])
            for _ in range(1 + len(entry.paragraphs)):
                both[0].append(next(encoded))
                both[1].append(next(encoded))
            self.views.append(both)

    def batches(self, size: int, section_share: float) -> list[list[int]]:
        """One epoch of batches of description indexes, never two of one group in a batch.

        `section_share` of the batches hold neighbours in Debian's sections (perl with perl, games
        with games): their in-batch negatives are harder.
        """
        drawn = [self.random.choice(members) for members in self.groups.values()]
        self.random.shuffle(drawn)
        cut = int(len(drawn) * section_share)
        by_section = sorted(drawn[:cut], key=lambda index: self.sections[index])
        batches = []
        for part in (by_section, drawn[cut:]):
            batches += [part[i : i + size] for i in range(0, len(part) - size + 1, size)]
        self.random.shuffle(batches)
        return batches

    def pair(self, index: int, query_length: int, passage_length: int) -> tuple:
        """Token ids (query, passage) of one description, cut to the lengths, [CLS] and [SEP] included."""
        draw = self.random.random
        short, *paragraphs = self.views[index][draw() < STRIPPED_SHARE]
        paragraphs = [ids for ids in paragraphs if len(ids) >= 4] or paragraphs
        if draw() < PARAGRAPH_SHARE:
            query, passage = self.two_parts(paragraphs)
        elif draw() < FIRST_PARAGRAPH_SHARE:
            query, passage = short, paragraphs[0]
        else:
            query, passage = short, np.concatenate(paragraphs)
        return self.finish(query, query_length), self.finish(passage, passage_length)

    def two_parts(self, paragraphs: list) -> tuple:
        """Two paragraphs, or the halves of the only one."""
        if len(paragraphs) >= 2:
            return tuple(self.random.sample(paragraphs, 2))
        middle = len(paragraphs[0]) // 2
        return paragraphs[0][:middle], paragraphs[0][middle:]

    def finish(self, ids: np.ndarray, length: int) -> np.ndarray:
        """Leave out some tokens, cut to `length` and add [CLS] and [SEP]."""
        if len(ids) > 3:
            keep = np.array([self.random.random() >= DROPPED_TOKENS for _ in range(len(ids))])
            if keep.any():
                ids = ids[keep]
        return np.concatenate(([CLS], ids[: length - 2], [SEP]))


def encode_plain(tokenizer: Tokenizer, texts: list[str]) -> list[np.ndarray]:
    """Token ids of each text without [CLS] and [SEP], uncut."""
    tokenizer.no_truncation()
    encodings = tokenizer.encode_batch(texts, add_special_tokens=False)
    return [np.array(encoding.ids, dtype=np.int64) for encoding in encodings]


def pad(sequences: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """(ids, mask), both int64 [len(sequences), longest], padded with 0."""
    longest = max(len(ids) for ids in sequences)
    ids = np.zeros((len(sequences), longest), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, sequence in enumerate(sequences):
        ids[row, : len(sequence)] = sequence
        mask[row, : len(sequence)] = 1
    return ids, mask
