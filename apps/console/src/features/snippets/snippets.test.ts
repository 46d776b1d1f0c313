import { describe, expect, test } from "vitest";
import { SNIPPET_LANGUAGES, snippetsFor } from "./snippets.ts";

const secret = `mr_live_${"a".repeat(38)}`;

describe.each(["feature-extraction", "text-classification"])("a snippet for %s", (task) => {
  const subject = { apiUrl: "http://localhost:8080", deployment: "embed", task };

  test.each(SNIPPET_LANGUAGES)("in %s names the deployment, the address and the key at hand", (language) => {
    const snippet = snippetsFor({ ...subject, secret })[language];
    expect(snippet).toContain("embed");
    expect(snippet).toContain("http://localhost:8080");
    expect(snippet).toContain(secret);
  });

  test.each(SNIPPET_LANGUAGES)("in %s reads the key from the environment when there is none", (language) => {
    const snippet = snippetsFor(subject)[language];
    expect(snippet).toContain("MILLRACE_KEY");
    expect(snippet).not.toContain("undefined");
  });
});
