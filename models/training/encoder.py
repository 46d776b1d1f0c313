"""A small BERT-style encoder (post-layer-norm) and its export to ONNX."""

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

MASK_BIAS = -1e4  # added to the attention scores of padding tokens
OPSET = 16
LENGTH_PARTS = 4  # parts that `by_length` makes of a batch


@dataclass
class EncoderConfig:
    """Sizes of the encoder, under the names that BERT's config.json uses."""

    vocab_size: int
    hidden_size: int
    num_hidden_layers: int
    num_attention_heads: int
    intermediate_size: int
    max_position_embeddings: int
    hidden_dropout_prob: float = 0.1
    layer_norm_eps: float = 1e-12

    def as_bert_config(self) -> dict:
        """The fields of a hub config.json of model_type "bert"."""
        return {
            "model_type": "bert",
            **asdict(self),
            "hidden_act": "gelu",
            "attention_probs_dropout_prob": 0.0,
            "type_vocab_size": 1,
            "pad_token_id": 0,
            "position_embedding_type": "absolute",
            "torch_dtype": "float32",
        }


class Layer(nn.Module):
    """Self-attention and feed-forward block, each with a residual and a layer norm after it.

    The two output projections start at zero, so an untrained layer only normalises its input.
    """

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        width = config.hidden_size
        self.heads = config.num_attention_heads
        self.head_width = width // self.heads
        self.qkv = nn.Linear(width, 3 * width)
        self.attention_out = nn.Linear(width, width)
        self.attention_norm = nn.LayerNorm(width, eps=config.layer_norm_eps)
        self.feed_forward_in = nn.Linear(width, config.intermediate_size)
        self.feed_forward_out = nn.Linear(config.intermediate_size, width)
        self.output_norm = nn.LayerNorm(width, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        for projection in (self.qkv, self.feed_forward_in):
            nn.init.normal_(projection.weight, std=0.6 / math.sqrt(width))
            nn.init.zeros_(projection.bias)
        for projection in (self.attention_out, self.feed_forward_out):
            nn.init.zeros_(projection.weight)
            nn.init.zeros_(projection.bias)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """x: [batch, sequence, hidden]; bias: [batch, 1, 1, sequence], added to the scores."""
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        q, k, v = self.split(q), self.split(k), self.split(v)
        scores = torch.matmul(q, k.transpose(-1, -2)) / math.sqrt(self.head_width) + bias
        mixed = torch.matmul(torch.softmax(scores, dim=-1), v)
        mixed = mixed.transpose(1, 2).flatten(2)
        x = self.attention_norm(x + self.dropout(self.attention_out(mixed)))
        hidden = self.feed_forward_out(F.gelu(self.feed_forward_in(x)))
        return self.output_norm(x + self.dropout(hidden))

    def split(self, x: Tensor) -> Tensor:
        """[batch, sequence, hidden] to [batch, heads, sequence, head width]."""
        return x.view(x.shape[0], x.shape[1], self.heads, self.head_width).transpose(1, 2)


class Encoder(nn.Module):
    """Token and position embeddings followed by `num_hidden_layers` layers."""

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.config = config
        self.tokens = nn.Embedding(config.vocab_size, config.hidden_size)
        self.positions = nn.Embedding(config.max_position_embeddings, config.hidden_size)
        self.norm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.layers = nn.ModuleList(Layer(config) for _ in range(config.num_hidden_layers))
        nn.init.normal_(self.positions.weight, std=0.002)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """int64 ids and mask [batch, sequence] to the last hidden state [batch, sequence, hidden]."""
        places = torch.arange(input_ids.shape[1], device=input_ids.device)
        x = self.dropout(self.norm(self.tokens(input_ids) + self.positions(places)))
        bias = (1.0 - attention_mask[:, None, None, :].to(x.dtype)) * MASK_BIAS
        for layer in self.layers:
            x = layer(x, bias)
        return x


class Classifier(nn.Module):
    """Encoder, mean over the unmasked tokens, linear layer to one logit per label."""

    def __init__(self, encoder: Encoder, labels: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(encoder.config.hidden_dropout_prob)
        self.head = nn.Linear(encoder.config.hidden_size, labels)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """int64 ids and mask [batch, sequence] to logits [batch, labels]."""
        pooled = mean_pool(self.encoder(input_ids, attention_mask), attention_mask)
        return self.head(self.dropout(pooled))


def mean_pool(hidden: Tensor, attention_mask: Tensor) -> Tensor:
    """Mean of [batch, sequence, hidden] over the tokens whose mask is 1."""
    mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
    return (hidden * mask).sum(1) / mask.sum(1).clamp(min=1.0)


def bag_of_tokens(encoder: Encoder, ids: Tensor, mask: Tensor) -> Tensor:
    """The encoder's pooled output [batch, hidden] while its layers add nothing: a mean of token vectors.

    Positions are left out. Much cheaper than the encoder, so that the embeddings can be trained first.
    """
    table = encoder.layers[-1].output_norm(encoder.norm(encoder.tokens.weight))
    weights = mask.to(table.dtype)
    total = F.embedding_bag(ids, table, per_sample_weights=weights, mode="sum")
    return total / weights.sum(1, keepdim=True)


def by_length(model: Callable[[Tensor, Tensor], Tensor], ids: Tensor, mask: Tensor) -> Tensor:
    """`model(ids, mask)` [batch, width], computed in parts of like lengths to save padding."""
    lengths = mask.sum(1)
    order = lengths.argsort()
    results = []
    for part in order.chunk(LENGTH_PARTS):
        longest = int(lengths[part].max())
        results.append(model(ids[part, :longest], mask[part, :longest]))
    return torch.cat(results)[order.argsort()]


def export_onnx(model: nn.Module, path: Path, output: str, output_axes: dict[int, str]) -> None:
    """Write `model` with inputs input_ids and attention_mask, both dynamic in batch and sequence."""
    path.parent.mkdir(parents=True, exist_ok=True)
    training = model.training
    model.eval()
    ids = torch.ones(2, 7, dtype=torch.long)
    both = {0: "batch", 1: "sequence"}
    partial = path.with_suffix(".partial")
    with torch.no_grad():
        torch.onnx.export(
            model,
            (ids, torch.ones_like(ids)),
            str(partial),
            input_names=["input_ids", "attention_mask"],
            output_names=[output],
            dynamic_axes={"input_ids": both, "attention_mask": both, output: output_axes},
            opset_version=OPSET,
            do_constant_folding=True,
        )
    partial.replace(path)
    model.train(training)
