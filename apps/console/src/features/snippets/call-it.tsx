"use client";

import { CodeBlock, CopyButton, Tab, TabList, TabPanel, Tabs } from "@millrace/ui";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { SNIPPET_LANGUAGES, type SnippetLanguage, type SnippetSubject, snippetsFor } from "./snippets.ts";

const LANGUAGE_NAMES: Record<SnippetLanguage, string> = {
  curl: "curl",
  python: "Python",
  typescript: "TypeScript",
};

export type CallItProps = { subject: SnippetSubject; title?: ReactNode };

/** How to call a deployment, in three languages, ready to copy. */
export function CallIt({ subject, title }: CallItProps) {
  const t = useTranslations("snippets");
  const [language, setLanguage] = useState<SnippetLanguage>("curl");
  const snippets = snippetsFor(subject);
  return (
    <Tabs value={language} onValueChange={(value) => setLanguage(value as SnippetLanguage)}>
      <div className="flex min-h-12 flex-wrap items-center gap-2 border-b border-line px-4 py-2">
        {title && <h2 className="font-semibold">{title}</h2>}
        <div className="ml-auto flex items-center gap-1">
          <TabList aria-label={t("language")}>
            {SNIPPET_LANGUAGES.map((name) => (
              <Tab key={name} value={name}>
                {LANGUAGE_NAMES[name]}
              </Tab>
            ))}
          </TabList>
          <CopyButton text={snippets[language]} label={t("copy")} copiedLabel={t("copied")} />
        </div>
      </div>
      {SNIPPET_LANGUAGES.map((name) => (
        <TabPanel key={name} value={name} tabIndex={-1}>
          <CodeBlock
            code={snippets[name]}
            label={t("code", { language: LANGUAGE_NAMES[name] })}
            className="rounded-b-lg"
          />
        </TabPanel>
      ))}
    </Tabs>
  );
}
