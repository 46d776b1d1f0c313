import { buildModel, DATA_TYPE, floatTensor, int64Tensor, node, valueInfo } from "@millrace/onnx";
import { normalValues } from "./normal-values.ts";

/** The sizes of all-MiniLM-L6, under the names of BERT's config.json; the vocabulary is millrace-embed's. */
export const MINILM = {
  vocab_size: 8_192,
  hidden_size: 384,
  num_hidden_layers: 6,
  num_attention_heads: 12,
  intermediate_size: 1_536,
  max_position_embeddings: 256,
  layer_norm_eps: 1e-12,
};

/** As BERT starts: its own deviation. */
const WEIGHT_DEVIATION = 0.02;
/** Added to the attention scores of padding. */
const MASK_BIAS = -1e4;
const SEED = 6_384;

/** A BERT encoder as PyTorch exports it (operator set 16), with seeded random weights: as fast as a trained one. */
export function buildMinilm(): ReturnType<typeof buildModel> {
  const graph = new GraphDraft(SEED);
  const masked = maskBias(graph);
  let x = embeddings(graph);
  for (let layer = 0; layer < MINILM.num_hidden_layers; layer++) {
    x = encoderLayer(graph, `layer.${layer}`, { x, masked });
  }
  graph.add("Identity", [x], "last_hidden_state");
  return buildModel({
    nodes: graph.nodes,
    initializers: graph.initializers,
    inputs: ["input_ids", "attention_mask"].map((name) =>
      valueInfo(name, ["batch", "sequence"], DATA_TYPE.INT64),
    ),
    outputs: [valueInfo("last_hidden_state", ["batch", "sequence", MINILM.hidden_size])],
  });
}

type Attributes = Parameters<typeof node>[3];

/** Collects nodes and weights; each value is named by what made it. */
class GraphDraft {
  readonly nodes: ReturnType<typeof node>[] = [];
  readonly initializers: ReturnType<typeof floatTensor>[] = [];
  readonly #values: (count: number, deviation: number) => Float32Array;

  constructor(seed: number) {
    this.#values = normalValues(seed);
  }

  add(operator: string, inputs: readonly string[], output: string, attributes: Attributes = {}): string {
    this.nodes.push(node(operator, inputs, [output], attributes));
    return output;
  }

  weight(name: string, dims: readonly number[]): string {
    const count = dims.reduce((product, size) => product * size, 1);
    return this.#tensor(name, dims, this.#values(count, WEIGHT_DEVIATION));
  }

  filled(name: string, dims: readonly number[], value: number): string {
    const count = dims.reduce((product, size) => product * size, 1);
    return this.#tensor(name, dims, new Float32Array(count).fill(value));
  }

  integers(name: string, values: readonly bigint[]): string {
    this.initializers.push(int64Tensor(name, [values.length], values));
    return name;
  }

  #tensor(name: string, dims: readonly number[], values: Float32Array): string {
    this.initializers.push(floatTensor(name, dims, values));
    return name;
  }
}

/** 0 where the mask is 1, the bias elsewhere: [batch, 1, 1, sequence]. */
function maskBias(graph: GraphDraft): string {
  const axes = graph.integers("mask.axes", [1n, 2n]);
  const wide = graph.add("Unsqueeze", ["attention_mask", axes], "mask.wide");
  const float = graph.add("Cast", [wide], "mask.float", { to: BigInt(DATA_TYPE.FLOAT) });
  const away = graph.add("Sub", [graph.filled("mask.one", [], 1), float], "mask.away");
  return graph.add("Mul", [away, graph.filled("mask.bias", [], MASK_BIAS)], "mask");
}

function embeddings(graph: GraphDraft): string {
  const { vocab_size, max_position_embeddings, hidden_size } = MINILM;
  const words = graph.weight("embeddings.words", [vocab_size, hidden_size]);
  const places = graph.weight("embeddings.positions", [1, max_position_embeddings, hidden_size]);
  const tokens = graph.add("Gather", [words, "input_ids"], "embeddings.tokens");
  const shape = graph.add("Shape", ["input_ids"], "embeddings.shape");
  const from = graph.integers("embeddings.from", [0n]);
  const one = graph.integers("embeddings.one", [1n]);
  const two = graph.integers("embeddings.two", [2n]);
  const length = graph.add("Slice", [shape, one, two], "embeddings.length");
  const used = graph.add("Slice", [places, from, length, one], "embeddings.places");
  return layerNorm(graph, "embeddings.norm", graph.add("Add", [tokens, used], "embeddings.sum"));
}

