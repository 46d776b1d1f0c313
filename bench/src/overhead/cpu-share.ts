import type { Figures, Subject, Timing } from "../benchmark.ts";
import { type Load, startLoad, type Target } from "../load/load.ts";
import { until } from "../prepared.ts";
import { embeddingTarget, type Installation } from "../product/installation.ts";
import { AREAS, type Area, timeByArea } from "./areas.ts";
import { attachProfiler, type Profiler } from "./inspector.ts";
import { findProcesses, type Role, type ThreadTime, threadTimes } from "./processes.ts";

const MAIN_THREAD = "node-MainThread";
const SPOOL_THREAD = "WorkerThread";
/** Told by themselves, and the inspector's, which only answer us. */
const APART = new Set([MAIN_THREAD, SPOOL_THREAD, "SignalInspector", "InspectorIo"]);

const BY_PROCESS = [
  "inference, main thread",
  "inference, spool thread",
  "inference, other threads",
  "replicas",
  "postgres",
  "console, controller, standalone",
] as const;
type Spender = (typeof BY_PROCESS)[number];
export const CPU_PARTS = [...BY_PROCESS, ...AREAS.map(nameOf)];

function nameOf(area: Area): string {
  return `main thread: ${area}`;
}

/** Microseconds of processor time for each request, by area of the main thread, by thread and by process. */
export async function startCpuShare(
  started: AsyncDisposableStack,
  {
    millrace,
    texts,
    clients,
  }: { millrace: Installation; texts: readonly string[]; clients: readonly number[] },
): Promise<Subject[]> {
  const rootPid = millrace.product.process.pid ?? 0;
  const [pid] = (await findProcesses(rootPid)).inference;
  if (pid === undefined) throw new Error("the inference service is not among the product's processes");
  const profiler = until(started, await attachProfiler(pid));
  const load = until(started, startLoad());
  const target = embeddingTarget(millrace, millrace.first.name, texts);
  return clients.map((count) => ({
    name: `${count} client${count === 1 ? "" : "s"}`,
    measure: (timing) => measure({ load, target, profiler, rootPid, clients: count }, timing),
  }));
}

type Measured = { load: Load; target: Target; profiler: Profiler; rootPid: number; clients: number };

/** First who spends how much, without the profiler, which costs time itself; then where the main thread spends it. */
async function measure(measured: Measured, { warmUpMs, measureMs }: Timing): Promise<Figures> {
  const { load, target, profiler, clients } = measured;
  const timing = { warmUpMs: 0, measureMs: measureMs / 2 };
  if (warmUpMs > 0) await load.closed(target, clients, { warmUpMs: 0, measureMs: warmUpMs });
  const spent = await spentPerRequest(measured, timing);
  const profile = await profiler.during(async () => {
    await load.closed(target, clients, timing);
  });
  return { ...spent, ...sharedOut(spent["inference, main thread"], timeByArea(profile)) };
}

async function spentPerRequest(
  { load, target, rootPid, clients }: Measured,
  timing: Timing,
): Promise<Record<Spender, number>> {
  const before = await threadsByRole(rootPid);
  const { perSecond } = await load.closed(target, clients, timing);
  const after = await threadsByRole(rootPid);
  const requests = (perSecond * timing.measureMs) / 1_000;
  const spent = (role: Role, isMeant: (name: string) => boolean = () => true) =>
    sum(
      [...after[role]]
        .filter(([, { name }]) => isMeant(name))
        .map(([thread, { us }]) => us - (before[role].get(thread)?.us ?? 0)),
    ) / requests;
  return {
    "inference, main thread": spent("inference", (name) => name === MAIN_THREAD),
    "inference, spool thread": spent("inference", (name) => name === SPOOL_THREAD),
    "inference, other threads": spent("inference", (name) => !APART.has(name)),
    replicas: spent("replicas"),
    postgres: spent("postgres"),
    "console, controller, standalone": spent("others"),
  };
}

async function threadsByRole(rootPid: number): Promise<Record<Role, Map<string, ThreadTime>>> {
  // Anew each time: PostgreSQL starts processes as it needs them.
  const tree = await findProcesses(rootPid);
  return {
    inference: await threadTimes(tree.inference),
    replicas: await threadTimes(tree.replicas),
    postgres: await threadTimes(tree.postgres),
    others: await threadTimes(tree.others),
  };
}

/** The main thread's time, divided as the profile divides its own. */
function sharedOut(mainUs: number, areas: ReturnType<typeof timeByArea>): Figures {
  const whole = sum(Object.values(areas));
  return Object.fromEntries(AREAS.map((area) => [nameOf(area), (mainUs * areas[area]) / whole]));
}

function sum(values: Iterable<number>): number {
  return [...values].reduce((total, value) => total + value, 0);
}
