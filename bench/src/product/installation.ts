import { setTimeout as delay } from "node:timers/promises";
import { discardProduct, type Product, startProduct } from "@millrace/testing";
import { DEFAULT_RESOURCES } from "../deployment.ts";
import type { Target } from "../load/load.ts";
import { type Console, signIn } from "./console.ts";
import { waitUntilMeasured } from "./wait-until-measured.ts";

/** A deployment that answers, and the variant that its replicas run. */
export type Deployed = { name: string; variant: string };

/** The whole product as `npm start` leaves it, and what a person adds to it. */
export type Installation = {
  product: Product;
  /** Of the first team: made by the first start. */
  first: Deployed;
  deploy(name: string, wanted: { modelName: string; variant: "auto" | "fp32" }): Promise<Deployed>;
};

const FIRST_DEPLOYMENT = "embed";
/** The models that come with Millrace. */
const BUILT_IN = ["millrace-embed", "millrace-langid"];
/** A node that changes to another variant shows it by then. */
const STEADY_MS = 3_000;

let started: Promise<Installation & { discard(): Promise<void> }> | undefined;

/** Started at its first use and kept for the run. */
export function installation(): Promise<Installation> {
  started ??= start();
  return started;
}

export async function discardInstallation(): Promise<void> {
  const running = await started?.catch(() => undefined);
  await running?.discard();
}

async function start() {
  const product = await startProduct();
  try {
    await waitUntilMeasured(product, BUILT_IN);
    const person = await signIn(product);
    return {
      product,
      first: await settled(person, FIRST_DEPLOYMENT),
      deploy: (name: string, wanted: { modelName: string; variant: "auto" | "fp32" }) =>
        deploy(person, name, wanted),
      discard: () => discardProduct(product),
    };
  } catch (error) {
    await discardProduct(product);
    throw error;
  }
}

async function deploy(
  person: Console,
  name: string,
  { modelName, variant }: { modelName: string; variant: "auto" | "fp32" },
): Promise<Deployed> {
  const settings = { variant, executionProvider: "auto", residency: "resident", cacheBytesMax: 0 };
  await person.act("deployments.create", { name, modelName, resources: DEFAULT_RESOURCES, settings });
  return settled(person, name);
}

type Live = { replicas: { state: string; variant: string }[]; resources: { replicas: number } };

/** Waits until every replica is ready, all run the same variant, and go on doing so. */
async function settled(person: Console, name: string): Promise<Deployed> {
  for (let before = await readyVariant(person, name); ; ) {
    await delay(STEADY_MS);
    const variant = await readyVariant(person, name);
    if (variant === before) return { name, variant };
    before = variant;
  }
}

async function readyVariant(person: Console, name: string): Promise<string> {
  const isReady = ({ replicas, resources }: Live) =>
    replicas.length === resources.replicas &&
    replicas.every(({ state, variant }) => state === "ready" && variant === replicas[0]?.variant);
  const { replicas } = await person.follow<Live>("deployments.watch", { name }, isReady);
  return replicas[0]?.variant ?? "";
}

/** What a client sends to embed one text a request; vectors come as JSON numbers. */
export function embeddingTarget({ product }: Installation, name: string, texts: readonly string[]): Target {
  return {
    url: `${product.apiUrl}/v1/embeddings`,
    headers: { "content-type": "application/json", authorization: `Bearer ${product.apiKey}` },
    bodies: texts.map((input) => JSON.stringify({ model: name, input, truncate: true })),
  };
}
