import { expect } from "@playwright/test";
import { deleteDeployment } from "../acts/delete-deployment.ts";
import { deploy, expectState, replicasReady } from "../acts/deploy.ts";
import { signIn } from "../acts/sign-in.ts";
import { test } from "../person.ts";

const CHANGED_TIMEOUT_MS = 30_000;

test("a deployment can be changed, stopped, started and deleted while one looks at it", async ({
  person,
}) => {
  const { page, say, hands, product } = person;
  const name = "to-be-changed";
  const status = async () => {
    const response = await fetch(`${product.apiUrl}/v1/embeddings`, {
      method: "POST",
      headers: { authorization: `Bearer ${product.apiKey}`, "content-type": "application/json" },
      body: JSON.stringify({ model: name, input: "is anybody there?" }),
    });
    return response.status;
  };
  await signIn(person);
  await deploy(person, { modelName: "millrace-embed", name, replicas: 1, queueRequestsMax: 200 });
  expect(await status()).toBe(200);

  await hands.set(say("deployments.resources.replicas.label"), 2);
  await hands.press(page.getByRole("button", { name: say("deployments.settings.save") }));
  await expect(replicasReady(person, 2, 2)).toBeVisible({ timeout: CHANGED_TIMEOUT_MS });
  const replicas = page.getByRole("table", { name: say("deployments.replicas.title") }).getByRole("row");
  await expect(replicas.filter({ hasText: say("deployments.replicas.states.ready") })).toHaveCount(2);

  await hands.press(page.getByRole("button", { name: say("deployments.detail.stop"), exact: true }));
  await expectState(person, name, "stopped");
  await expect(page.getByText(say("deployments.replicas.noneWanted"))).toBeVisible({
    timeout: CHANGED_TIMEOUT_MS,
  });
  await expect.poll(status).toBe(404);

  await hands.press(page.getByRole("button", { name: say("deployments.detail.start"), exact: true }));
  await expectState(person, name, "running");
  await expect.poll(status).toBe(200);

  await deleteDeployment(person, name);
  await expect.poll(status).toBe(404);
});
