"""A start for the token embeddings: IDF-weighted LSA vectors, laid out to survive layer norms."""

import math

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.decomposition import TruncatedSVD

FILLERS = 16  # dimensions that only keep every token's vector at the same length
RANDOM_PART = 0.5  # share of a fixed random direction, which tells rare words apart
TOP_SHARE = 0.9  # largest share of a vector's squared length that the meaning part may take


def token_vectors(documents: list[np.ndarray], vocabulary: int, width: int, seed: int) -> np.ndarray:
    """Vectors float32 [vocabulary, width], each of squared length `width` and mean about 0.

    The first width - FILLERS dimensions hold direction times IDF, so that their mean over a text is
    its TF-IDF vector folded into LSA space. A layer norm gives all tokens one length, which would
    lose the IDF; so the fillers take up what a frequent word does not use (in pairs +, - to keep
    the mean at 0). The last layer norm starts with gain 0 on them.
    """
    content = width - FILLERS
    counts = count_matrix(documents, vocabulary)
    present = np.asarray((counts > 0).sum(axis=0)).ravel()
    idf = np.log((1 + len(documents)) / (1 + present))
    idf[present == 0] = 0.0  # [CLS], [SEP] and the like say nothing
    counts.data = 1 + np.log(counts.data)
    weighted = counts @ diags(idf)
    lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    weighted = diags(1 / np.maximum(lengths, 1e-9)) @ weighted
    components = TruncatedSVD(content, random_state=seed).fit(weighted).components_.T
    noise = np.random.default_rng(seed).standard_normal((vocabulary, content))
    direction = unit(unit(components) + RANDOM_PART * unit(noise))
    share = np.sqrt(TOP_SHARE) * idf / idf.max()
    rest = np.sqrt((1 - share**2) / FILLERS)
    signs = np.tile([1.0, -1.0], FILLERS // 2)
    vectors = np.hstack([direction * share[:, None], rest[:, None] * signs])
    return (vectors * math.sqrt(width)).astype(np.float32)


def count_matrix(documents: list[np.ndarray], vocabulary: int) -> csr_matrix:
    """Token counts float64 [documents, vocabulary]."""
    lengths = [len(ids) for ids in documents]
    rows = np.repeat(np.arange(len(documents)), lengths)
    columns = np.concatenate(documents)
    shape = (len(documents), vocabulary)
    return csr_matrix((np.ones(len(columns)), (rows, columns)), shape=shape)


def unit(vectors: np.ndarray) -> np.ndarray:
    """Rows scaled to length 1."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
