"""Train millrace-embed on pairs of Debian package descriptions and export it to ONNX.

Four steps: LSA start of the token embeddings; a contrastive fit of the embeddings alone (a bag of
tokens, cheap, big batches); a contrastive fit of the whole encoder; a blend of the weights before and
after the last fit, its share chosen on the development set. The model is exported after the second and
after the last step.

  python train.py --data DATA [--out models/millrace-embed]
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
from pairs import CLS, SEP, PairSampler, encode_plain, pad
from start import FILLERS, token_vectors
from tokenizers import BertWordPieceTokenizer, Tokenizer
from tokenizers.processors import BertProcessing
from torch import Tensor
from torch.nn import functional as F

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "training"))
from descriptions import Description, NameStripper, load_descriptions, split_groups  # noqa: E402
from encoder import (  # noqa: E402
    Encoder,
    EncoderConfig,
    bag_of_tokens,
    by_length,
    export_onnx,
    mean_pool,
)

SEED = 20261124
TEST_GROUPS, DEV_GROUPS = 4000, 1000
TEMPERATURE = 0.05
CONFIG = EncoderConfig(
    vocab_size=8192,
    hidden_size=384,
    num_hidden_layers=2,
    num_attention_heads=6,
    intermediate_size=512,
    max_position_embeddings=256,
    hidden_dropout_prob=0.0,
)
BLEND_SHARES = (0.05, 0.1, 0.25, 0.5, 0.75, 1.0)
BLEND_MARGIN = 0.01  # the smallest share is taken whose recall@1 + recall@10 is so close to the best
EMBEDDING_RATE = 3.0  # learning rate of the token embeddings, relative to the layers'


def load_splits(data: Path) -> tuple[list, list, list, NameStripper]:
    """(training, development, test) descriptions, apart by group, and the name stripper."""
    entries = load_descriptions(data)
    rest, test = split_groups(entries, TEST_GROUPS, SEED)
    train, dev = split_groups(rest, DEV_GROUPS, SEED + 1)
    return train, dev, test, NameStripper(entries)


def held_out_pairs(entries: list[Description], stripper: NameStripper, strip: bool) -> tuple:
    """(short texts, long texts): one package of each group, with or without its own name."""
    queries, passages, seen = [], [], set()
    for entry in entries:
        if entry.group in seen:
            continue
        seen.add(entry.group)
        names = stripper.names(entry) if strip else set()
        queries.append(stripper.strip(entry.short, names))
        passages.append(stripper.strip(entry.long, names))
    return queries, passages


def train_tokenizer(entries: list[Description], out: Path) -> Tokenizer:
    """Lower-casing WordPiece trained on the training texts; writes the hub's tokenizer files."""
    tokenizer = BertWordPieceTokenizer(lowercase=True)
    texts = [entry.short + " " + entry.long for entry in entries]
    tokenizer.train_from_iterator(texts, vocab_size=CONFIG.vocab_size, min_frequency=3)
    tokenizer.post_processor = BertProcessing(("[SEP]", SEP), ("[CLS]", CLS))
    tokenizer.enable_truncation(CONFIG.max_position_embeddings)
    tokenizer.save(str(out / "tokenizer.json"))
    special = {"pad": "[PAD]", "unk": "[UNK]", "cls": "[CLS]", "sep": "[SEP]", "mask": "[MASK]"}
    settings = {f"{name}_token": token for name, token in special.items()}
    settings |= {
        "tokenizer_class": "BertTokenizer",
        "do_lower_case": True,
        "model_max_length": CONFIG.max_position_embeddings,
    }
    write_json(out / "tokenizer_config.json", settings)
    return tokenizer._tokenizer


