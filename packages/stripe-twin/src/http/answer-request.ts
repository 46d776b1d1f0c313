import type { World } from "../world/world.ts";
import { type Answer, faultAnswer, jsonAnswer } from "./answer.ts";
import type { FindRoute } from "./find-route.ts";
import type { Idempotency } from "./idempotency.ts";
import { type Form, parseForm } from "./parse-form.ts";
import { expand, type Includes, present } from "./present.ts";
import { invalid, StripeFault } from "./stripe-fault.ts";

/** A request as it came in. */
export type Asked = {
  method: string;
  path: string;
  query: string;
  body: string;
  headers: { authorization?: string; version?: string; idempotencyKey?: string; contentType?: string };
};

export type Api = {
  world: World;
  findRoute: FindRoute;
  includes: Includes;
  idempotency: Idempotency;
  secretKey: string;
};

/** Answers a request of the API: who asks, in which version, whether it was answered before, and then what is asked. */
export function answerRequest(api: Api, asked: Asked): Answer {
  const { world, idempotency } = api;
  const requestId = world.makeId("req");
  const key = asked.method === "GET" ? undefined : asked.headers.idempotencyKey;
  world.request = { id: requestId, idempotency_key: key ?? null };
  const answer = settled(() => {
    authenticate(api, asked);
    if (key === undefined) return perform(api, asked);
    const params = paramsOf(asked);
    const before = idempotency.find(key, params, world.now());
    if (before !== undefined) return before;
    const fresh = settled(() => perform(api, asked));
    if (isKept(fresh)) idempotency.keep(key, params, fresh, world.now());
    return fresh;
  });
  world.request = null;
  const echoed: Record<string, string> = key === undefined ? {} : { "idempotency-key": key };
  const headers = {
    "request-id": requestId,
    "stripe-version": world.apiVersion,
    ...echoed,
    ...answer.headers,
  };
  return { ...answer, headers };
}

/** Gives an answer that was not worked out, and to whoever comes with the same key and params again. */
export function keepAnswer({ world, idempotency }: Api, asked: Asked, answer: Answer): Answer {
  const { idempotencyKey: key } = asked.headers;
  if (key !== undefined) idempotency.keep(key, paramsOf(asked), answer, world.now());
  return answer;
}

const paramsOf = ({ method, path, query, body }: Asked) => `${method} ${path}?${query} ${body}`;

/** A request that was refused before anything was done may come again under its key. */
const isKept = ({ status }: Answer) => status < 400 || status === 402 || status >= 500;

function settled(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    return faultAnswer(error);
  }
}

function authenticate({ world, secretKey }: Api, { headers }: Asked): void {
  if (headers.authorization !== `Bearer ${secretKey}`) {
    const shown = (headers.authorization ?? "").replace("Bearer ", "").slice(0, 8);
    const message =
      shown === "" ? "You did not provide an API key." : `Invalid API Key provided: ${shown}****`;
    throw new StripeFault({ status: 401, type: "invalid_request_error", message });
  }
  if (headers.version !== undefined && headers.version !== world.apiVersion)
    throw invalid(`Invalid Stripe API version: ${headers.version}. The twin speaks ${world.apiVersion}.`);
}

function perform(api: Api, asked: Asked): Answer {
  const { route, id } = api.findRoute(asked.method, asked.path);
  const { expand: expansions, ...form } = formOf(asked);
  const paths = Array.isArray(expansions) ? expansions.filter((path) => typeof path === "string") : [];
  const answer = present(route.answer(api.world, form, id));
  return jsonAnswer(200, expand(api.world, api.includes, answer, paths));
}

function formOf({ method, query, body, headers }: Asked): Form {
  if (method === "GET" || body === "") return parseForm(query);
  return headers.contentType?.startsWith("application/json") ? parseJson(body) : parseForm(body);
}

function parseJson(body: string): Form {
  try {
    return JSON.parse(body);
  } catch {
    throw invalid("The body is no JSON.");
  }
}
