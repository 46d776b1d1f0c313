import type { Benchmark, Metric, Scenario } from "../benchmark.ts";
import { models } from "../models/models.ts";
import { CPU_PARTS, startCpuShare } from "../overhead/cpu-share.ts";
import { startLadder } from "../overhead/ladder.ts";
import { LADDER_PARTS } from "../overhead/ladder-parts.ts";
import { prepared } from "../prepared.ts";
import { installation } from "../product/installation.ts";
import { equalTexts } from "../texts.ts";

const TEXTS = 256;
const SEED = 5_151;
const CLIENTS = [1, 32];

/** Where the time of a small request goes, and what remains above the bare run. */
export const overhead: Benchmark = {
  name: "overhead",
  method:
    "One text of 14 words a request. Time: a lone caller asks in five ways one after the other (session.run in a process of its own; the engine with tokens, then with text; GET /v1/models; POST /v1/embeddings with everything on), and each part is the difference of two medians. Processor time: microseconds a request, as the kernel counts them for each thread, and the main thread of the API divided by a sampled profile: http is Node's HTTP, sockets and Fastify; writing the system calls that write; api our routes and JSON; native what else runs outside of JavaScript.",
  pace: { rounds: 5, warmUpMs: 200, measureMs: 4_000 },
  prepare: () =>
    prepared(async (started) => {
      const [made, millrace, texts] = [await models(), await installation(), equalTexts(TEXTS, SEED)];
      const note = `Millrace chose ${millrace.first.variant}`;
      const ladder = await startLadder(started, { millrace, made, texts });
      const time: Scenario = { name: "a lone request", note, metrics: TIME, subjects: [ladder] };
      // Only Linux tells of other processes' threads.
      if (process.platform !== "linux") return [time];
      const [first, ...more] = await startCpuShare(started, { millrace, texts, clients: CLIENTS });
      if (first === undefined) return [time];
      return [time, { name: "processor time, µs a request", note, metrics: CPU, subjects: [first, ...more] }];
    }),
};

const alone = (name: string): Metric => ({ name, against: "alone" });
const TIME = LADDER_PARTS.map(alone);
const CPU = CPU_PARTS.map(alone);
