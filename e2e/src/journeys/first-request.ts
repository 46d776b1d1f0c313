import { expect } from "@playwright/test";
import OpenAI from "openai";
import { createKey } from "../acts/create-key.ts";
import { deleteDeployment } from "../acts/delete-deployment.ts";
import { deploy } from "../acts/deploy.ts";
import { seeUsage } from "../acts/see-usage.ts";
import { signIn } from "../acts/sign-in.ts";
import type { Person } from "../person.ts";

/** What a newcomer does: sign in, deploy a model, make a key, call it with the client they have, see what it cost, clear up. */
export async function firstRequest(person: Person, name: string): Promise<void> {
  const { product } = person;
  await signIn(person);
  await deploy(person, { modelName: "millrace-embed", name, replicas: 2, queueRequestsMax: 100 });
  const keyName = `key of ${name}`;
  const apiKey = await createKey(person, keyName);

  const client = new OpenAI({ baseURL: `${product.apiUrl}/v1`, apiKey });
  const { data, request_id } = await client.embeddings
    .create({ model: name, input: "the wheel turns" })
    .withResponse();
  expect(data.data[0]?.embedding).toHaveLength(384);

  const counted = {
    keyName,
    deployment: name,
    requestId: request_id ?? "",
    tokens: data.usage.prompt_tokens,
  };
  await seeUsage(person, counted);
  await deleteDeployment(person, name);
}
