import { openModel } from "./open-model.ts";
import { measureGrids, type ProfilePoint } from "./profiling/measure-grids.ts";
import { Probe, type ProbeOptions } from "./profiling/probe.ts";
import type { Task } from "./tasks/task.ts";

/** What a model costs on this machine, as measured. */
export type ModelProfile = {
  readonly threads: number;
  readonly loadMs: number;
  /** Resident memory of its process after all points of the grid. */
  readonly memoryBytes: number;
  readonly points: readonly ProfilePoint[];
};

export type ProfileOptions = ProbeOptions & {
  /** Runs per point, as far as time allows; the median counts. */
  readonly samples: number;
  /** Else what the folder says. */
  readonly task?: Task | undefined;
  /** Ends it between two points, with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
};

/**
 * Opens a model in a process of its own and times it over a small grid of rows × tokens, in about five seconds.
 * Points whose turn comes too late, and lengths that the model does not read, are left out.
 *
 * A model of task `tensor` gets made-up inputs (`sampleTensors`) of 1 to 128 rows, open dimensions but the first taken
 * as 8. There are no points for one that does not compute on them.
 * Throws `invalid` `serving.model_unreadable`, `serving.model_refused` or `serving.model_unsupported` when it cannot run.
 */
export async function profileModel(folder: string, options: ProfileOptions): Promise<ModelProfile> {
  const probe = await Probe.open(await openModel(folder, options.task), options);
  try {
    const [points = []] = await measureGrids([probe], options.samples, options.signal);
    return { threads: options.threads, loadMs: probe.loadMs, memoryBytes: probe.memoryBytes, points };
  } finally {
    await probe.close();
  }
}
