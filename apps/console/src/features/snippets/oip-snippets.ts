import { pythonKey, pythonKeyImport, shellKey, typescriptKey } from "./key-text.ts";
import { type SampleTensor, sampleTensor } from "./sample-tensor.ts";
import type { InputPort, SnippetSubject, Snippets } from "./snippet-subject.ts";

/** What models that read text take through the protocol. */
const TEXT_INPUTS: readonly InputPort[] = [{ name: "text", datatype: "BYTES", shape: [-1] }];

const NUMPY_TYPES: Record<string, string> = {
  BOOL: "np.bool_",
  UINT8: "np.uint8",
  UINT16: "np.uint16",
  UINT32: "np.uint32",
  UINT64: "np.uint64",
  INT8: "np.int8",
  INT16: "np.int16",
  INT32: "np.int32",
  INT64: "np.int64",
  FP16: "np.float16",
  FP32: "np.float32",
  FP64: "np.float64",
  BYTES: "np.object_",
};

/**
 * Tensors through the Open Inference Protocol v2. Where a model's inputs are not known here, the snippet asks the
 * deployment for them.
 */
export function oipSnippets(subject: SnippetSubject): Snippets {
  const inputs = subject.task === "tensor" ? subject.inputs : TEXT_INPUTS;
  if (!inputs)
    return {
      curl: curlDescribe(subject),
      python: pythonDescribe(subject),
      typescript: fetchDescribe(subject),
    };
  const tensors = inputs.map(sampleTensor);
  return {
    curl: tensors.every(({ data }) => data !== null)
      ? curlJson(subject, tensors)
      : curlBinary(subject, tensors),
    python: pythonInfer(subject, tensors),
    typescript: fetchInfer(subject, tensors),
  };
}

function modelUrl({ apiUrl, deployment }: SnippetSubject): string {
  return `${apiUrl}/v2/models/${deployment}`;
}

function curlJson(subject: SnippetSubject, tensors: readonly SampleTensor[]): string {
  const inputs = tensors.map(({ sizeBytes: _, ...tensor }) => tensor);
  return [
    `curl ${modelUrl(subject)}/infer \\`,
    `  -H "Authorization: Bearer ${shellKey(subject.secret)}" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d ${shellQuoted(JSON.stringify({ inputs }))}`,
  ].join("\n");
}

/** Too many numbers for JSON: the binary extension, with zeros from the system. */
function curlBinary(subject: SnippetSubject, tensors: readonly SampleTensor[]): string {
  const inputs = tensors.map(({ name, datatype, shape, sizeBytes }) => ({
    name,
    datatype,
    shape,
    parameters: { binary_data_size: sizeBytes },
  }));
  const header = JSON.stringify({ inputs });
  const sizeBytes = tensors.reduce((sum, tensor) => sum + tensor.sizeBytes, 0);
  return [
    `(printf %s ${shellQuoted(header)}`,
    ` head -c ${sizeBytes} /dev/zero) |`,
    `curl ${modelUrl(subject)}/infer \\`,
    `  -H "Authorization: Bearer ${shellKey(subject.secret)}" \\`,
    `  -H "Content-Type: application/octet-stream" \\`,
    `  -H "Inference-Header-Content-Length: ${new TextEncoder().encode(header).length}" \\`,
    "  --data-binary @-",
  ].join("\n");
}

function curlDescribe(subject: SnippetSubject): string {
  return [`curl ${modelUrl(subject)} \\`, `  -H "Authorization: Bearer ${shellKey(subject.secret)}"`].join(
    "\n",
  );
}

function pythonInfer(subject: SnippetSubject, tensors: readonly SampleTensor[]): string {
  const inputs = tensors.map((tensor, index) => {
    const value = numpyValue(tensor);
    const shape = JSON.stringify(tensor.shape);
    return {
      name: `input_${index}`,
      value,
      call: `${JSON.stringify(tensor.name)}, ${shape}, "${tensor.datatype}"`,
    };
  });
  return [
    ...pythonClient(subject, ["import numpy as np"]),
    ...inputs.flatMap(({ name, value, call }) => [
      `${name} = triton.InferInput(${call})`,
      `${name}.set_data_from_numpy(${value})`,
    ]),
    `answer = client.infer("${subject.deployment}", [${inputs.map(({ name }) => name).join(", ")}], headers=headers)`,
    `for output in answer.get_response()["outputs"]:`,
    `    print(output["name"], answer.as_numpy(output["name"]))`,
  ].join("\n");
}

function pythonDescribe(subject: SnippetSubject): string {
  return [
    ...pythonClient(subject, []),
    `print(client.get_model_metadata("${subject.deployment}", headers=headers))`,
  ].join("\n");
}

/** `pip install tritonclient[http]`: Triton's own client, which takes the address without its scheme. */
function pythonClient({ apiUrl, secret }: SnippetSubject, imports: readonly string[]): string[] {
  const { protocol, host } = new URL(apiUrl);
  const tls = protocol === "https:" ? ", ssl=True" : "";
  return [
    ...pythonKeyImport(secret),
    ...imports,
    "import tritonclient.http as triton  # pip install tritonclient[http]",
    "",
    `client = triton.InferenceServerClient("${host}"${tls})`,
    secret
      ? `headers = {"Authorization": "Bearer ${secret}"}`
      : `headers = {"Authorization": "Bearer " + ${pythonKey(secret)}}`,
  ];
}

function numpyValue({ datatype, shape, data }: SampleTensor): string {
  const dtype = NUMPY_TYPES[datatype] ?? "np.float32";
  const size = JSON.stringify(shape);
  const [text] = data ?? [];
  if (datatype === "BYTES") return `np.full(${size}, ${JSON.stringify(text ?? "")}, dtype=${dtype})`;
  return `np.zeros(${size}, dtype=${dtype})`;
}

function fetchInfer(subject: SnippetSubject, tensors: readonly SampleTensor[]): string {
  const inputs = tensors.map(({ name, datatype, shape, data, sizeBytes: _ }) => {
    const values = data
      ? JSON.stringify(data)
      : `new Array(${shape.join(" * ")}).fill(${datatype === "BYTES" ? '""' : 0})`;
    return `    { name: ${JSON.stringify(name)}, datatype: "${datatype}", shape: ${JSON.stringify(shape)}, data: ${values} },`;
  });
  return [
    `const answer = await fetch("${modelUrl(subject)}/infer", {`,
    `  method: "POST",`,
    `  headers: { authorization: ${bearer(subject)}, "content-type": "application/json" },`,
    "  body: JSON.stringify({",
    "    inputs: [",
    ...inputs.map((line) => `  ${line}`),
    "    ],",
    "  }),",
    "});",
    "console.log(await answer.json());",
  ].join("\n");
}

function fetchDescribe(subject: SnippetSubject): string {
  return [
    `const answer = await fetch("${modelUrl(subject)}", {`,
    `  headers: { authorization: ${bearer(subject)} },`,
    "});",
    "console.log(await answer.json());",
  ].join("\n");
}

function bearer({ secret }: SnippetSubject): string {
  return secret ? `"Bearer ${secret}"` : `\`Bearer \${${typescriptKey(secret)}}\``;
}

/** For a POSIX shell: a model may name its inputs as it likes. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
