import {
  chooseVariant,
  type JudgedProfile,
  type ModelVersion,
  speedUpOf,
  type Task,
  type TensorPort,
} from "@millrace/catalog";

export type Findings = {
  name: string;
  task: Task;
  version: ModelVersion;
  /** Of the variants that were looked at. */
  profiles: readonly JudgedProfile[];
};

const LABEL_WIDTH = 11;
const BATCH_WIDTH = 18;
const TIME_WIDTH = 12;
const DIGEST_DIGITS = 12;
const MIB = 2 ** 20;

/** What a person reads after a model was added: a line a fact, and what each batch costs. */
export function describeFindings({ name, task, version, profiles }: Findings): string {
  const [fp32, int8] = (["fp32", "int8"] as const).map((one) =>
    profiles.find(({ variant }) => variant === one),
  );
  const digest = version.digest.slice(0, "sha256:".length + DIGEST_DIGITS);
  const lines = [
    ["Model", `${name}   ${digest}…`],
    ["Task", describeTask(task, version)],
    ["Size", `${mebibytes(version.sizeBytes)}, ${grouped(version.parameterCount)} parameters`],
    ...(fp32 ? [["fp32", describeCost(fp32)]] : []),
    ...describeInt8(task, int8, profiles).map((text, index) => [index === 0 ? "int8" : "", text]),
  ];
  const facts = lines.map(([label = "", text = ""]) => `  ${label.padEnd(LABEL_WIDTH)}${text}`);
  return `${facts.join("\n")}\n\n${describeGrid(fp32, int8)}\n`;
}

function describeTask(task: Task, version: ModelVersion): string {
  switch (task) {
    case "feature-extraction":
      return `${task}: up to ${version.tokensMax} tokens to ${version.dimensions} numbers`;
    case "text-classification":
      return `${task}: up to ${version.tokensMax} tokens to ${version.labels.length} labels`;
    case "tensor":
      return `${task}: takes ${portsOf(version.inputs)}; gives ${portsOf(version.outputs)}`;
  }
}

function portsOf(ports: readonly TensorPort[]): string {
  return ports
    .map(({ name, datatype, shape }) => {
      const dims = shape.map((dim) => (dim < 0 ? "any" : dim));
      return `${name} ${datatype} [${dims.join(", ")}]`;
    })
    .join(", ");
}

function describeCost({ loadMs, memoryBytes, sizeBytes }: JudgedProfile): string {
  return `${mebibytes(sizeBytes)} on the disk, ${mebibytes(memoryBytes)} in memory, loads in ${milliseconds(loadMs)}`;
}

function describeInt8(
  task: Task,
  int8: JudgedProfile | undefined,
  profiles: readonly JudgedProfile[],
): string[] {
  if (int8 === undefined) return ["left to the node that serves"];
  const speedUp = speedUpOf(profiles);
  const figures = speedUp === null ? [] : [`${describeCost(int8)}, ${speedUp.toFixed(2)} times as fast`];
  return [...figures, verdict(task, int8, chooseVariant(profiles) === "int8")];
}

function verdict(task: Task, { agreement, samples, reason }: JudgedProfile, isServed: boolean): string {
  if (reason !== null) return `not offered. ${reason}`;
  if (agreement === null) {
    return "offered to those who ask for it; without samples (samples.json) it is not compared with fp32, and fp32 is served";
  }
  const measure = task === "text-classification" ? "share of equal labels" : "smallest cosine";
  const near = `${measure} with fp32 ${sixDigits(agreement)} on ${samples} samples`;
  return isServed
    ? `served by default: ${near}`
    : `offered; fp32 is served by default, as it is no slower: ${near}`;
}

/** A line a batch, a column a variant. */
function describeGrid(fp32: JudgedProfile | undefined, int8: JudgedProfile | undefined): string {
  const columns = [fp32, int8].filter((profile) => profile !== undefined && profile.grid.length > 0);
  if (columns.length === 0) return "  How fast it is, is not known: it does not compute on made-up inputs.";
  const head = columns.map((profile) => (profile?.variant ?? "").padStart(TIME_WIDTH));
  const rows = (columns[0]?.grid ?? []).map(({ rows: count, tokens }, index) => {
    const times = columns.map((profile) => milliseconds(profile?.grid[index]?.medianMs ?? Number.NaN));
    return `  ${`${count} × ${tokens}`.padEnd(BATCH_WIDTH)}${times.map((time) => time.padStart(TIME_WIDTH)).join("")}`;
  });
  return [`  ${"rows × tokens".padEnd(BATCH_WIDTH)}${head.join("")}`, ...rows].join("\n");
}

/** Cut, not rounded: only what is equal is told as 1. */
function sixDigits(value: number): string {
  return (Math.floor(value * 1e6) / 1e6).toFixed(6);
}

function milliseconds(value: number): string {
  return `${value < 100 ? value.toFixed(2) : Math.round(value)} ms`;
}

function mebibytes(bytes: number): string {
  return `${(bytes / MIB).toFixed(1)} MiB`;
}

function grouped(count: number): string {
  return count.toLocaleString("en-US");
}
