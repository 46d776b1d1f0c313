import { loadControllerConfig } from "@millrace/config";
import { runProcess } from "@millrace/process";
import { startController } from "./start-controller.ts";

await runProcess({ name: "controller", loadConfig: loadControllerConfig, start: startController });
