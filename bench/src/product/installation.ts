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
    await waitUntilMeasured(product);
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

/** Waits until every replica is ready and all run the same variant. */
async function settled(person: Console, name: string): Promise<Deployed> {
  const { replicas } = await person.follow<Live>("deployments.watch", { name }, (live) => {
    const variants = new Set(live.replicas.map(({ variant }) => variant));
    const ready = live.replicas.filter(({ state }) => state === "ready");
    return (
      variants.size === 1 && live.replicas.length === ready.length && ready.length === live.resources.replicas
    );
  });
  return { name, variant: replicas[0]?.variant ?? "" };
}

/** What a client sends to embed one text a request; vectors come as JSON numbers. */
export function embeddingTarget({ product }: Installation, name: string, texts: readonly string[]): Target {
  return {
    url: `${product.apiUrl}/v1/embeddings`,
    headers: { "content-type": "application/json", authorization: `Bearer ${product.apiKey}` },
    bodies: texts.map((input) => JSON.stringify({ model: name, input, truncate: true })),
  };
}
