import { computesOn, listedProviders } from "../backends/onnx/try-provider.ts";
import { EXECUTION_PROVIDERS } from "./execution-provider.ts";

// Only `detectProviders` starts this program: it answers with a line for each provider that is listed, or works.
const [, , what, model = ""] = process.argv;
const provider = EXECUTION_PROVIDERS.find((name) => name === what);
const words = provider === undefined ? listedProviders() : [provider];
if (provider === undefined || (await computesOn(provider, Buffer.from(model, "base64")))) {
  process.stdout.write(words.join("\n"));
}
