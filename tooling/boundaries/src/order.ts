/**
 * Packages stand in a line: each may import only those before it. Backward needs travel as events.
 * What stands beside the line, and the apps, say what they may use.
 */
export const LINE: readonly string[] = [
  "kernel",
  "config",
  "telemetry",
  "process",
  "onnx",
  "outgoing",
  "db",
  "secrets",
  "mail",
  "serving",
  "audit",
  "people",
  "teams",
  "keys",
  "catalog",
  "deployments",
  "prices",
  "metering",
  "quotas",
  "billing",
  "payments",
  "privacy",
];

/** Outside the line: what each may import of ours. `line` is everything in it. */
export const BESIDE: Record<string, readonly string[]> = {
  api: ["line"],
  ui: [],
  testing: ["kernel", "db"],
  "stripe-twin": ["kernel"],
  tsconfig: [],
  boundaries: [],
  run: [],
  prisma: [],
  console: ["line", "api", "ui"],
  inference: ["line"],
  controller: ["line"],
  standalone: ["line"],
  e2e: ["stripe-twin"],
  bench: ["line"],
  rehearsal: ["line", "testing", "stripe-twin"],
};

/** Imports only what is named here, wherever it stands in the line. */
export const NARROWED: Record<string, readonly string[]> = {
  kernel: [],
  serving: ["kernel", "onnx"],
  onnx: ["kernel"],
};
