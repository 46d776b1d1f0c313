import { discardProduct, type Product, startProduct } from "@millrace/testing";
import { test as base } from "@playwright/test";
import { type Issuer, openIssuer } from "./issuer.ts";
import { type Mailbox, openMailbox } from "./mailbox.ts";

const START_TIMEOUT_MS = 180_000;

type Fixtures = {
  product: Product;
  mailbox: Mailbox;
  issuer: Issuer;
  /** What an operator sets beside what every test needs. */
  settings: Record<string, string>;
};

/** The whole product, started once for all tests of a worker, as `npm start` does it after the build; its mail is taken in, and an issuer vouches for people. */
export const test = base.extend<object, Fixtures>({
  settings: [{}, { scope: "worker" }],
  mailbox: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from this pattern that nothing else is needed.
    async ({}, use) => {
      const mailbox = await openMailbox();
      await use(mailbox);
      await mailbox.close();
    },
    { scope: "worker" },
  ],
  issuer: [
    // biome-ignore lint/correctness/noEmptyPattern: as above.
    async ({}, use) => {
      const issuer = await openIssuer();
      await use(issuer);
      await issuer.close();
    },
    { scope: "worker" },
  ],
  product: [
    async ({ mailbox, issuer, settings }, use) => {
      const product = await startProduct(undefined, {
        SMTP_URL: mailbox.smtpUrl,
        MAIL_FROM: "Millrace <millrace@example.test>",
        OIDC_ISSUER: issuer.url,
        OIDC_CLIENT_ID: issuer.clientId,
        OIDC_CLIENT_SECRET: issuer.clientSecret,
        OIDC_NAME: "Example ID",
        OUTGOING_ALLOW: "127.0.0.1",
        SSO_DOMAINS: "example.test",
        ...settings,
      });
      await use(product);
      await discardProduct(product);
    },
    { scope: "worker", timeout: START_TIMEOUT_MS },
  ],
});
