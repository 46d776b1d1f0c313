export {
  type ConsoleConfig,
  type ControllerConfig,
  type InferenceConfig,
  loadConsoleConfig,
  loadControllerConfig,
  loadInferenceConfig,
  loadStandaloneConfig,
  type StandaloneConfig,
  serviceEnvironment,
} from "./config.ts";
export { type PaymentsConfig, paymentVariables } from "./payments.ts";
export type { SignInProvider } from "./sign-in-providers.ts";
