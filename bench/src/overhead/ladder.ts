import type { Subject, Timing } from "../benchmark.ts";
import { DEFAULT_RESOURCES } from "../deployment.ts";
import { startEngine } from "../engine.ts";
import { closedLoop } from "../load/closed-loop.ts";
import { startLoad, type Target } from "../load/load.ts";
import { graphIn, type Models } from "../models/models.ts";
import { until } from "../prepared.ts";
import { embeddingTarget, type Installation } from "../product/installation.ts";
import { startRaw } from "../raw/raw.ts";
import { tokenize } from "../raw/tokenize.ts";
import { partsOf, type RungName } from "./ladder-parts.ts";

type Rung = (timing: Timing) => Promise<{ p50Ms: number }>;
type Ladder = Record<RungName, Rung>;

/**
 * Where the time of a lone request goes, by what one way of asking takes longer than another. The parts add up to the
 * whole.
 */
export async function startLadder(
  started: AsyncDisposableStack,
  { millrace, made, texts }: { millrace: Installation; made: Models; texts: readonly string[] },
): Promise<Subject> {
  const modelFolder = made.embed.folders[millrace.first.variant];
  const threads = DEFAULT_RESOURCES.threadsPerReplica;
  const { engine } = until(
    started,
    await startEngine({ embed: { modelFolder, task: "feature-extraction" } }),
  );
  const raw = until(started, startRaw({ onnxFile: graphIn(modelFolder), threads }));
  const load = until(started, startLoad());
  const rows = await tokenize(modelFolder, texts);
  const embed =
    (inputs: readonly (string | number[])[]): Rung =>
    (timing) =>
      closedLoop(1, timing, async (turn) => {
        await engine.embed("embed", { inputs: [inputs[turn % inputs.length] ?? ""], truncate: false });
      });
  const whole = embeddingTarget(millrace, millrace.first.name, texts);
  const key: Target = { ...whole, url: new URL("/v1/models", whole.url).href, bodies: [] };
  return ladderSubject({
    run: (timing) => raw.ask({ kind: "tokens", rows, timing }),
    tokens: embed(rows),
    text: embed(texts),
    key: (timing) => load.closed(key, 1, timing),
    whole: (timing) => load.closed(whole, 1, timing),
  });
}

function ladderSubject(ladder: Ladder): Subject {
  const rungs = Object.entries(ladder) as [RungName, Rung][];
  return {
    name: "p50, ms",
    measure: async ({ warmUpMs, measureMs }) => {
      const p50Ms = {} as Record<RungName, number>;
      for (const [name, rung] of rungs) {
        p50Ms[name] = (await rung({ warmUpMs, measureMs: measureMs / rungs.length })).p50Ms;
      }
      return partsOf(p50Ms);
    },
  };
}
