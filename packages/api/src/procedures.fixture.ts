import type { AnyRouter } from "@trpc/server";
import type { z } from "zod";
import type { Access } from "./trpc.ts";

export type DeclaredProcedure = { path: string; access: Access | undefined; inputs: z.ZodType[] };

/** Every procedure of a router with what it declares, whatever it is called. */
export function proceduresOf(router: AnyRouter): DeclaredProcedure[] {
  const procedures: Record<string, { _def: { meta?: Access; inputs: z.ZodType[] } }> = router._def.procedures;
  return Object.entries(procedures).map(([path, { _def }]) => ({
    path,
    access: _def.meta,
    inputs: _def.inputs,
  }));
}
