import { pythonKey, pythonKeyImport, shellKey, typescriptKey } from "./key-text.ts";
import type { SnippetSubject, Snippets } from "./snippet-subject.ts";

/** Embeddings through OpenAI's clients. */
export function openAiSnippets({ apiUrl, deployment, secret }: SnippetSubject): Snippets {
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
