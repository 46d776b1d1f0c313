import { pythonKey, pythonKeyImport, shellKey, typescriptKey } from "./key-text.ts";
import type { SnippetSubject, Snippets } from "./snippet-subject.ts";

const CALLS = {
  "text-classification": {
    text: "La roue tourne au fil de l’eau.",
    python: "text_classification",
    typescript: "textClassification",
    readPython: "answer",
    readTypescript: "answer",
  },
  "feature-extraction": {
    text: "the wheel turns",
    python: "feature_extraction",
    typescript: "featureExtraction",
    readPython: "answer.shape",
    readTypescript: "answer.length",
  },
};

/** Texts through Hugging Face's clients. */
export function huggingFaceSnippets({ apiUrl, deployment, task, secret }: SnippetSubject): Snippets {
  const url = `${apiUrl}/models/${deployment}`;
  const call = CALLS[task === "text-classification" ? task : "feature-extraction"];
  return {
    curl: [
      `curl ${url} \\`,
      `  -H "Authorization: Bearer ${shellKey(secret)}" \\`,
      `  -H "Content-Type: application/json" \\`,
      `  -d '{"inputs": "${call.text}"}'`,
    ].join("\n"),
    python: [
      ...pythonKeyImport(secret),
      "from huggingface_hub import InferenceClient",
      "",
      `client = InferenceClient(model="${url}", token=${pythonKey(secret)})`,
      `answer = client.${call.python}("${call.text}")`,
      `print(${call.readPython})`,
    ].join("\n"),
    typescript: [
      `import { InferenceClient } from "@huggingface/inference";`,
      "",
      `const client = new InferenceClient(${typescriptKey(secret)}, { endpointUrl: "${url}" });`,
      `const answer = await client.${call.typescript}({ inputs: "${call.text}" });`,
      `console.log(${call.readTypescript});`,
    ].join("\n"),
  };
}
