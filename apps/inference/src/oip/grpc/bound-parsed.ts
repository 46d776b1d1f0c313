import { BinaryReader } from "@bufbuild/protobuf/wire";
import { TENSORS_MAX } from "../bounds.ts";
import { refuse } from "../refusal.ts";

const MIB = 1024 * 1024;
/**
 * Of all but raw contents, which stay bytes. Each few of the others become a number or an object of their own: 60 MiB of
 * INT64 in `contents` took 3 GB of memory and half a minute of everybody's time.
 */
const PARSED_BYTES_MAX = 4 * MIB;
/** Inputs, outputs, raw contents and parameters. */
const PARTS_MAX = 4 * TENSORS_MAX;
const RAW_INPUT_CONTENTS = 7;

/** Looks at the outermost fields of a `ModelInferRequest` only. Throws on what is no message at all. */
export function boundParsed(message: Uint8Array): void {
  const reader = new BinaryReader(message);
  let parsedBytes = 0;
  for (let parts = 1; reader.pos < reader.len; parts += 1) {
    const start = reader.pos;
    const [field, wireType] = reader.tag();
    reader.skip(wireType, field);
    if (field !== RAW_INPUT_CONTENTS) parsedBytes += reader.pos - start;
    if (parsedBytes <= PARSED_BYTES_MAX && parts <= PARTS_MAX) continue;
    const bound = `${PARSED_BYTES_MAX / MIB} MiB and ${PARTS_MAX} parts`;
    throw refuse(
      "message_too_large",
      `Without raw contents a message has at most ${bound}. Send tensors in \`raw_input_contents\`.`,
    );
  }
}
