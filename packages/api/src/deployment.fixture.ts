import type { Context } from "@millrace/db";
import { createDeployment, type LiveDeployment } from "@millrace/deployments";
import { newId } from "@millrace/kernel";
import { makeTeam, testDatabase } from "@millrace/testing";

export const db = await testDatabase();
await db.sql(
  "INSERT INTO models (name, title, summary, task, license) VALUES ('langid', 'Langid', 's', 'text-classification', 'mit')",
);
await db.sql(
  `INSERT INTO model_versions
     (id, model_name, digest, folder, size_bytes, parameter_count, tokens_max, labels, languages, card)
   VALUES ($1, 'langid', 'sha256:0', 'millrace-langid', 1, 1, 256, '{de,en}', '{}', 'card')`,
  [newId()],
);

export const RESOURCES = {
  replicas: 1,
  threadsPerReplica: 1,
  memoryBytesMax: 2 ** 30,
  batchTokensMax: 4_096,
  batchRowsMax: 64,
  queueRequestsMax: 512,
};

export type TeamWithDeployment = { ctx: Context; as: (role: string) => Context; deployment: LiveDeployment };

/** A new team whose owner has one deployment. */
export async function makeTeamWithDeployment(name = "langid"): Promise<TeamWithDeployment> {
  const team = await makeTeam(db);
  const ctx = team.as("owner");
  const deployment = await createDeployment(ctx, { name, modelName: "langid", resources: RESOURCES });
  return { ctx, as: team.as, deployment };
}
