import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { EMBED_SPEC, FRAGILE_PROGRAM } from "./engine.test-constants.ts";
import { ChildProcessEngine } from "./engine.ts";
import { ENDLESS_TOKEN } from "./worker/fragile-tokens.ts";

/** For a test that kills it: holds an engine whose replica computes without end, and writes the replica's pid. */
const workFolder = await mkdtemp(path.join(tmpdir(), "millrace-serving-"));
const engine = new ChildProcessEngine({ workFolder, onChange: tellWhenReady }, FRAGILE_PROGRAM);
await engine.apply(EMBED_SPEC);

function tellWhenReady(): void {
  const replica = engine.status()[0]?.replicas[0];
  if (replica?.state !== "ready") return;
  void engine.embed(EMBED_SPEC.id, { inputs: [[ENDLESS_TOKEN]], truncate: false });
  setImmediate(() => process.stdout.write(String(replica.pid)));
}
