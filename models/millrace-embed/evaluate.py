"""Measure millrace-embed's exported ONNX file with ONNX Runtime, next to lexical baselines.

  python evaluate.py --data DATA [--model models/millrace-embed]

Task: given a package's short description, find its long description among those of all held-out
groups (one package each). Shown with the package's own name removed from both texts, and with it.
A second, small set are hand-written paraphrases that share few words (paraphrases.json), each to be
found among the set's other answers.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnxruntime
from scipy.sparse import csr_matrix, diags
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from tokenizers import Tokenizer
from train import held_out_pairs, load_splits

HERE = Path(__file__).resolve().parent
BM25_K, BM25_B = 1.2, 0.75


class Embedder:
    """Texts to vectors: tokenizer, ONNX model, mean over the mask, length 1."""

    def __init__(self, folder: Path) -> None:
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            str(folder / "onnx" / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def __call__(self, texts: list[str]) -> np.ndarray:
        """float32 [texts, hidden], rows of length 1."""
        encodings = self.tokenizer.encode_batch(texts)
        order = np.argsort([len(encoding.ids) for encoding in encodings])
        vectors = [None] * len(texts)
        for part in np.array_split(order, max(1, len(texts) // 32)):
            longest = max(len(encodings[i].ids) for i in part)
            ids = np.zeros((len(part), longest), dtype=np.int64)
            mask = np.zeros_like(ids)
            for row, index in enumerate(part):
                ids[row, : len(encodings[index].ids)] = encodings[index].ids
                mask[row, : len(encodings[index].ids)] = 1
            (hidden,) = self.session.run(None, {"input_ids": ids, "attention_mask": mask})
            pooled = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
            pooled /= np.linalg.norm(pooled, axis=1, keepdims=True)
            for index, vector in zip(part, pooled, strict=True):
                vectors[index] = vector
        return np.array(vectors, dtype=np.float32)


def tfidf_scores(queries: list[str], passages: list[str], fitted_on: list[str], **settings):
    """Cosine of TF-IDF vectors, dense [queries, passages]."""
    vectorizer = TfidfVectorizer(sublinear_tf=True, **settings).fit(fitted_on)
    return (vectorizer.transform(queries) @ vectorizer.transform(passages).T).toarray()


def bm25_scores(queries: list[str], passages: list[str]) -> np.ndarray:
    """BM25 (k1 1.2, b 0.75) with the statistics of the passages, dense [queries, passages]."""
    vectorizer = CountVectorizer().fit(passages)
    counts = csr_matrix(vectorizer.transform(passages), dtype=np.float64)
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    present = np.asarray((counts > 0).sum(axis=0)).ravel()
    idf = np.log(1 + (len(passages) - present + 0.5) / (present + 0.5))
    norm = BM25_K * (1 - BM25_B + BM25_B * lengths / lengths.mean())
    counts.data *= (BM25_K + 1) / (counts.data + np.repeat(norm, np.diff(counts.indptr)))
    asked = (vectorizer.transform(queries) > 0).astype(np.float64)
    return (asked @ diags(idf) @ counts.T).toarray()


def measures(scores: np.ndarray, wanted: np.ndarray) -> tuple[float, float, float]:
    """(recall@1, recall@10, mean reciprocal rank); passages that tie count half before the right one."""
    own = scores[np.arange(len(scores)), wanted][:, None]
    ranks = (scores > own).sum(1) + ((scores == own).sum(1) - 1) / 2
    return (ranks < 1).mean(), (ranks < 10).mean(), (1 / (ranks + 1)).mean()


def report(title: str, rows: dict[str, np.ndarray], wanted: np.ndarray) -> None:
    """Print a Markdown table of the measures of each method's scores."""
    some = next(iter(rows.values()))
    print(f"\n{title}: {len(wanted)} queries, {some.shape[1]} candidates\n")
    print("| Method | Recall@1 | Recall@10 | MRR |\n|---|---|---|---|")
    for name, scores in rows.items():
        one, ten, rank = measures(scores, wanted)
        print(f"| {name} | {one:.3f} | {ten:.3f} | {rank:.3f} |")


def all_scores(embed: Embedder, queries: list, passages: list, fitted_on: list) -> dict:
    """Scores [queries, passages] by method."""
    characters = {"analyzer": "char_wb", "ngram_range": (3, 5)}
    return {
        "TF-IDF, words": tfidf_scores(queries, passages, fitted_on),
        "TF-IDF, characters (3–5)": tfidf_scores(queries, passages, fitted_on, **characters),
        "BM25": bm25_scores(queries, passages),
        "millrace-embed": embed(queries) @ embed(passages).T,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of fetch_data.py")
    parser.add_argument("--model", type=Path, default=HERE)
    options = parser.parse_args()
    embed = Embedder(options.model)
    train, _, test, stripper = load_splits(options.data)
    fitted_on = [entry.short + " " + entry.long for entry in train]
    for strip in (True, False):
        queries, passages = held_out_pairs(test, stripper, strip)
        rows = all_scores(embed, queries, passages, fitted_on)
        title = "Short to long, " + ("name removed" if strip else "name kept")
        report(title, rows, np.arange(len(queries)))

    pairs = json.loads((HERE / "paraphrases.json").read_text(encoding="utf-8"))
    queries, passages = [query for query, _ in pairs], [passage for _, passage in pairs]
    rows = all_scores(embed, queries, passages, fitted_on)
    report("Paraphrases written by hand", rows, np.arange(len(queries)))


if __name__ == "__main__":
    main()
