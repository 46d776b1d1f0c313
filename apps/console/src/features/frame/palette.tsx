"use client";

import { Button, CommandPalette, type PaletteEntry } from "@millrace/ui";
import { useQuery } from "@tanstack/react-query";
import { Layers, Plus, Search, Server } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useTrpc } from "../../trpc/client.tsx";
import { useTeamPath } from "../team-address/team-address.tsx";
import { PLACES, type PlaceName } from "./places.ts";

export type PaletteProps = { visible: readonly PlaceName[]; mayDeploy: boolean; mayCreateKey: boolean };

/** Find or do anything: places, models, deployments, and the things one does most. */
export function Palette(props: PaletteProps) {
  const t = useTranslations("palette");
  const [open, setOpen] = useState(false);
  const groups = usePaletteGroups(open, props);

  useEffect(() => {
    function listen(event: KeyboardEvent) {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setOpen((shown) => !shown);
    }
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);

  return (
    <>
      <Button
        onClick={() => setOpen(true)}
        className="w-8 px-0 font-normal text-ink-3 md:w-64 md:justify-start md:px-2.5"
        aria-keyshortcuts="Meta+K Control+K"
      >
        <Search aria-hidden />
        <span className="sr-only md:not-sr-only">{t("open")}</span>
        <kbd aria-hidden className="figure ml-auto hidden text-xs md:inline">
          ⌘K
        </kbd>
      </Button>
      <CommandPalette
        open={open}
        onOpenChange={setOpen}
        label={t("title")}
        placeholder={t("placeholder")}
        emptyText={t("empty")}
        groups={groups}
      />
    </>
  );
}

function usePaletteGroups(open: boolean, { visible, mayDeploy, mayCreateKey }: PaletteProps) {
  const t = useTranslations();
  const router = useRouter();
  const inTeam = useTeamPath();
  const trpc = useTrpc();
  const sees = (place: PlaceName) => open && visible.includes(place);
  const models = useQuery(trpc.catalog.list.queryOptions(undefined, { enabled: sees("models") }));
  const deployments = useQuery(
    trpc.deployments.list.queryOptions(undefined, { enabled: sees("deployments") }),
  );
  const go = (href: string) => () => router.push(inTeam(href));

  const acts: PaletteEntry[] = [];
  if (mayDeploy)
    acts.push({ id: "act:deploy", label: t("deployments.deploy"), icon: Plus, act: go("/deployments/new") });
  if (mayCreateKey)
    acts.push({ id: "act:key", label: t("keys.create.open"), icon: Plus, act: go("/keys?create=1") });
  const places = PLACES.filter(({ name }) => visible.includes(name)).map(({ name, href, icon }) => ({
    id: `place:${name}`,
    label: t(`places.${name}`),
    icon,
    act: go(href),
  }));
  const deploymentEntries = (deployments.data ?? []).map(({ id, name, task }) => ({
    id: `deployment:${id}`,
    label: name,
    icon: Server,
    keywords: [task],
    act: go(`/deployments/${name}`),
  }));
  const modelEntries = (models.data ?? []).map(({ name, title, task }) => ({
    id: `model:${name}`,
    label: title,
    icon: Layers,
    keywords: [name, task],
    act: go(`/models/${name}`),
  }));
  return [
    { heading: t("palette.acts"), entries: acts },
    { heading: t("palette.places"), entries: places },
    { heading: t("places.deployments"), entries: deploymentEntries },
    { heading: t("places.models"), entries: modelEntries },
  ].filter(({ entries }) => entries.length > 0);
}
