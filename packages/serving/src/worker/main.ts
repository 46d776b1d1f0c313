import { openSession } from "../backends/onnx/open-session.ts";
import { prepareRuntime } from "../backends/onnx/prepare-runtime.ts";
import { serveBatches } from "./serve-batches.ts";

await prepareRuntime();
await serveBatches(openSession);
