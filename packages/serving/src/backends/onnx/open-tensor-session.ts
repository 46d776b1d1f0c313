import { Tensor } from "onnxruntime-node";
import { decodeTexts, encodeTexts } from "../../tensors/bytes-elements.ts";
import { datatypeOfRuntime } from "../../tensors/datatypes.ts";
import type { ArrivedTensor, PiecedTensor } from "../../worker/tensor-frames.ts";
import { ModelRefused, type TensorBackend, type TensorSettings } from "../backend.ts";
import { createSession } from "./create-session.ts";

/** Opens an ONNX model of any kind. Throws `ModelRefused` when it is not the one that was scanned. */
export async function openTensorSession(settings: TensorSettings): Promise<TensorBackend> {
  hideFloat16Array();
  const session = await createSession(settings);
  const known = new Set([...session.inputNames, ...session.outputNames]);
  const names = [...settings.inputs, ...settings.outputs];
  if (names.some((name) => !known.has(name)) || session.inputNames.length !== settings.inputs.length) {
    throw new ModelRefused("ONNX Runtime sees other inputs and outputs in the model than its file names.");
  }
  return {
    kind: "tensor",
    run: async ({ tensors, wanted }) => {
      const feeds = tensors.map((tensor, port) => [settings.inputs[port] ?? "", feedOf(tensor)] as const);
      const fetches = wanted.map((port) => settings.outputs[port] ?? "");
      const fetched = await session.run(Object.fromEntries(feeds), fetches);
      return fetches.map((name) => piecesOf(name, fetched[name]));
    },
  };
}

/**
 * Node's native interface does not know Float16Array yet, and ONNX Runtime 1.30 reads no number out of one. Where it
 * finds none it takes the bits as Uint16Array. It looks once, before the first tensor.
 */
function hideFloat16Array(): void {
  Reflect.deleteProperty(globalThis, "Float16Array");
}

/** Numbers are views into what arrived; only texts are made anew. */
function feedOf({ datatype, shape, data: { buffer, byteOffset, byteLength } }: ArrivedTensor): Tensor {
  const view = <Numbers>(
    kind: new (buffer: ArrayBuffer, offset: number, length: number) => Numbers,
    bytes: number,
  ) => new kind(buffer, byteOffset, byteLength / bytes);
  switch (datatype) {
    case "BYTES":
      return new Tensor("string", decodeTexts(new Uint8Array(buffer, byteOffset, byteLength)), shape);
    case "BOOL":
      return new Tensor("bool", view(Uint8Array, 1), shape);
    case "UINT8":
      return new Tensor("uint8", view(Uint8Array, 1), shape);
    case "INT8":
      return new Tensor("int8", view(Int8Array, 1), shape);
    case "UINT16":
      return new Tensor("uint16", view(Uint16Array, 2), shape);
    case "INT16":
      return new Tensor("int16", view(Int16Array, 2), shape);
    case "FP16":
      return new Tensor("float16", view(Uint16Array, 2), shape);
    case "UINT32":
      return new Tensor("uint32", view(Uint32Array, 4), shape);
    case "INT32":
      return new Tensor("int32", view(Int32Array, 4), shape);
    case "FP32":
      return new Tensor("float32", view(Float32Array, 4), shape);
    case "UINT64":
      return new Tensor("uint64", view(BigUint64Array, 8), shape);
    case "INT64":
      return new Tensor("int64", view(BigInt64Array, 8), shape);
    case "FP64":
      return new Tensor("float64", view(Float64Array, 8), shape);
  }
}

function piecesOf(name: string, tensor: Tensor | undefined): PiecedTensor {
  const datatype = tensor === undefined ? null : datatypeOfRuntime(tensor.type);
  if (tensor === undefined || datatype === null) throw new Error(`output ${name} is of type ${tensor?.type}`);
  return { datatype, shape: tensor.dims, pieces: [bytesOf(tensor.data)] };
}

function bytesOf(data: Tensor["data"]): Uint8Array {
  if (Array.isArray(data)) return encodeTexts(data);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
