"""Train millrace-langid on the corpus of corpus.py and export it to ONNX.

  python train.py --data DATA [--out models/millrace-langid]
"""

import argparse
import json
import random
import sys
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from clean import LABELS, UNSPACED
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from torch import Tensor
from torch.nn import functional as F

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "training"))
from encoder import (  # noqa: E402
    Classifier,
    Encoder,
    EncoderConfig,
    bag_of_tokens,
    by_length,
    export_onnx,
)

SEED = 20261124
MAX_TOKENS = 128
SPECIAL_TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
ALPHABET = 6000  # characters with a token of their own; others become [UNK]
TOKENIZER_TEXTS = 12_000  # texts per label that the tokenizer is trained on
MERGE_DROPOUT = 0.1  # share of BPE merges skipped in training, so that words also come in pieces
CROP_SHARE = 0.5  # share of training texts cut to a short piece
LABEL_SMOOTHING = 0.05
CONFIG = EncoderConfig(
    vocab_size=24_000,
    hidden_size=128,
    num_hidden_layers=2,
    num_attention_heads=4,
    intermediate_size=256,
    max_position_embeddings=MAX_TOKENS,
    hidden_dropout_prob=0.0,
)


def load_corpus(path: Path) -> dict[str, dict[str, dict[str, list[str]]]]:
    """split -> label -> source package -> texts."""
    corpus: dict = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            corpus[row["split"]][row["label"]][row["source"]].append(row["text"])
    return corpus


class Sampler:
    """Draws training texts: a label evenly, then a source by the square root of its size."""

    def __init__(self, train: dict[str, dict[str, list[str]]], seed: int) -> None:
        self.random = random.Random(seed)
        self.texts, self.weights = [], []
        for label in LABELS:
            sources = list(train[label].values())
            self.texts.append(sources)
            self.weights.append([len(texts) ** 0.5 for texts in sources])

    def draw(self, label: int) -> str:
        """One text of a label, uncut."""
        source = self.random.choices(self.texts[label], self.weights[label])[0]
        return self.random.choice(source)

    def batch(self, size: int) -> tuple[list[str], list[int]]:
        """`size` texts, half of them cut short, and their labels."""
        labels = [self.random.randrange(len(LABELS)) for _ in range(size)]
        return [self.crop(self.draw(label), LABELS[label]) for label in labels], labels

    def crop(self, text: str, label: str) -> str:
        """Neighbouring words of a text: up to 24, or in CROP_SHARE of the draws one to eight.

        Without spaces between words: up to 50 characters, or 3 to 20.
        """
        short = self.random.random() < CROP_SHARE
        if label in UNSPACED:
            length = self.random.randint(3, 20) if short else 50
            start = self.random.randint(0, max(0, len(text) - length))
            return text[start : start + length]
        words = text.split()
        length = self.random.randint(1, 8) if short else 24
        start = self.random.randint(0, max(0, len(words) - length))
        return " ".join(words[start : start + length])


