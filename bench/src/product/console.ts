import type { Product } from "@millrace/testing";

/** The console as a signed-in person's browser calls it. */
export type Console = {
  /** Calls a procedure that changes something. */
  act(procedure: string, input: unknown): Promise<unknown>;
  /** Follows a stream until what it tells is as wanted, and gives that. */
  follow<T>(procedure: string, input: unknown, isWanted: (told: T) => boolean): Promise<T>;
};

const FOLLOW_TIMEOUT_MS = 180_000;
const REDIRECTS = [302, 307];

export async function signIn({ consoleUrl, email, password }: Product): Promise<Console> {
  const cookies = new Map<string, string>();
  const call = async (path: string, init: RequestInit = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { ...init.headers, cookie, origin: consoleUrl };
    const response = await fetch(new URL(path, consoleUrl), { ...init, headers, redirect: "manual" });
    for (const set of response.headers.getSetCookie()) keep(cookies, set);
    if (!response.ok && !REDIRECTS.includes(response.status)) {
      throw new Error(`${path}: ${response.status} ${await response.text()}`);
    }
    return response;
  };
  const { csrfToken } = (await (await call("/api/auth/csrf")).json()) as { csrfToken: string };
  const body = new URLSearchParams({ csrfToken, email, password });
  await (await call("/api/auth/callback/credentials", { method: "POST", body })).body?.cancel();
  const team = await firstTeam(call);
  const trpc = `/api/t/${team}/trpc`;
  return {
    act: async (procedure, input) => {
      const headers = { "content-type": "application/json" };
      const sent = JSON.stringify({ json: input });
      const response = await call(`${trpc}/${procedure}`, { method: "POST", headers, body: sent });
      return readResult(await response.json());
    },
    follow: async <T>(procedure: string, input: unknown, isWanted: (told: T) => boolean) => {
      const query = new URLSearchParams({ input: JSON.stringify({ json: input }) });
      const signal = AbortSignal.timeout(FOLLOW_TIMEOUT_MS);
      // The console ends a stream after a minute, to be opened again.
      for (;;) {
        const response = await call(`${trpc}/${procedure}?${query}`, { signal });
        for await (const told of eventsOf(response)) if (isWanted(told as T)) return told as T;
      }
    },
  };
}

/** The handle of the team that the console leads to where an address names none. */
async function firstTeam(call: (path: string) => Promise<Response>): Promise<string> {
  const response = await call("/");
  await response.body?.cancel();
  const handle = /\/t\/([a-z0-9-]+)/.exec(response.headers.get("location") ?? "")?.[1];
  if (handle === undefined) throw new Error("the console leads to no team");
  return handle;
}

function keep(cookies: Map<string, string>, set: string): void {
  const [pair = ""] = set.split(";");
  const equals = pair.indexOf("=");
  cookies.set(pair.slice(0, equals), pair.slice(equals + 1));
}

/** superjson's dates and the like stay as they are written. */
function readResult(answer: unknown): unknown {
  return (answer as { result: { data: { json: unknown } } }).result.data.json;
}

/** What a server-sent stream of tRPC tells; its own messages (connected, ping, return) carry nothing for us. */
async function* eventsOf({ body }: Response): AsyncGenerator<unknown> {
  if (body === null) return;
  let text = "";
  for await (const piece of body.pipeThrough(new TextDecoderStream())) {
    text += piece;
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      if (/^event: /m.test(block)) continue;
      const data = /^data: (.*)$/m.exec(block)?.[1];
      const told: unknown = data === undefined ? null : JSON.parse(data);
      if (typeof told === "object" && told !== null && "json" in told) yield told.json;
    }
  }
}
