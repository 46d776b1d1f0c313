"""Measure millrace-langid's exported ONNX file with ONNX Runtime, next to an n-gram baseline.

  python evaluate.py --data DATA [--model models/millrace-langid]

Sets: "test" (messages kept out of training), "domain" (two packages kept out whole) and everyday
sentences written by hand (everyday.json). Accuracy is the mean over the labels. The baseline is a
naive Bayes classifier on character n-grams (1 to 4) of a sample of the same training texts.
"""

import argparse
import json
import random
from collections import Counter
from pathlib import Path

import numpy as np
import onnxruntime
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.naive_bayes import MultinomialNB
from tokenizers import Tokenizer
from train import SEED, load_corpus

HERE = Path(__file__).resolve().parent
BASELINE_TEXTS = 8000  # training texts per label for the baseline


class Identifier:
    """Texts to labels with the exported model."""

    def __init__(self, folder: Path) -> None:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self.labels = [config["id2label"][str(i)] for i in range(len(config["id2label"]))]
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            str(folder / "onnx" / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def __call__(self, texts: list[str]) -> list[str]:
        """The most probable label of each text."""
        found = []
        for start in range(0, len(texts), 64):
            encodings = self.tokenizer.encode_batch(texts[start : start + 64])
            ids = np.zeros((len(encodings), max(len(e.ids) for e in encodings)), dtype=np.int64)
            mask = np.zeros_like(ids)
            for row, encoding in enumerate(encodings):
                ids[row, : len(encoding.ids)] = encoding.ids
                mask[row, : len(encoding.ids)] = 1
            (logits,) = self.session.run(None, {"input_ids": ids, "attention_mask": mask})
            found += [self.labels[index] for index in logits.argmax(1)]
        return found


class Baseline:
    """Naive Bayes on hashed character n-grams."""

    def __init__(self, train: dict) -> None:
        self.vectorizer = HashingVectorizer(
            analyzer="char_wb", ngram_range=(1, 4), n_features=2**20, alternate_sign=False, norm=None
        )
        shuffler = random.Random(SEED)
        texts, labels = [], []
        for label, sources in sorted(train.items()):
            own = [text for part in sources.values() for text in part]
            own = shuffler.sample(own, min(BASELINE_TEXTS, len(own)))
            texts += own
            labels += [label] * len(own)
        self.model = MultinomialNB(alpha=0.01).fit(self.vectorizer.transform(texts), labels)

    def __call__(self, texts: list[str]) -> list[str]:
        """The most probable label of each text."""
        return list(self.model.predict(self.vectorizer.transform(texts)))


def shares(identify, texts: dict[str, list[str]]) -> tuple[dict[str, float], Counter]:
    """Share of each label's texts that are recognised, and the mistakes as (label, answer) counts."""
    recognised, mistakes = {}, Counter()
    for label, own in sorted(texts.items()):
        answers = identify(own)
        recognised[label] = sum(answer == label for answer in answers) / len(own)
        mistakes.update((label, answer) for answer in answers if answer != label)
    return recognised, mistakes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of corpus.py's langid.jsonl")
    parser.add_argument("--model", type=Path, default=HERE)
    options = parser.parse_args()
    corpus = load_corpus(options.data / "langid.jsonl")
    sets = {"everyday": json.loads((HERE / "everyday.json").read_text(encoding="utf-8"))}
    for name in ("test", "domain"):
        sets[name] = {
            label: [text for part in sources.values() for text in part]
            for label, sources in corpus[name].items()
        }
    methods = {"n-gram naive Bayes": Baseline(corpus["train"]), "millrace-langid": None}
    methods["millrace-langid"] = Identifier(options.model)
    results = {
        (method, name): shares(identify, texts)
        for method, identify in methods.items()
        for name, texts in sets.items()
    }
    print("| Set | Texts | " + " | ".join(methods) + " |\n|---|---|" + "---|" * len(methods))
    for name, texts in sets.items():
        cells = [np.mean(list(results[method, name][0].values())) for method in methods]
        total = sum(map(len, texts.values()))
        print(f"| {name} | {total} | " + " | ".join(f"{cell:.2%}" for cell in cells) + " |")
    print("\n| Label | test | domain | everyday |\n|---|---|---|---|")
    for label in sorted(sets["test"]):
        cells = [results["millrace-langid", name][0][label] for name in ("test", "domain", "everyday")]
        print(f"| {label} | " + " | ".join(f"{cell:.1%}" for cell in cells) + " |")
    for name in sets:
        common = results["millrace-langid", name][1].most_common(12)
        print(f"\n{name}, most common mistakes: ", ", ".join(f"{a}→{b} {n}" for (a, b), n in common))


if __name__ == "__main__":
    main()
