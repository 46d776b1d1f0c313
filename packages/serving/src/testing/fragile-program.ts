import type { Backend } from "../backends/backend.ts";
import { openSession } from "../backends/onnx/open-session.ts";
import { serveBatches } from "../worker/serve-batches.ts";
import { DEADLY_TOKEN, ENDLESS_TOKEN, FAILING_TOKEN, SLOW_MS, SLOW_TOKEN } from "./fragile-tokens.ts";

/** For tests: the real worker, but some tokens do to it what a broken model or machine would. */
await serveBatches(async (settings) => fragile(await openSession(settings)));

function fragile(backend: Backend): Backend {
  if (backend.kind === "tensor") return backend;
  return {
    kind: "text",
    run: (batch) => {
      if (batch.ids.includes(DEADLY_TOKEN)) process.kill(process.pid, "SIGKILL");
      if (batch.ids.includes(FAILING_TOKEN)) throw new Error("a poisonous input");
      if (batch.ids.includes(ENDLESS_TOKEN)) block(Number.POSITIVE_INFINITY);
      if (batch.ids.includes(SLOW_TOKEN)) block(SLOW_MS);
      return backend.run(batch);
    },
  };
}

function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
