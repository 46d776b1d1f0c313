import fc from "fast-check";

/** Values that parsers, databases and tokenizers have stumbled over, as JSON text. */
const HOSTILE = [
  ...["null", "true", "0", "-0", "-1", "1.5", "1e400", "-1e400", "1e-400", "9007199254740993", "5.0"],
  ...['""', '" "', '"\\u0000"', '"\\ud800"', '"\\udc00 x"', '"\\uFEFF"', '"5"', '"💩"', '"../../etc/passwd"'],
  ...["[]", "[[]]", "[[],[]]", '[""]', "[null]", '["a",1]', '[1,"a"]', "[[1],2]", "[1e99]", "[-1]", "[1.5]"],
  ...["{}", '{"__proto__":{"x":1}}', '{"constructor":{"prototype":{"x":1}}}', '{"length":1e9}', '{"":""}'],
  `"${"word ".repeat(3_000)}"`,
  `"${"a".repeat(50_000)}"`,
  `[${Array(2_100).fill('"a"').join()}]`,
  "[".repeat(70) + "]".repeat(70),
  `"${"\\u0301".repeat(2_000)}"`,
];

const value = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.json({ maxDepth: 3 }),
  fc.string({ unit: "binary" }).map((text) => JSON.stringify(text)),
  fc.constantFrom('"embed"', '"a short text"', '["one","two"]', "[5,6,7]", "[[5,6],[7]]"),
);

/** An object's text from fields that are already text, so that a name may come twice and a number be out of reach. */
function objectOf(fields: readonly (readonly [string, string])[]): string {
  return `{${fields.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join()}}`;
}

const OIP_VALUES = [
  ...[
    '"FP32"',
    '"BYTES"',
    '"INT32"',
    '"BF16"',
    '"bool"',
    "[1,16]",
    "[-1]",
    "[0]",
    "[1e9,1e9,1e9]",
    "[1.5]",
    "[[1]]",
  ],
  ...['{"binary_data_size":4}', '{"binary_data_size":-1}', '{"binary_data":true}', '{"classification":3}'],
  ...['[{"name":"sum"}]', '[{"name":"sum"},{"name":"sum"}]', '[{"name":"nobody"}]', '"in_INT64"', '"text"'],
];

/** A body that has the right fields, of which one or more are replaced, repeated, left out or added. */
function almostRight(
  fields: Readonly<Record<string, string>>,
  optional: readonly string[],
  values: fc.Arbitrary<string> = value,
): fc.Arbitrary<string> {
  const names = [...Object.keys(fields), ...optional, "unknown", "__proto__", ""];
  const change = fc.record({
    name: fc.constantFrom(...names),
    kind: fc.constantFrom("set", "drop", "repeat"),
    value: values,
  });
  return fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => {
    let list: (readonly [string, string])[] = Object.entries(fields);
    for (const { name, kind, value: text } of changes) {
      if (kind !== "repeat") list = list.filter(([other]) => other !== name);
      if (kind !== "drop") list.push([name, text]);
    }
    return objectOf(list);
  });
}

type ByteEdit = { at: number; kind: "flip" | "insert" | "remove" | "cut"; byte: number };

const byteEdit: fc.Arbitrary<ByteEdit> = fc.record({
  at: fc.nat({ max: 300 }),
  kind: fc.constantFrom("flip", "insert", "remove", "cut"),
  byte: fc.nat({ max: 255 }),
});

function edited(text: string, edits: readonly ByteEdit[]): Uint8Array<ArrayBuffer> {
  const bytes = [...Buffer.from(text)];
  for (const { at, kind, byte } of edits) {
    const place = at % (bytes.length + 1);
    if (kind === "cut") bytes.length = place;
    else if (kind === "insert") bytes.splice(place, 0, byte);
    else if (kind === "remove") bytes.splice(place, 1);
    else if (place < bytes.length) bytes[place] = byte;
  }
  return Uint8Array.from(bytes);
}

/** Bodies for a route that takes these fields: nearly right ones, damaged ones, and bytes that are none at all. */
export function anyBody(
  fields: Readonly<Record<string, string>>,
  optional: readonly string[],
): fc.Arbitrary<string | Uint8Array<ArrayBuffer>> {
  const damaged = fc
    .array(byteEdit, { minLength: 1, maxLength: 4 })
    .map((edits) => edited(objectOf(Object.entries(fields)), edits));
  const noise = fc.uint8Array({ maxLength: 64 }).map((bytes) => Uint8Array.from(bytes));
  return fc.oneof(
    { weight: 6, arbitrary: almostRight(fields, optional) },
    { weight: 3, arbitrary: damaged },
    { weight: 1, arbitrary: fc.oneof(noise, value) },
  );
}

/** Bodies of the Open Inference Protocol, in which the tensors may be wrong as well; each tensor as its fields' texts. */
export function anyTensorBody(
  tensors: readonly Readonly<Record<string, string>>[],
): fc.Arbitrary<string | Uint8Array<ArrayBuffer>> {
  const values = fc.oneof(fc.constantFrom(...OIP_VALUES), value);
  const inputs = fc
    .tuple(...tensors.map((tensor) => almostRight(tensor, ["parameters", "contents"], values)))
    .map((texts) => `[${texts.join()}]`);
  const right = `[${tensors.map((tensor) => objectOf(Object.entries(tensor))).join()}]`;
  const optional = ["id", "outputs", "parameters", "raw_input_contents"];
  return fc.oneof(
    inputs.map((text) => objectOf([["inputs", text]])),
    almostRight({ inputs: right }, optional, values),
    anyBody({ inputs: right }, optional),
  );
}