def write_model_files(out: Path) -> None:
    """config.json and the files by which sentence-transformers knows how to pool."""
    write_json(out / "config.json", {"architectures": ["BertModel"], **CONFIG.as_bert_config()})
    kinds = ["Transformer", "Pooling", "Normalize"]
    modules = [
        {
            "idx": index,
            "name": str(index),
            "path": f"{index}_{kind}" if index else "",
            "type": f"sentence_transformers.models.{kind}",
        }
        for index, kind in enumerate(kinds)
    ]
    write_json(out / "modules.json", modules)
    (out / "1_Pooling").mkdir(exist_ok=True)
    pooling = {
        "word_embedding_dimension": CONFIG.hidden_size,
        "pooling_mode_cls_token": False,
        "pooling_mode_mean_tokens": True,
        "pooling_mode_max_tokens": False,
        "pooling_mode_mean_sqrt_len_tokens": False,
    }
    write_json(out / "1_Pooling" / "config.json", pooling)
    settings = {"max_seq_length": CONFIG.max_position_embeddings, "do_lower_case": False}
    write_json(out / "sentence_bert_config.json", settings)


def write_json(path: Path, value: object) -> None:
    """Write indented JSON with a final newline."""
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def contrastive_loss(queries: Tensor, passages: Tensor) -> Tensor:
    """Symmetric InfoNCE of two [batch, hidden] matrices, row i of one belonging to row i of the other."""
    scores = F.normalize(queries, dim=-1) @ F.normalize(passages, dim=-1).T / TEMPERATURE
    target = torch.arange(len(scores))
    return (F.cross_entropy(scores, target) + F.cross_entropy(scores.T, target)) / 2


def draw(sampler: PairSampler, batch: list[int], lengths: tuple[int, int]) -> list[Tensor]:
    """[query ids, query mask, passage ids, passage mask] of one batch."""
    pairs = [sampler.pair(index, *lengths) for index in batch]
    return [torch.from_numpy(a) for side in zip(*pairs, strict=True) for a in pad(list(side))]


def learning_rate(progress: float, peak: float) -> float:
    """Linear warm-up over the first 5 % of the run, then a linear decay to 2 % of the peak."""
    return peak * min(progress / 0.05 + 0.01, 1.0) * max(1.0 - progress, 0.02)


def fit(groups: list[dict], loss_of, sampler, lengths, plan: dict, after_epoch) -> None:
    """Adam with warm-up and decay for plan["minutes"]; calls `after_epoch(epoch)` after each epoch.

    Each of `groups` holds "params" and their learning rate relative to plan["peak"] as "scale".
    """
    optimizer = torch.optim.AdamW(groups, lr=0.0, weight_decay=plan["weight_decay"])
    parameters = [parameter for group in groups for parameter in group["params"]]
    began, epoch, step, progress = time.monotonic(), 0, 0, 0.0
    while progress < 1.0:
        losses = []
        for batch in sampler.batches(plan["batch"], plan["section_share"]):
            progress = (time.monotonic() - began) / 60 / plan["minutes"]
            if progress >= 1.0:
                break
            for group in optimizer.param_groups:
                group["lr"] = learning_rate(progress, plan["peak"]) * group["scale"]
            loss = loss_of(*draw(sampler, batch, lengths))
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            losses.append(loss.item())
            step += 1
        epoch += 1
        if losses:
            print(f"epoch {epoch} step {step} {progress:.0%} loss {np.mean(losses):.3f}", flush=True)
            after_epoch(epoch)


def blend(start: dict[str, Tensor], end: dict[str, Tensor], share: float) -> dict[str, Tensor]:
    """Weights on the way from `start` (share 0) to `end` (share 1).

    The projections into a layer stay at `end`: in `start` they are random, and without effect because
    the projections out of the layer are 0.
    """
    return {
        name: value if "qkv" in name or "feed_forward_in" in name else start[name].lerp(value, share)
        for name, value in end.items()
    }


