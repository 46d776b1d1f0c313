"use client";

import { CodeBlock, CopyButton, classNames, Tab, TabList, TabPanel, Tabs } from "@millrace/ui";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import {
  type ApiFamily,
  SNIPPET_LANGUAGES,
  type SnippetLanguage,
  type SnippetSubject,
} from "./snippet-subject.ts";
import { familiesFor, snippetsFor } from "./snippets.ts";

const LANGUAGE_NAMES: Record<SnippetLanguage, string> = {
  curl: "curl",
  python: "Python",
  typescript: "TypeScript",
};

const FAMILY_NAMES: Record<ApiFamily, string> = {
  openai: "OpenAI",
  huggingface: "Hugging Face",
  oip: "Open Inference",
};

export type CallItProps = { subject: SnippetSubject; title?: ReactNode };

/** How to call a deployment through each API that answers for its task, in three languages, ready to copy. */
export function CallIt({ subject, title }: CallItProps) {
  const t = useTranslations("snippets");
  const families = familiesFor(subject);
  const [language, setLanguage] = useState<SnippetLanguage>("curl");
  const isAlone = families.length === 1;
  return (
    <Tabs defaultValue={families[0]} key={subject.task}>
      <div className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-2 px-4 pt-2">
        {title && <h2 className="font-semibold">{title}</h2>}
        <TabList aria-label={t("family")} className={classNames("ml-auto", isAlone && "border-transparent")}>
          {families.map((family) => (
            <Tab
              key={family}
              value={family}
              className={classNames(isAlone && "cursor-default bg-transparent!")}
            >
              {FAMILY_NAMES[family]}
            </Tab>
          ))}
        </TabList>
      </div>
      {families.map((family) => (
        <TabPanel key={family} value={family} tabIndex={-1}>
          <Languages subject={subject} family={family} language={language} onChoose={setLanguage} />
        </TabPanel>
      ))}
    </Tabs>
  );
}

type LanguagesProps = {
  subject: SnippetSubject;
  family: ApiFamily;
  language: SnippetLanguage;
  onChoose: (language: SnippetLanguage) => void;
};

/** The language stays when one looks at another API. */
function Languages({ subject, family, language, onChoose }: LanguagesProps) {
  const t = useTranslations("snippets");
  const snippets = snippetsFor(subject, family);
  return (
    <Tabs value={language} onValueChange={(value) => onChoose(value as SnippetLanguage)}>
      <div className="flex items-center justify-between gap-2 border-b border-line px-4 pt-1 pb-2">
        <TabList aria-label={t("language")}>
          {SNIPPET_LANGUAGES.map((name) => (
            <Tab key={name} value={name}>
              {LANGUAGE_NAMES[name]}
            </Tab>
          ))}
        </TabList>
        <CopyButton text={snippets[language]} label={t("copy")} copiedLabel={t("copied")} />
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
