export const SNIPPET_LANGUAGES = ["curl", "python", "typescript"] as const;
export type SnippetLanguage = (typeof SNIPPET_LANGUAGES)[number];
export type Snippets = Record<SnippetLanguage, string>;

export type SnippetSubject = {
  apiUrl: string;
  deployment: string;
  task: string;
  /** The key itself where it is shown once; otherwise the snippets read it from the environment. */
  secret?: string;
};

const KEY_VARIABLE = "MILLRACE_KEY";

/** Ready to paste: what calls this deployment with the client that people already have. */
export function snippetsFor(subject: SnippetSubject): Snippets {
  return subject.task === "text-classification" ? classification(subject) : embeddings(subject);
}

function embeddings({ apiUrl, deployment, secret }: SnippetSubject): Snippets {
  return {
    curl: [
      `curl ${apiUrl}/v1/embeddings \\`,
      `  -H "Authorization: Bearer ${shellKey(secret)}" \\`,
      `  -H "Content-Type: application/json" \\`,
      `  -d '{"model": "${deployment}", "input": "the wheel turns"}'`,
    ].join("\n"),
    python: [
      ...pythonKeyImport(secret),
      "from openai import OpenAI",
      "",
      `client = OpenAI(base_url="${apiUrl}/v1", api_key=${pythonKey(secret)})`,
      `answer = client.embeddings.create(model="${deployment}", input="the wheel turns")`,
      "print(len(answer.data[0].embedding), answer.usage.total_tokens)",
    ].join("\n"),
    typescript: [
      `import OpenAI from "openai";`,
      "",
      `const client = new OpenAI({ baseURL: "${apiUrl}/v1", apiKey: ${typescriptKey(secret)} });`,
      `const answer = await client.embeddings.create({ model: "${deployment}", input: "the wheel turns" });`,
      "console.log(answer.data[0].embedding.length, answer.usage.total_tokens);",
    ].join("\n"),
  };
}

function classification({ apiUrl, deployment, secret }: SnippetSubject): Snippets {
  const url = `${apiUrl}/models/${deployment}`;
  return {
    curl: [
      `curl ${url} \\`,
      `  -H "Authorization: Bearer ${shellKey(secret)}" \\`,
      `  -H "Content-Type: application/json" \\`,
      `  -d '{"inputs": "La roue tourne au fil de l’eau."}'`,
    ].join("\n"),
    python: [
      ...pythonKeyImport(secret),
      "from huggingface_hub import InferenceClient",
      "",
      `client = InferenceClient(model="${url}", token=${pythonKey(secret)})`,
      `print(client.text_classification("La roue tourne au fil de l’eau."))`,
    ].join("\n"),
    typescript: [
      `import { InferenceClient } from "@huggingface/inference";`,
      "",
      `const client = new InferenceClient(${typescriptKey(secret)}, { endpointUrl: "${url}" });`,
      `console.log(await client.textClassification({ inputs: "La roue tourne au fil de l’eau." }));`,
    ].join("\n"),
  };
}

function shellKey(secret: string | undefined): string {
  return secret ?? `$${KEY_VARIABLE}`;
}

function pythonKeyImport(secret: string | undefined): string[] {
  return secret ? [] : ["import os"];
}

function pythonKey(secret: string | undefined): string {
  return secret ? `"${secret}"` : `os.environ["${KEY_VARIABLE}"]`;
}

function typescriptKey(secret: string | undefined): string {
  return secret ? `"${secret}"` : `process.env.${KEY_VARIABLE}`;
}