def train_tokenizer(sampler: Sampler) -> Tokenizer:
    """Lower-casing BPE on letters only: punctuation, symbols and digits count as spaces."""
    tokenizer = Tokenizer(models.BPE(unk_token="[UNK]", fuse_unk=True))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Lowercase(),
            normalizers.Replace(Regex(r"[\s\p{P}\p{S}\p{N}]+"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    texts = (sampler.draw(label) for label in range(len(LABELS)) for _ in range(TOKENIZER_TEXTS))
    trainer = trainers.BpeTrainer(
        vocab_size=CONFIG.vocab_size,
        special_tokens=SPECIAL_TOKENS,
        limit_alphabet=ALPHABET,
        max_token_length=12,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        special_tokens=[(name, tokenizer.token_to_id(name)) for name in ("[CLS]", "[SEP]")],
    )
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def write_model_files(out: Path, tokenizer: Tokenizer) -> None:
    """config.json, tokenizer.json and tokenizer_config.json in the hub's layout."""
    tokenizer.save(str(out / "tokenizer.json"))
    special = {f"{token.strip('[]').lower()}_token": token for token in SPECIAL_TOKENS}
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": MAX_TOKENS,
        **special,
    }
    write_json(out / "tokenizer_config.json", settings)
    config = {
        "architectures": ["BertForSequenceClassification"],
        **CONFIG.as_bert_config(),
        "problem_type": "single_label_classification",
        "id2label": {str(index): label for index, label in enumerate(LABELS)},
        "label2id": {label: index for index, label in enumerate(LABELS)},
    }
    write_json(out / "config.json", config)


def write_json(path: Path, value: object) -> None:
    """Write indented JSON with a final newline."""
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def encode(tokenizer: Tokenizer, texts: list[str]) -> tuple[torch.Tensor, torch.Tensor]:
    """(input_ids, attention_mask), both int64 [texts, longest]."""
    encodings = tokenizer.encode_batch(texts)
    longest = max(len(encoding.ids) for encoding in encodings)
    ids = np.zeros((len(texts), longest), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, encoding in enumerate(encodings):
        ids[row, : len(encoding.ids)] = encoding.ids
        mask[row, : len(encoding.ids)] = 1
    return torch.from_numpy(ids), torch.from_numpy(mask)


@torch.no_grad()
def accuracy(model, tokenizer: Tokenizer, texts: dict[str, list[str]]) -> float:
    """Mean over the labels of the share of their texts that `model(ids, mask)` recognises."""
    shares = []
    for label, own in texts.items():
        hits = 0
        for part in np.array_split(own, max(1, len(own) // 128)):
            logits = model(*encode(tokenizer, list(part)))
            hits += (logits.argmax(-1) == LABELS.index(label)).sum().item()
        shares.append(hits / len(own))
    return float(np.mean(shares))


def learning_rate(progress: float, peak: float) -> float:
    """Linear warm-up over the first 5 % of the run, then a linear decay to 1 % of the peak."""
    return peak * min(progress / 0.05 + 0.01, 1.0) * max(1.0 - progress, 0.01)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of fetch_data.py")
    parser.add_argument("--out", type=Path, default=HERE, help="model folder to write")
    parser.add_argument("--bag-minutes", type=float, default=4.0)
    parser.add_argument("--encoder-minutes", type=float, default=14.0)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(SEED)
    options.out.mkdir(parents=True, exist_ok=True)

    corpus = load_corpus(options.data / "langid.jsonl")
    sampler = Sampler(corpus["train"], SEED)
    tokenizer = train_tokenizer(sampler)
    write_model_files(options.out, tokenizer)
    dropping = Tokenizer.from_str(tokenizer.to_str())
    dropping.model.dropout = MERGE_DROPOUT
    dev = {
        label: [text for texts in sources.values() for text in texts]
        for label, sources in corpus["dev"].items()
    }

    model = Classifier(Encoder(CONFIG), len(LABELS))
    torch.nn.init.normal_(model.encoder.tokens.weight, std=0.5)
    encoder, head = model.encoder, model.head

    def bag(ids: Tensor, mask: Tensor) -> Tensor:
        return head(bag_of_tokens(encoder, ids, mask))

    def report(step: int, loss: float) -> None:
        for name, function in (("bag", bag), ("model", model)):
            print(f"step {step} loss {loss:.3f} {name} {accuracy(function, tokenizer, dev):.4f}", flush=True)

    def fit(function, parameters: list, minutes: float, batch: int, peak: float) -> None:
        optimizer = torch.optim.AdamW(parameters, lr=0.0, weight_decay=0.01)
        began, step, progress, running = time.monotonic(), 0, 0.0, 0.0
        while progress < 1.0:
            texts, labels = sampler.batch(batch)
            for group in optimizer.param_groups:
                group["lr"] = learning_rate(progress, peak)
            loss = F.cross_entropy(
                function(*encode(dropping, texts)),
                torch.tensor(labels),
                label_smoothing=LABEL_SMOOTHING,
            )
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            running += (loss.item() - running) / min(step + 1, 100)
            step += 1
            progress = (time.monotonic() - began) / 60 / minutes
            if step % 500 == 0:
                print(f"step {step} {progress:.0%} loss {running:.3f}", flush=True)
        report(step, running)

    def export() -> None:
        export_onnx(model, options.out / "onnx" / "model.onnx", "logits", {0: "batch"})

    embeddings = [encoder.tokens.weight, *head.parameters()]
    fit(bag, embeddings, options.bag_minutes, 512, 0.01)
    export()
    fit(
        lambda ids, mask: by_length(model, ids, mask),
        list(model.parameters()),
        options.encoder_minutes,
        256,
        2e-3,
    )
    export()


if __name__ == "__main__":
    main()
