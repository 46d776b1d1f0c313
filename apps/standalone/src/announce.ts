import type { FirstRun } from "./home.ts";

/** The block that a person acts on; the curl works when pasted. */
export function announce({ consoleUrl, apiUrl, email, password, apiKey }: FirstRun): void {
  process.stdout.write(`
Millrace is ready.

  Console    ${consoleUrl}
  Sign in    ${email}   ${password}
  API        ${apiUrl}/v1

Try it:

  curl ${apiUrl}/v1/embeddings \\
    -H "Authorization: Bearer ${apiKey}" \\
    -H "Content-Type: application/json" \\
    -d '{"model":"embed","input":"the wheel turns"}'

Ctrl-C stops everything.
`);
}
