import { EventEmitter, once } from "node:events";
import type { Product } from "@millrace/testing";

/** One that lost its connection or was refused does not come back: it is a client without retries. */
export type Load = {
  /** Resolves when this many more answers have come. Rejects when no client is left to get them. */
  moreAnswers(count: number): Promise<void>;
  /** Resolves when every client has given up. */
  everyoneGone(): Promise<Outcome>;
  stop(): Promise<Outcome>;
};

export type Outcome = {
  /** Request ids of complete answers. */
  answered: string[];
  /** What the others got, one for each client that gave up. */
  lost: string[];
};

const ANSWER_TIMEOUT_MS = 30_000;
const TEXTS = [
  "the wheel turns",
  "a measured flow of water",
  "grain becomes flour as long as the river runs",
];

/** Clients that ask for embeddings, each again as soon as it is answered. */
export function startLoad(product: Product, clients: number): Load {
  const events = new EventEmitter();
  const answered: string[] = [];
  const lost: string[] = [];
  let stopping = false;

  async function client(index: number): Promise<void> {
    for (let turn = index; !stopping; turn++) {
      try {
        answered.push(await embed(product, TEXTS[turn % TEXTS.length] ?? ""));
      } catch (error) {
        lost.push(String(error));
        return;
      } finally {
        events.emit("turn");
      }
    }
  }
  const gone = Promise.all(Array.from({ length: clients }, (_, index) => client(index))).then(() => ({
    answered,
    lost,
  }));

  return {
    moreAnswers: async (count) => {
      const target = answered.length + count;
      while (answered.length < target) {
        if (lost.length === clients) throw new Error(`every client was lost: ${lost.join("; ")}`);
        await once(events, "turn");
      }
    },
    everyoneGone: () => gone,
    stop: () => {
      stopping = true;
      return gone;
    },
  };
}

/** Asks for one embedding and reads the whole answer; returns its request id. Throws on anything but a good answer. */
export async function embed({ apiUrl, apiKey }: Product, input: string): Promise<string> {
  const response = await fetch(`${apiUrl}/v1/embeddings`, {
    method: "POST",
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({ model: "embed", input }),
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status}: ${text}`);
  return response.headers.get("x-request-id") ?? "";
}
