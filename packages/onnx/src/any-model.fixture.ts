import fc from "fast-check";
import { buildModel, floatTensor, int64Tensor, node, valueInfo } from "./build-model.ts";
import type { Model } from "./schema/messages.ts";

const name = fc.string({ minLength: 1, maxLength: 12, unit: "grapheme" });
const finite = fc.float({ noNaN: true });
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

const floats = fc
  .tuple(name, fc.array(finite, { maxLength: 12 }))
  .map(([label, values]) => floatTensor(label, [values.length], values));
const ints = fc
  .tuple(name, fc.array(int64, { maxLength: 12 }))
  .map(([label, values]) => int64Tensor(label, [values.length], values));

const attributes = fc.dictionary(
  fc.stringMatching(/^[a-z_]{1,8}$/),
  fc.oneof(int64, finite, fc.string(), fc.array(int64), fc.array(finite), floats, ints),
  { maxKeys: 3 },
);

const anyNode = fc
  .tuple(name, fc.array(name, { maxLength: 3 }), fc.array(name, { maxLength: 2 }), attributes)
  .map(([opType, inputs, outputs, given]) => node(opType, inputs, outputs, given));

const anyDim = fc.oneof(fc.nat(), fc.string(), fc.constant(null));
const anyValue = fc
  .tuple(name, fc.array(anyDim, { maxLength: 4 }))
  .map(([label, dims]) => valueInfo(label, dims));

/** Any model that can be written down, mostly not one that makes sense. */
export const anyModel: fc.Arbitrary<Model> = fc
  .record({
    nodes: fc.array(anyNode, { maxLength: 6 }),
    inputs: fc.array(anyValue, { maxLength: 3 }),
    outputs: fc.array(anyValue, { maxLength: 3 }),
    initializers: fc.array(fc.oneof(floats, ints), { maxLength: 4 }),
    irVersion: int64,
    producerName: fc.string(),
  })
  .map(({ irVersion, producerName, ...parts }) => buildModel(parts, { irVersion, producerName }));
