import { inject } from "vitest";

declare module "vitest" {
  // Vitest's own extension point: what the projects of the configuration differ in.
  interface ProvidedContext {
    effort: number;
  }
}

/** How much longer than in every run: 1, and more under `pnpm torture`. */
export function effort(): number {
  return inject("effort");
}
