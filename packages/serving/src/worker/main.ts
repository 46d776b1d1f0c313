import type { BackendSettings } from "../backends/backend.ts";
import { openSession } from "../backends/onnx/open-session.ts";
import { serveBatches } from "./serve-batches.ts";

// Only `WorkerProcess` starts this program, and it wrote the settings.
const settings: BackendSettings = JSON.parse(process.argv[2] ?? "");

await serveBatches(() => openSession(settings));
