import { expect, type Locator } from "@playwright/test";
import type OpenAI from "openai";
import { chooseServing } from "../acts/choose-serving.ts";
import { deleteDeployment } from "../acts/delete-deployment.ts";
import { deploy } from "../acts/deploy.ts";
import { signIn } from "../acts/sign-in.ts";
import { type Person, test } from "../person.ts";
import { readUsage } from "../watching/usage.ts";

/** A node measures each model in both forms when it is idle, and does so soon after its first start. */
const MEASURED_TIMEOUT_MS = 90_000;
const CHANGED_TIMEOUT_MS = 30_000;
const RECORDED_TIMEOUT_MS = 5_000;
const MODEL = "millrace-embed";

test.use({ withAxe: true });

test("a model is compared in both forms, and runs in eight bits where one asks for that", async ({
  person,
}) => {
  const { page, say } = person;
  const name = "in-eight-bits";
  await signIn(person);
  await page.goto(`${person.product.consoleUrl}/models/${MODEL}`);
  const isCompared = async () => {
    await page.reload();
    return page.getByRole("columnheader", { name: "int8" }).first().isVisible();
  };
  await expect.poll(isCompared, { timeout: MEASURED_TIMEOUT_MS, intervals: [1_000] }).toBe(true);
  const table = page.getByRole("table", { name: say("models.variants.title") });
  await expect(table.getByRole("row").filter({ hasText: say("models.variants.agreement") })).toContainText(
    /0\.99|1/,
  );

  await deploy(person, {
    modelName: MODEL,
    name,
    replicas: 1,
    queueRequestsMax: 100,
    serving: { variant: "int8" },
  });
  await expect(replicaRow(person)).toContainText("int8");
  expect((await embed(person, name, "the wheel turns")).status).toBe(200);
  await deleteDeployment(person, name);
});

test("a deployment that is loaded on demand gives its memory back, and loads when it is called", async ({
  person,
}) => {
  const { page, say, hands } = person;
  const name = "now-and-then";
  await signIn(person);
  await deploy(person, {
    modelName: MODEL,
    name,
    replicas: 1,
    queueRequestsMax: 100,
    serving: { residency: "on_demand" },
  });
  await expect(replicaRow(person)).toContainText(say("deployments.replicas.states.unloaded"));
  expect((await embed(person, name, "is anybody there?")).status).toBe(200);
  const ready = say("deployments.replicas.states.ready");
  await expect(replicaRow(person)).toContainText(ready, { timeout: CHANGED_TIMEOUT_MS });

  await chooseServing(person, { residency: "resident" });
  await hands.press(page.getByRole("button", { name: say("deployments.settings.save") }));
  await expect(page.getByText(say("deployments.settings.done"))).toBeVisible();
  await expect(replicaRow(person)).toContainText(ready);
  await deleteDeployment(person, name);
});

test("an answer that is kept is given again, and its tokens are told apart", async ({ person }) => {
  const { page, say, product } = person;
  const name = "keeps-answers";
  await signIn(person);
  await deploy(person, {
    modelName: MODEL,
    name,
    replicas: 1,
    queueRequestsMax: 100,
    serving: { cacheMebibytes: 64 },
  });
  const first = await embed(person, name, "the same river twice");
  const second = await embed(person, name, "the same river twice");
  expect([first, second].map(({ headers }) => headers.get("x-cache"))).toEqual(["miss", "hit"]);
  const [fresh, kept] = (await Promise.all([
    first.json(),
    second.json(),
  ])) as OpenAI.CreateEmbeddingResponse[];
  expect(kept).toEqual(fresh);

  const requestId = second.headers.get("x-request-id") ?? "";
  const isRecorded = async () => (await readUsage(product)).recorded.has(requestId);
  await expect.poll(isRecorded, { timeout: RECORDED_TIMEOUT_MS }).toBe(true);
  await page.goto(`${product.consoleUrl}/usage/requests/${requestId}`);
  const count = String(kept?.usage.prompt_tokens);
  await expect(page.getByText(say("request.cached", { count }))).toBeVisible();
  await person.look();
  await deleteDeployment(person, name);
});

function replicaRow({ page, say }: Person): Locator {
  return page
    .getByRole("table", { name: say("deployments.replicas.title") })
    .getByRole("row")
    .nth(1);
}

function embed({ product }: Person, model: string, input: string): Promise<Response> {
  return fetch(`${product.apiUrl}/v1/embeddings`, {
    method: "POST",
    headers: { authorization: `Bearer ${product.apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({ model, input }),
  });
}
