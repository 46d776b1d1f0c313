import { Fault } from "@millrace/kernel";
import { Agent, type RequestInit as AgentInit, fetch } from "undici";
import { connectChecked, refused } from "./connect-checked.ts";
import type { Outgoing } from "./outgoing.ts";
import { readBounded } from "./read-bounded.ts";
import { askNameServers, askSystem, type ReadTxt, type ResolveHost, readTxt } from "./resolve-host.ts";
import { type AllowList, parseAllowList } from "./rules/allow-list.ts";
import { readTarget } from "./rules/read-target.ts";
import { Turnstile } from "./turnstile.ts";

const SILENCE_MAX_MS = 10_000;
const TOTAL_MAX_MS = 15_000;
const BODY_BYTES_MAX = 1024 * 1024;
const HEADER_BYTES_MAX = 16 * 1024;
const CONNECTIONS_PER_HOST_MAX = 8;
const KEEP_ALIVE_MAX_MS = 10_000;
const REQUESTS_MAX = 200;
/** One host that is slow on purpose leaves room for the others. */
const REQUESTS_PER_HOST_MAX = 20;
const USER_AGENT = "millrace";

export type OutgoingOptions = {
  /** Hosts, addresses or networks (CIDR) that are reachable although private: the operator's word. */
  allow: readonly string[];
  /** How names become addresses; name servers unless told otherwise. */
  resolve?: ResolveHost;
  readTxt?: ReadTxt;
  silenceMaxMs?: number;
  totalMaxMs?: number;
};

/** Fault `invalid` `outgoing.allow_invalid`. */
export function createOutgoing(options: OutgoingOptions): Outgoing {
  const { totalMaxMs = TOTAL_MAX_MS, silenceMaxMs = SILENCE_MAX_MS } = options;
  const allowed = parseAllowList(options.allow);
  const resolve = options.resolve ?? whoKnows(allowed);
  const agent = new Agent({
    connect: connectChecked({ allowed, resolve }),
    connections: CONNECTIONS_PER_HOST_MAX,
    pipelining: 1,
    allowH2: false,
    maxHeaderSize: HEADER_BYTES_MAX,
    headersTimeout: silenceMaxMs,
    bodyTimeout: silenceMaxMs,
    keepAliveMaxTimeout: KEEP_ALIVE_MAX_MS,
  });
  const turnstile = new Turnstile({ totalMax: REQUESTS_MAX, perSubjectMax: REQUESTS_PER_HOST_MAX });
  return {
    async fetch(url, init) {
      const target = URL.canParse(url) ? readTarget(new URL(url)) : null;
      if (target === null) throw refused();
      if (!turnstile.enter(target.host)) throw busy();
      try {
        return await ask(agent, url, { ...init, signal: endOf(totalMaxMs, init?.signal) });
      } finally {
        turnstile.leave(target.host);
      }
    },
    readTxt: (name) =>
      (options.readTxt ?? readTxt)(name).catch((err) => {
        throw toOutgoingFault(err);
      }),
    close: () => agent.close(),
  };
}

/** The operator's own names may stand in the system's files; everybody else's are asked of name servers. */
function whoKnows({ hosts }: AllowList): ResolveHost {
  return (host) => (hosts.has(host) ? askSystem(host) : askNameServers(host));
}

function endOf(totalMaxMs: number, signal: AbortSignal | null | undefined): AbortSignal {
  const end = AbortSignal.timeout(totalMaxMs);
  return signal ? AbortSignal.any([end, signal]) : end;
}

async function ask(agent: Agent, url: string | URL, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  if (!headers.has("user-agent")) headers.set("user-agent", USER_AGENT);
  try {
    const answer = await fetch(url, {
      // The two differ in nothing but the package that declares them.
      ...(init as AgentInit),
      headers: [...headers],
      dispatcher: agent,
      redirect: "manual",
    });
    const body = await readBounded(answer.body, BODY_BYTES_MAX);
    if (body === null) throw tooLarge();
    return new Response(body.length === 0 ? null : body, {
      status: answer.status,
      headers: [...answer.headers],
    });
  } catch (err) {
    throw toOutgoingFault(err);
  }
}

function toOutgoingFault(err: unknown): Fault {
  if (err instanceof Fault) return err;
  if (err instanceof Error && err.cause instanceof Fault) return err.cause;
  return new Fault({
    kind: "unavailable",
    code: "outgoing.failed",
    message: "The other host did not answer in time, or broke off.",
    internal: String(err instanceof Error ? (err.cause ?? err) : err),
    cause: err,
  });
}

function tooLarge(): Fault {
  return new Fault({
    kind: "unavailable",
    code: "outgoing.too_large",
    message: `The other host answered with more than ${BODY_BYTES_MAX / 1024 / 1024} MiB.`,
  });
}

function busy(): Fault {
  return new Fault({
    kind: "unavailable",
    code: "outgoing.busy",
    message: "Too many requests to other hosts are under way. Try again in a moment.",
    retryAfterMs: 1_000,
  });
}
