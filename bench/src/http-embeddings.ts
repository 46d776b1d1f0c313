import { discardProduct, type Product, startProduct } from "@millrace/testing";
import type { Benchmark, Scenario, Subject } from "./benchmark.ts";
import type { Child } from "./child.ts";
import type { LoopFigures } from "./closed-loop.ts";
import { type LoadQuestion, startLoad } from "./load/load.ts";
import { startPeer } from "./peer/peer.ts";
import { cosine } from "./statistics.ts";
import { equalTexts, mixedTexts } from "./texts.ts";
import { waitUntilMeasured } from "./wait-until-measured.ts";

const CLIENTS = [1, 32];
const TEXTS = 512;
const SEED = 4_711;
const COMPARED_TEXTS = 16;
const COSINE_MIN = 0.9999;

/** One of the two services, as a client sees it. */
type Endpoint = {
  name: string;
  url: string;
  headers: Record<string, string>;
  bodyOf(text: string): string;
  vectorOf(answer: unknown): number[];
};

/** Millrace with everything on, against what a user would write instead. */
export const httpEmbeddings: Benchmark = {
  name: "http-embeddings",
  method:
    "Through HTTP: Millrace as `npm start` leaves it, with key check, metering and its durable spool, against transformers.js behind Fastify; the same model in fp32, one text a request, vectors as JSON numbers, each service in processes of its own and idle while the other works; closed loop from a process of its own, keep-alive.",
  metrics: [
    { name: "perSecond", against: "ratio" },
    { name: "p50Ms", against: "ratio" },
    { name: "p99Ms", against: "ratio" },
  ],
  prepare: async () => {
    const peer = startPeer();
    const load = startLoad();
    const product = await startProduct();
    const endpoints = [ofMillrace(product), ofPeer(await peer.ask("address"))] as const;
    const stop = async () => {
      await load.stop();
      await peer.stop();
      await discardProduct(product);
    };
    try {
      await waitUntilMeasured(product);
      await assertSameVectors(endpoints);
    } catch (error) {
      await stop();
      throw error;
    }
    return { scenarios: scenariosOf(endpoints, load), stop };
  },
};

function ofMillrace({ apiUrl, apiKey }: Product): Endpoint {
  return {
    name: "Millrace",
    url: `${apiUrl}/v1/embeddings`,
    headers: { "content-type": "application/json", authorization: `Bearer ${apiKey}` },
    bodyOf: (input) => JSON.stringify({ model: "embed", input, truncate: true }),
    vectorOf: (answer) => (answer as { data: [{ embedding: number[] }] }).data[0].embedding,
  };
}

function ofPeer(address: string): Endpoint {
  return {
    name: "transformers.js",
    url: `${address}/embeddings`,
    headers: { "content-type": "application/json" },
    bodyOf: (input) => JSON.stringify({ input }),
    vectorOf: (answer) => (answer as { embeddings: [number[]] }).embeddings[0],
  };
}

type Endpoints = readonly [Endpoint, Endpoint];

function scenariosOf(endpoints: Endpoints, load: Child<LoadQuestion, LoopFigures>): Scenario[] {
  const traces = { "14 words": equalTexts(TEXTS, SEED), "8 to 128 words": mixedTexts(TEXTS, SEED) };
  return Object.entries(traces).flatMap(([trace, texts]) =>
    CLIENTS.map((clients) => {
      const subject = ({ name, url, headers, bodyOf }: Endpoint): Subject => ({
        name,
        measure: (timing) => load.ask({ url, headers, bodies: texts.map(bodyOf), clients, timing }),
      });
      const [one, other] = endpoints;
      const name = `${trace}, ${clients} client${clients === 1 ? "" : "s"}`;
      return { name, subjects: [subject(one), subject(other)] };
    }),
  );
}

/** Two services that compute something else cannot be compared. */
async function assertSameVectors([one, other]: Endpoints): Promise<void> {
  for (const text of mixedTexts(COMPARED_TEXTS, SEED)) {
    const alike = cosine(await vectorFrom(one, text), await vectorFrom(other, text));
    if (!(alike >= COSINE_MIN)) throw new Error(`the vectors differ: cosine ${alike} for "${text}"`);
  }
}

async function vectorFrom(endpoint: Endpoint, text: string): Promise<number[]> {
  const { url, headers } = endpoint;
  const response = await fetch(url, { method: "POST", headers, body: endpoint.bodyOf(text) });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return endpoint.vectorOf(await response.json());
}
