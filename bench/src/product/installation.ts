import { setTimeout as delay } from "node:timers/promises";
import { discardProduct, type Product, startProduct } from "@millrace/testing";
import { DEFAULT_RESOURCES } from "../deployment.ts";
import type { Target } from "../load/load.ts";
import type { Encoder, Variant } from "../models/models.ts";
import { addModel } from "./add-model.ts";
import { type Console, signIn } from "./console.ts";
import { waitUntilMeasured } from "./wait-until-measured.ts";

/** A deployment that answers, and the variant that its replicas run. */
export type Deployed = { name: string; variant: Variant };

/** The whole product as `npm start` leaves it, and what a person adds to it. */
export type Installation = {
  product: Product;
  /** The first deployment: made by the first start, of the built-in encoder. */
  first: Deployed;
  /** A deployment of this model, made at the first call (the first one is there); the model is added before where Millrace does not know it. */
  deployed(encoder: Encoder, variant: "auto" | "fp32"): Promise<Deployed>;
};

const FIRST_DEPLOYMENT = "embed";
const FIRST_MODEL = "millrace-embed";
/** The models that come with Millrace. */
const BUILT_IN = [FIRST_MODEL, "millrace-langid"];
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
    const first = await settled(person, FIRST_DEPLOYMENT);
    const made = new Map<string, Promise<Deployed>>();
    return {
      product,
      first,
      deployed: (encoder: Encoder, variant: "auto" | "fp32") => {
        if (encoder.name === FIRST_MODEL && variant === "auto") return Promise.resolve(first);
        const name = `${encoder.name}-${variant}`;
        const deployment = made.get(name) ?? deploy({ product, person }, encoder, { name, variant });
        made.set(name, deployment);
        return deployment;
      },
      discard: () => discardProduct(product),
    };
  } catch (error) {
    await discardProduct(product);
    throw error;
  }
}

type Hands = { product: Product; person: Console };

async function deploy(
  { product, person }: Hands,
  { name: modelName, folders }: Encoder,
  { name, variant }: { name: string; variant: "auto" | "fp32" },
): Promise<Deployed> {
  if (!BUILT_IN.includes(modelName)) await addModel(product, modelName, folders.fp32);
  const settings = { variant, executionProvider: "auto", residency: "resident", cacheBytesMax: 0 };
  await person.act("deployments.create", { name, modelName, resources: DEFAULT_RESOURCES, settings });
  return settled(person, name);
}

type Live = { replicas: { state: string; variant: Variant }[]; resources: { replicas: number } };

/** Waits until every replica is ready, all run the same variant, and go on doing so. */
async function settled(person: Console, name: string): Promise<Deployed> {
  for (let before = await readyVariant(person, name); ; ) {
    await delay(STEADY_MS);
    const variant = await readyVariant(person, name);
    if (variant === before) return { name, variant };
    before = variant;
  }
}

async function readyVariant(person: Console, name: string): Promise<Variant> {
  const isReady = ({ replicas, resources }: Live) =>
    replicas.length === resources.replicas &&
    replicas.every(({ state, variant }) => state === "ready" && variant === replicas[0]?.variant);
  const { replicas } = await person.follow<Live>("deployments.watch", { name }, isReady);
  const [replica] = replicas;
  if (replica === undefined) throw new Error(`${name} is wanted without replicas`);
  return replica.variant;
}

/** What a client sends to embed one text a request; vectors come as JSON numbers. */
export function embeddingTarget({ product }: Installation, name: string, texts: readonly string[]): Target {
  return {
    url: `${product.apiUrl}/v1/embeddings`,
    headers: { "content-type": "application/json", authorization: `Bearer ${product.apiKey}` },
    bodies: texts.map((input) => JSON.stringify({ model: name, input, truncate: true })),
  };
}
