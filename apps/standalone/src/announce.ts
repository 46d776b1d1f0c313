import type { LiveDeployment } from "@millrace/deployments";
import { FIRST_DEPLOYMENT, type FirstRun } from "./home.ts";

/** The block that a person acts on; the curl works when pasted. */
export function announce(
  { consoleUrl, apiUrl, email, password, apiKey }: FirstRun,
  deployments: LiveDeployment[],
  grpcPort: number,
): void {
  const callable = deployments.filter(
    ({ state, model }) => state === "running" && model.task === "feature-extraction",
  );
  const model =
    (callable.find(({ name }) => name === FIRST_DEPLOYMENT) ?? callable[0])?.name ?? FIRST_DEPLOYMENT;
  process.stdout.write(`
Millrace is ready.

  Console    ${consoleUrl}
  Sign in    ${email}   ${password}
  API        ${apiUrl}/v1
  gRPC       localhost:${grpcPort}

Try it:

  curl ${apiUrl}/v1/embeddings \\
    -H "Authorization: Bearer ${apiKey}" \\
    -H "Content-Type: application/json" \\
    -d '{"model":"${model}","input":"the wheel turns"}'

Ctrl-C stops everything.
`);
}
