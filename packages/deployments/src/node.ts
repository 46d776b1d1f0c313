import { z } from "zod";
import { EXECUTION_PROVIDERS } from "./settings.ts";

/** A node that has not been heard of for this long counts as dead (by the database's clock). */
export const NODE_SILENT_SECONDS = 15;

/** Of a node's memory, the part that replicas may be promised; the rest is for the service and the system. */
export const NODE_MEMORY_SHARE = 0.8;

/** Threads that may be promised a core: deployments are seldom busy at the same moment. */
export const NODE_THREADS_PER_CORE_MAX = 4;

/** A machine that runs the inference service. */
export type ServingNode = {
  id: string;
  name: string;
  cores: number;
  memoryBytes: number;
  /** How model code is confined there: `prlimit` or `none`. */
  isolation: string;
  /** What ONNX Runtime can compute on there; `cpu` always. */
  providers: string[];
  /** Whether it was heard of within the last 15 seconds. */
  alive: boolean;
};

const NAME_LENGTH_MAX = 120;
const providerSchema = z.enum(EXECUTION_PROVIDERS).exclude(["auto"]);

export const nodeRegistrationSchema = z.object({
  /** Unique in the installation; a node that comes back under its name is the same node. */
  name: z.string().trim().min(1).max(NAME_LENGTH_MAX),
  cores: z.int().min(1).max(4_096),
  memoryBytes: z.int().min(1),
  isolation: z.enum(["prlimit", "none"]),
  providers: z.array(providerSchema).min(1).default(["cpu"]),
});
