import { newId } from "@millrace/kernel";
import type { TestDatabase } from "@millrace/testing";

/** A deployment of a team, as far as a key cares; its id. */
export async function deploy(db: TestDatabase, teamId: string, name = "embed"): Promise<string> {
  const id = newId();
  await db.sql(
    `INSERT INTO deployments (team_id, id, name, model_version_id, model_name, task, wanted, replicas,
       threads_per_replica, memory_bytes_max, batch_tokens_max, batch_rows_max, queue_requests_max)
     VALUES ($1, $2, $3, $4, 'model', 'feature-extraction', 'running', 1, 1, 1, 1, 1, 1)`,
    [teamId, id, name, newId()],
  );
  return id;
}

/** What a refused call says, as plain fields. */
export async function faultOf(work: Promise<unknown>): Promise<object> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof Error ? { ...error, message: error.message } : {};
}
