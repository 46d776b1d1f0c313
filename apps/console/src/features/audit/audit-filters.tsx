"use client";

import type { LogActor } from "@millrace/audit";
import { Button, Input, Select } from "@millrace/ui";
import { Search, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useMessages, useTranslations } from "next-intl";
import type { FormEvent } from "react";
import { useTeamPath } from "../team-address/team-address.tsx";
import { TeamLink } from "../team-address/team-link.tsx";
import { type AuditQuery, auditAddress, isNarrowed } from "./audit-query.ts";
import { useTypeText, useVerbText } from "./use-verb-text.ts";

const ANY = "any";
const TEXT_LENGTH_MAX = 200;

type Choice = { value: string; label: string };

/** Narrows the log; the choice lives in the address. */
export function AuditFilters({ query, actors }: { query: AuditQuery; actors: readonly LogActor[] }) {
  const t = useTranslations("audit.filter");
  const router = useRouter();
  const inTeam = useTeamPath();
  const choices = useChoices(query, actors);

  function change(next: Partial<AuditQuery>) {
    router.push(`${inTeam("/audit")}?${new URLSearchParams(auditAddress(query, next))}`, { scroll: false });
  }

  function search(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const text = new FormData(event.currentTarget).get("text");
    change({ text: typeof text === "string" && text.trim() !== "" ? text.trim() : undefined });
  }

  return (
    <search aria-label={t("label")} className="flex flex-wrap items-center gap-2">
      <form onSubmit={search} className="flex w-full gap-2 sm:w-60">
        <Input
          key={query.text}
          type="search"
          name="text"
          defaultValue={query.text}
          maxLength={TEXT_LENGTH_MAX}
          placeholder={t("textPlaceholder")}
          aria-label={t("text")}
        />
        <Button type="submit" size="icon" aria-label={t("submit")} title={t("submit")}>
          <Search aria-hidden />
        </Button>
      </form>
      {(["type", "verb", "person"] as const).map((name) => (
        <Select
          key={name}
          aria-label={t(name)}
          className="w-auto max-w-52 min-w-32"
          value={query[name] ?? ANY}
          onValueChange={(value) => change({ [name]: value === ANY ? undefined : value })}
          options={choices[name]}
        />
      ))}
      <div className="flex flex-wrap gap-2">
        {(["from", "to"] as const).map((name) => (
          <label
            key={name}
            htmlFor={`audit-${name}`}
            className="flex items-center gap-1.5 text-sm text-ink-2"
          >
            {t(name)}
            <Input
              key={query[name]}
              id={`audit-${name}`}
              type="date"
              className="w-auto"
              defaultValue={query[name]}
              onChange={(event) => event.target.validity.valid && change({ [name]: event.target.value })}
            />
          </label>
        ))}
      </div>
      {isNarrowed(query) && (
        <Button asChild look="quiet">
          <TeamLink href="/audit" scroll={false}>
            <X aria-hidden />
            {t("clear")}
          </TeamLink>
        </Button>
      )}
    </search>
  );
}

type Choices = Record<"type" | "verb" | "person", Choice[]>;

/** What can be chosen; also what an address names and nobody offers. */
function useChoices(query: AuditQuery, actors: readonly LogActor[]): Choices {
  const t = useTranslations("audit");
  const { audit } = useMessages();
  const [verbText, typeText] = [useVerbText(), useTypeText()];
  const verbs = Object.entries(audit.verbs).flatMap(([noun, acts]) =>
    Object.keys(acts).map((act) => `${noun}.${act}`),
  );
  const words = (known: string[], chosen: string | undefined, textOf: (word: string) => string) =>
    withChosen(known, chosen).map((value) => ({ value, label: textOf(value) }));
  const label = (id: string) => actors.find((actor) => actor.id === id)?.label ?? id;
  const persons = withChosen(
    actors.map(({ id }) => id),
    query.person === "system" ? undefined : query.person,
  );
  return {
    type: [
      { value: ANY, label: t("filter.anyType") },
      ...words(Object.keys(audit.types), query.type, typeText),
    ],
    verb: [{ value: ANY, label: t("filter.anyVerb") }, ...words(verbs, query.verb, verbText)],
    person: [
      { value: ANY, label: t("filter.anyPerson") },
      { value: "system", label: t("system") },
      ...persons.map((id) => ({ value: id, label: label(id) })),
    ],
  };
}

function withChosen(known: readonly string[], chosen: string | undefined): string[] {
  return chosen === undefined || known.includes(chosen) ? [...known] : [...known, chosen];
}
