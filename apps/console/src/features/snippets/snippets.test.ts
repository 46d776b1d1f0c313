import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { type InputPort, SNIPPET_LANGUAGES, type SnippetSubject } from "./snippet-subject.ts";
import { familiesFor, snippetsFor } from "./snippets.ts";

const secret = `mr_live_${"a".repeat(38)}`;
const IMAGE: InputPort = { name: "image", datatype: "FP32", shape: [-1, 3, 32, 32] };

const SUBJECTS: Record<string, SnippetSubject> = Object.fromEntries(
  ["feature-extraction", "text-classification", "tensor"].map((task) => [
    task,
    { apiUrl: "http://localhost:8080", deployment: "mill", task, inputs: [IMAGE] },
  ]),
);

const CASES = Object.entries(SUBJECTS).flatMap(([task, subject]) =>
  familiesFor({ task }).flatMap((family) =>
    SNIPPET_LANGUAGES.map((language) => ({ task, subject, family, language })),
  ),
);

test("a key that is bound to some families is shown no snippet of another", () => {
  const task = "text-classification";
  expect(familiesFor({ task, families: [] })).toEqual(["huggingface", "oip"]);
  expect(familiesFor({ task, families: ["oip", "openai"] })).toEqual(["oip"]);
  expect(familiesFor({ task, families: ["openai"] })).toEqual([]);
});

describe.each(CASES)("a snippet for $task through $family in $language", ({ subject, family, language }) => {
  test("names the deployment, the address and the key at hand", () => {
    const snippet = snippetsFor({ ...subject, secret }, family)[language];
    expect(snippet).toContain("mill");
    expect(snippet).toContain("localhost:8080");
    expect(snippet).toContain(secret);
  });

  test("reads the key from the environment when there is none", () => {
    const snippet = snippetsFor(subject, family)[language];
    expect(snippet).toContain("MILLRACE_KEY");
    expect(snippet).not.toContain("undefined");
  });
});

const tensor = (inputs: readonly InputPort[]): SnippetSubject => ({
  apiUrl: "https://mill.example:8443",
  deployment: "mlp",
  task: "tensor",
  inputs,
});

test("every input of a model of tensors is sent under its name, in its type, with a size for what may be of any", () => {
  const inputs = [
    { name: "x", datatype: "FP32", shape: [-1, 4] },
    { name: "flag", datatype: "BOOL", shape: [] },
  ];
  const { curl, python, typescript } = snippetsFor(tensor(inputs), "oip");
  const body: unknown = JSON.parse(/-d '(.*)'$/.exec(curl)?.[1] ?? "");
  expect(body).toEqual({
    inputs: [
      { name: "x", datatype: "FP32", shape: [1, 4], data: [0, 0, 0, 0] },
      { name: "flag", datatype: "BOOL", shape: [], data: [false] },
    ],
  });
  expect(python).toContain(`InferInput("x", [1,4], "FP32")`);
  expect(python).toContain("np.zeros([1,4], dtype=np.float32)");
  expect(python).toContain(`InferenceServerClient("mill.example:8443", ssl=True)`);
  expect(typescript).toContain(`{ name: "flag", datatype: "BOOL", shape: [], data: [false] }`);
});

test("an image is sent to curl as bytes, whose count the header states", () => {
  const { curl, typescript } = snippetsFor(tensor([IMAGE]), "oip");
  const [, header = "", bytes] = /printf %s '(.*)'\n head -c (\d+)/.exec(curl) ?? [];
  expect(Number(bytes)).toBe(3 * 32 * 32 * 4);
  expect(JSON.parse(header)).toMatchObject({ inputs: [{ parameters: { binary_data_size: Number(bytes) } }] });
  expect(curl).toContain(`Inference-Header-Content-Length: ${Buffer.byteLength(header)}`);
  expect(typescript).toContain("new Array(1 * 3 * 32 * 32).fill(0)");
});

test("the name of an input cannot leave the shell's quotes", () => {
  const name = "it's $(touch /tmp/x) `é";
  const { curl } = snippetsFor(tensor([{ name, datatype: "INT64", shape: [1] }]), "oip");
  const quoted = curl.slice(curl.indexOf("-d ") + 3);
  const seen: unknown = JSON.parse(execFileSync("sh", ["-c", `printf %s ${quoted}`], { encoding: "utf8" }));
  expect(seen).toEqual({ inputs: [{ name, datatype: "INT64", shape: [1], data: [0] }] });
});

test("where the inputs are not known here, the deployment is asked for them", () => {
  const subject = { ...tensor([]), inputs: undefined };
  const { curl, python, typescript } = snippetsFor(subject, "oip");
  expect(curl).toContain("/v2/models/mlp ");
  expect(python).toContain(`get_model_metadata("mlp"`);
  expect(typescript).toContain(`fetch("https://mill.example:8443/v2/models/mlp"`);
});
