/** Which part of the product a function belongs to, by the file that it stands in. */
export const AREAS = [
  "http",
  "writing",
  "api",
  "engine",
  "tokenizer",
  "pipe",
  "usage",
  "database",
  "node",
  "garbage",
  "native",
] as const;
export type Area = (typeof AREAS)[number];

/** The first that matches counts. */
const BY_FILE: readonly (readonly [RegExp, Area])[] = [
  [/packages\/serving\/src\/tokenizing\/|\/tokenizers\//, "tokenizer"],
  [/packages\/serving\/src\/worker\//, "pipe"],
  [/packages\/serving\//, "engine"],
  [/packages\/metering\/|^node:internal\/(per_context\/messageport|worker)/, "usage"],
  [/apps\/inference\//, "api"],
  [/packages\/db\/|@prisma|\/pg\b|\/pg-|packages\/(keys|deployments|catalog)\//, "database"],
  [/\/fastify|find-my-way|\/node_modules\/|^node:(internal\/)?(_?http|_?net|_?stream|streams)/, "http"],
  [/^node:/, "node"],
];

/** Native functions that the profile knows by name: system calls that write, and messages to the spool's thread. */
const BY_NATIVE_NAME: readonly (readonly [RegExp, Area])[] = [
  [/^write/, "writing"],
  [/^postMessage$/, "usage"],
];

/** Undefined for the time in which nothing ran. */
export function areaOf({ url, functionName }: { url: string; functionName: string }): Area | undefined {
  if (functionName === "(idle)" || functionName === "(root)") return undefined;
  if (functionName === "(garbage collector)") return "garbage";
  if (url === "") return BY_NATIVE_NAME.find(([name]) => name.test(functionName))?.[1] ?? "native";
  return BY_FILE.find(([file]) => file.test(url))?.[1] ?? "native";
}

/** As the inspector gives it. */
export type CpuProfile = {
  nodes: { id: number; callFrame: { url: string; functionName: string } }[];
  samples: number[];
  timeDeltas: number[];
};

/** Microseconds that each area itself took. */
export function timeByArea({ nodes, samples, timeDeltas }: CpuProfile): Record<Area, number> {
  const areas = new Map(nodes.map(({ id, callFrame }) => [id, areaOf(callFrame)]));
  const times = Object.fromEntries(AREAS.map((area) => [area, 0])) as Record<Area, number>;
  for (const [index, id] of samples.entries()) {
    const area = areas.get(id);
    if (area !== undefined) times[area] += timeDeltas[index] ?? 0;
  }
  return times;
}