@torch.no_grad()
def recall(embed, tokenizer: Tokenizer, pairs: tuple[list[str], list[str]]) -> tuple[float, float]:
    """Recall@1 and @10 of short to long; `embed(ids, mask)` gives the pooled [batch, hidden]."""
    sides = []
    for texts in pairs:
        encoded = encode_plain(tokenizer, texts)
        limit = CONFIG.max_position_embeddings - 2
        encoded = [np.concatenate(([CLS], ids[:limit], [SEP])) for ids in encoded]
        order = np.argsort([len(ids) for ids in encoded])
        vectors = torch.zeros(len(texts), CONFIG.hidden_size)
        for part in np.array_split(order, max(1, len(texts) // 64)):
            ids, mask = pad([encoded[i] for i in part])
            vectors[part] = embed(torch.from_numpy(ids), torch.from_numpy(mask))
        sides.append(F.normalize(vectors, dim=-1))
    scores = sides[0] @ sides[1].T
    ranks = (scores > scores.diag()[:, None]).sum(1)
    return (ranks < 1).float().mean().item(), (ranks < 10).float().mean().item()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of fetch_data.py")
    parser.add_argument("--out", type=Path, default=HERE, help="model folder to write")
    parser.add_argument("--bag-minutes", type=float, default=1.5)
    parser.add_argument("--encoder-minutes", type=float, default=36.0)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(SEED)
    out = options.out
    out.mkdir(parents=True, exist_ok=True)

    train, dev, _, stripper = load_splits(options.data)
    tokenizer = train_tokenizer(train, out)
    write_model_files(out)
    dev_pairs = held_out_pairs(dev, stripper, strip=True)
    sampler = PairSampler(train, tokenizer, stripper, SEED)
    encoder = Encoder(CONFIG)
    documents = encode_plain(tokenizer, [entry.short + " " + entry.long for entry in train])
    start = token_vectors(documents, CONFIG.vocab_size, CONFIG.hidden_size, SEED)
    encoder.tokens.weight.data = torch.from_numpy(start)
    encoder.layers[-1].output_norm.weight.data[-FILLERS:] = 0.0

    def bag(ids: Tensor, mask: Tensor) -> Tensor:
        return bag_of_tokens(encoder, ids, mask)

    def full(ids: Tensor, mask: Tensor) -> Tensor:
        return by_length(lambda i, m: mean_pool(encoder(i, m), m), ids, mask)

    def export() -> None:
        axes = {0: "batch", 1: "sequence"}
        export_onnx(encoder, out / "onnx" / "model.onnx", "last_hidden_state", axes)

    print("development recall@1, @10 at the start", recall(bag, tokenizer, dev_pairs), flush=True)
    fit(
        [{"params": [encoder.tokens.weight, *encoder.layers[-1].output_norm.parameters()],
          "scale": 1.0}],
        lambda q, qm, p, pm: contrastive_loss(bag(q, qm), bag(p, pm)),
        sampler,
        (48, 192),
        {"minutes": options.bag_minutes, "batch": 1024, "section_share": 0.3, "peak": 0.02,
         "weight_decay": 0.0},
        lambda epoch: epoch % 4 or print("  dev", recall(bag, tokenizer, dev_pairs), flush=True),
    )  # fmt: skip
    print("bag of tokens: dev", recall(full, tokenizer, dev_pairs), flush=True)
    export()
    start_state = {name: value.clone() for name, value in encoder.state_dict().items()}

    others = [value for name, value in encoder.named_parameters() if name != "tokens.weight"]
    fit(
        [
            {"params": [encoder.tokens.weight], "scale": EMBEDDING_RATE},
            {"params": others, "scale": 1.0},
        ],
        lambda q, qm, p, pm: contrastive_loss(full(q, qm), full(p, pm)),
        sampler,
        (24, 64),
        {"minutes": options.encoder_minutes, "batch": 512, "section_share": 0.5, "peak": 6e-4,
         "weight_decay": 0.01},
        lambda epoch: print("  dev", recall(full, tokenizer, dev_pairs), flush=True),
    )  # fmt: skip
    end_state = {name: value.clone() for name, value in encoder.state_dict().items()}
    results = {}
    for share in BLEND_SHARES:
        encoder.load_state_dict(blend(start_state, end_state, share))
        results[share] = recall(full, tokenizer, dev_pairs)
        print("share of the encoder's fit", share, "dev", results[share], flush=True)
    enough = max(map(sum, results.values())) - BLEND_MARGIN
    chosen = min(share for share, found in results.items() if sum(found) >= enough)
    encoder.load_state_dict(blend(start_state, end_state, chosen))
    export()


if __name__ == "__main__":
    main()
