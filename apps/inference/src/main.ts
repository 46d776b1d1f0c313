import { loadInferenceConfig } from "@millrace/config";
import { runProcess } from "@millrace/process";
import { startInference } from "./start-inference.ts";

await runProcess({ name: "inference", loadConfig: loadInferenceConfig, start: startInference });
