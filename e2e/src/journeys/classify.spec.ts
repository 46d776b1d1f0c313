import { InferenceClient } from "@huggingface/inference";
import { expect } from "@playwright/test";
import { createKey } from "../acts/create-key.ts";
import { deleteDeployment } from "../acts/delete-deployment.ts";
import { deploy } from "../acts/deploy.ts";
import { signIn } from "../acts/sign-in.ts";
import { test } from "../person.ts";

test("the official Hugging Face client classifies a sentence with a model that was deployed a moment ago", async ({
  person,
}) => {
  const { product } = person;
  await signIn(person);
  const name = "which-language";
  await deploy(person, { modelName: "millrace-langid", name, replicas: 1, queueRequestsMax: 200 });
  const secret = await createKey(person, "key of the classifier");
  const client = new InferenceClient(secret, { endpointUrl: `${product.apiUrl}/models/${name}` });
  const [best] = await client.textClassification({ inputs: "今天天气很好，我们去公园散步吧。" });
  expect(best).toMatchObject({ label: expect.stringMatching(/^zh/) });
  expect(best?.score).toBeGreaterThan(0.9);
  await deleteDeployment(person, name);
});
