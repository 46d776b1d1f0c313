import { toBinary } from "@bufbuild/protobuf";
import type { Model } from "./schema/messages.ts";
import { ModelSchema } from "./schema/schema.ts";

/** Encodes a model. Up to protobuf's 2 GiB: put larger weights into a file of their own first (`detachWeights`). */
export function writeModel(model: Model): Uint8Array<ArrayBuffer> {
  return toBinary(ModelSchema, model);
}
