import type { Benchmark, Metric, Scenario, Subject } from "../benchmark.ts";
import { type Load, startLoad, type Target } from "../load/load.ts";
import { type Encoder, models } from "../models/models.ts";
import { type Peer, startPeer } from "../peer/peer.ts";
import { prepared, until } from "../prepared.ts";
import { type Deployed, embeddingTarget, type Installation, installation } from "../product/installation.ts";
import { cosine } from "../statistics.ts";
import { equalTexts, mixedTexts } from "../texts.ts";

const CLIENTS = [1, 32];
const TEXTS = 512;
const SEED = 4_711;
const COMPARED_TEXTS = 16;
/** Of what each variant computes, to what the peer computes in fp32. */
const COSINE_MIN: Record<string, number> = { fp32: 0.9999, int8: 0.999 };
const THROUGHPUT_MIN = 3;

/** Millrace with everything on, against what a user would write instead. */
export const httpEmbeddings: Benchmark = {
  name: "http-embeddings",
  method:
    "Through HTTP: Millrace as `npm start` leaves it, with key check, metering and its durable spool, in the variant that it chose and in fp32, against transformers.js behind Fastify in fp32; the same exported model, one text a request, vectors as JSON numbers, each service in processes of its own and idle while the others work; closed loop from a process of its own, keep-alive.",
  pace: { rounds: 5, warmUpMs: 200, measureMs: 2_000 },
  prepare: (size) =>
    prepared(async (started) => {
      const { embed, minilm } = await models();
      const millrace = await installation();
      const load = until(started, startLoad());
      const scenarios: Scenario[] = [];
      // Measuring a model that was just added takes too long to show that everything runs.
      for (const encoder of size === "full" ? [embed, minilm] : [embed]) {
        const chosen = await millrace.deployed(encoder, "auto");
        const fp32 = await millrace.deployed(encoder, "fp32");
        const peer = until(started, await startPeer(encoder.folders.fp32));
        const services = servicesOf({ chosen, fp32 }, { millrace, peer });
        await assertSameVectors(services);
        scenarios.push(...scenariosOf(encoder, services, load));
      }
      return scenarios;
    }),
};

/** The deployments of a model. */
type Contest = { chosen: Deployed; fp32: Deployed };

/** One of the services that are compared, as a client sees it. */
type Service = {
  name: string;
  variant: string;
  target(texts: readonly string[]): Target;
  vectorOf(answer: unknown): number[];
};
type Services = readonly [Service, Service, Service];

function servicesOf(
  { chosen, fp32 }: Contest,
  { millrace, peer }: { millrace: Installation; peer: Peer },
): Services {
  const ofMillrace = (name: string, { name: deployment, variant }: Deployed): Service => ({
    name,
    variant,
    target: (texts) => embeddingTarget(millrace, deployment, texts),
    vectorOf: (answer) => (answer as { data: [{ embedding: number[] }] }).data[0].embedding,
  });
  const ofPeer: Service = {
    name: "transformers.js",
    variant: "fp32",
    target: (texts) => ({
      url: `${peer.address}/embeddings`,
      headers: { "content-type": "application/json" },
      bodies: texts.map((input) => JSON.stringify({ input })),
    }),
    vectorOf: (answer) => (answer as { embeddings: [number[]] }).embeddings[0],
  };
  return [ofMillrace("Millrace", chosen), ofMillrace("Millrace, fp32", fp32), ofPeer];
}

function scenariosOf({ name: model }: Encoder, services: Services, load: Load): Scenario[] {
  const [chosen, fp32, peer] = services;
  const traces = { "14 words": equalTexts(TEXTS, SEED), "8 to 128 words": mixedTexts(TEXTS, SEED) };
  return Object.entries(traces).flatMap(([trace, texts]) =>
    CLIENTS.map((clients) => {
      const subject = ({ name, target }: Service): Subject => {
        const asked = target(texts);
        return { name, measure: (timing) => load.closed(asked, clients, timing) };
      };
      return {
        name: `${model}: ${trace}, ${clients} client${clients === 1 ? "" : "s"}`,
        note: `Millrace chose ${chosen.variant}.`,
        metrics: clients > 1 && trace !== "14 words" ? HELD : TOLD,
        subjects: [subject(chosen), subject(fp32), subject(peer)],
      };
    }),
  );
}

const TOLD: Metric[] = [
  { name: "perSecond", against: "ratio" },
  { name: "p50Ms", against: "ratio" },
  { name: "p99Ms", against: "ratio" },
];
/** Where the product is held to figures: many clients, mixed lengths. */
const HELD: Metric[] = [
  { name: "perSecond", against: "ratio", wanted: { atLeast: THROUGHPUT_MIN } },
  { name: "p50Ms", against: "ratio" },
  { name: "p99Ms", against: "ratio", wanted: { atMost: 1 / THROUGHPUT_MIN } },
];

/** Services that compute something else cannot be compared. */
async function assertSameVectors([chosen, fp32, peer]: Services): Promise<void> {
  for (const text of mixedTexts(COMPARED_TEXTS, SEED)) {
    const known = await vectorFrom(peer, text);
    for (const service of [chosen, fp32]) {
      const alike = cosine(await vectorFrom(service, text), known);
      const least = COSINE_MIN[service.variant] ?? 1;
      if (!(alike >= least))
        throw new Error(`${service.name}: cosine ${alike} to ${peer.name} for "${text}"`);
    }
  }
}

async function vectorFrom({ target, vectorOf }: Service, text: string): Promise<number[]> {
  const { url, headers, bodies } = target([text]);
  const response = await fetch(url, { method: "POST", headers, body: bodies[0] ?? "" });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return vectorOf(await response.json());
}
