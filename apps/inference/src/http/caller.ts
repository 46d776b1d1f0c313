import type { FastifyRequest } from "fastify";

/** Who asks: the key and the team that it belongs to. Nothing else of a request says whose it is. */
export type Caller = {
  teamId: string;
  keyId: string;
  /** Deployments that the key may call; empty: every one of the team. */
  deploymentIds: readonly string[];
};

const callers = new WeakMap<FastifyRequest, Caller>();

export function noteCaller(request: FastifyRequest, caller: Caller): void {
  callers.set(request, caller);
}

/** Undefined before the key has been checked. */
export function callerOf(request: FastifyRequest): Caller | undefined {
  return callers.get(request);
}