function encoderLayer(graph: GraphDraft, name: string, { x, masked }: { x: string; masked: string }): string {
  const { hidden_size, intermediate_size } = MINILM;
  const attended = attention(graph, `${name}.attention`, { x, masked });
  const normed = layerNorm(
    graph,
    `${name}.attention.norm`,
    graph.add("Add", [attended, x], `${name}.attention.sum`),
  );
  const inner = gelu(
    graph,
    `${name}.gelu`,
    linear(graph, `${name}.inner`, { x: normed, sizes: [hidden_size, intermediate_size] }),
  );
  const outer = linear(graph, `${name}.outer`, { x: inner, sizes: [intermediate_size, hidden_size] });
  return layerNorm(graph, `${name}.norm`, graph.add("Add", [outer, normed], `${name}.sum`));
}

function attention(graph: GraphDraft, name: string, { x, masked }: { x: string; masked: string }): string {
  const { hidden_size, num_attention_heads } = MINILM;
  const width = hidden_size / num_attention_heads;
  const sizes = [hidden_size, hidden_size] as const;
  const parted = graph.integers(`${name}.parted`, [0n, 0n, BigInt(num_attention_heads), BigInt(width)]);
  const heads = (part: string, perm: bigint[]) => {
    const projected = linear(graph, `${name}.${part}`, { x, sizes });
    const split = graph.add("Reshape", [projected, parted], `${name}.${part}.heads`);
    return graph.add("Transpose", [split], `${name}.${part}.turned`, { perm });
  };
  const query = heads("query", [0n, 2n, 1n, 3n]);
  const key = heads("key", [0n, 2n, 3n, 1n]);
  const value = heads("value", [0n, 2n, 1n, 3n]);
  const products = graph.add("MatMul", [query, key], `${name}.products`);
  const root = graph.filled(`${name}.root`, [], Math.sqrt(width));
  const scores = graph.add(
    "Add",
    [graph.add("Div", [products, root], `${name}.scaled`), masked],
    `${name}.scores`,
  );
  const shares = graph.add("Softmax", [scores], `${name}.shares`, { axis: -1n });
  const mixed = graph.add("MatMul", [shares, value], `${name}.mixed`);
  const turned = graph.add("Transpose", [mixed], `${name}.back`, { perm: [0n, 2n, 1n, 3n] });
  const whole = graph.integers(`${name}.whole`, [0n, 0n, BigInt(hidden_size)]);
  const joined = graph.add("Reshape", [turned, whole], `${name}.joined`);
  return linear(graph, `${name}.out`, { x: joined, sizes });
}

type Linear = { x: string; sizes: readonly [number, number] };

function linear(graph: GraphDraft, name: string, { x, sizes }: Linear): string {
  const product = graph.add("MatMul", [x, graph.weight(`${name}.weight`, sizes)], `${name}.product`);
  return graph.add("Add", [product, graph.weight(`${name}.bias`, [sizes[1]])], `${name}.out`);
}

function layerNorm(graph: GraphDraft, name: string, x: string): string {
  const { hidden_size, layer_norm_eps } = MINILM;
  const last = { axes: [-1n] };
  const off = graph.add("Sub", [x, graph.add("ReduceMean", [x], `${name}.mean`, last)], `${name}.off`);
  const squares = graph.add("Pow", [off, graph.filled(`${name}.two`, [], 2)], `${name}.squares`);
  const variance = graph.add("ReduceMean", [squares], `${name}.variance`, last);
  const safe = graph.add("Add", [variance, graph.filled(`${name}.eps`, [], layer_norm_eps)], `${name}.safe`);
  const scaled = graph.add("Div", [off, graph.add("Sqrt", [safe], `${name}.deviation`)], `${name}.scaled`);
  const weighted = graph.add(
    "Mul",
    [scaled, graph.filled(`${name}.weight`, [hidden_size], 1)],
    `${name}.weighted`,
  );
  return graph.add("Add", [weighted, graph.filled(`${name}.bias`, [hidden_size], 0)], `${name}.out`);
}

/** x · (1 + erf(x ÷ √2)) ÷ 2, as PyTorch writes it. */
function gelu(graph: GraphDraft, name: string, x: string): string {
  const ratio = graph.add("Div", [x, graph.filled(`${name}.root`, [], Math.SQRT2)], `${name}.ratio`);
  const erf = graph.add("Erf", [ratio], `${name}.erf`);
  const more = graph.add("Add", [erf, graph.filled(`${name}.one`, [], 1)], `${name}.more`);
  const twice = graph.add("Mul", [x, more], `${name}.twice`);
  return graph.add("Mul", [twice, graph.filled(`${name}.half`, [], 0.5)], `${name}.out`);
}
