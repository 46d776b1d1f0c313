import { ChildProcessEngine } from "../engine.ts";
import { ENDLESS_TOKEN } from "./fragile-tokens.ts";
import { EMBED_SPEC, FRAGILE_PROGRAM } from "./specs.ts";

/**
 * For a test that kills it: holds an engine in the folder that it is given, whose replica computes without end,
 * and writes the replica's pid.
 */
const workFolder = process.argv[2] ?? "";
let isTold = false;
const engine = new ChildProcessEngine({ workFolder, onChange: tellWhenReady }, FRAGILE_PROGRAM);
await engine.apply(EMBED_SPEC);

function tellWhenReady(): void {
  const replica = engine.status()[0]?.replicas[0];
  if (isTold || replica?.state !== "ready") return;
  isTold = true;
  void engine.embed(EMBED_SPEC.id, { inputs: [[ENDLESS_TOKEN]], truncate: false });
  setImmediate(() => process.stdout.write(String(replica.pid)));
}
