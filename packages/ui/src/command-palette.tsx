"use client";

import { Command } from "cmdk";
import type { LucideIcon } from "lucide-react";
import { Dialog as Radix } from "radix-ui";

export type PaletteEntry = {
  id: string;
  label: string;
  icon: LucideIcon;
  /** Other words under which a person may look for it. */
  keywords?: string[];
  act: () => void;
};

export type PaletteGroup = { heading: string; entries: readonly PaletteEntry[] };

export type CommandPaletteProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  label: string;
  placeholder: string;
  emptyText: string;
  groups: readonly PaletteGroup[];
};

/** Find or do anything from the keyboard. */
export function CommandPalette(props: CommandPaletteProps) {
  const { open, onOpenChange, label, placeholder, emptyText, groups } = props;
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-veil" />
        <Radix.Content className="fixed top-[12vh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 overflow-hidden rounded-lg border border-line-strong bg-raised shadow-overlay">
          <Radix.Title className="sr-only">{label}</Radix.Title>
          <Radix.Description className="sr-only">{placeholder}</Radix.Description>
          <Command label={label} loop filter={containsWords}>
            <Command.Input
              placeholder={placeholder}
              className="h-12 w-full border-b border-line bg-transparent px-4 text-lg outline-none placeholder:text-ink-3"
            />
            <Command.List className="max-h-[50vh] overflow-y-auto p-1.5">
              <Command.Empty className="px-3 py-8 text-center text-ink-2">{emptyText}</Command.Empty>
              {groups.map((group) => (
                <Command.Group
                  key={group.heading}
                  heading={group.heading}
                  className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-3"
                >
                  {group.entries.map((entry) => (
                    <Entry key={entry.id} entry={entry} close={() => onOpenChange(false)} />
                  ))}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Every word that was typed must occur in the label or the keywords; ids are not searched. */
function containsWords(_id: string, search: string, keywords: string[] = []): number {
  const text = keywords.join(" ").toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
    ? 1
    : 0;
}

function Entry({ entry, close }: { entry: PaletteEntry; close: () => void }) {
  const Icon = entry.icon;
  return (
    <Command.Item
      value={entry.id}
      keywords={[entry.label, ...(entry.keywords ?? [])]}
      onSelect={() => {
        close();
        entry.act();
      }}
      className="flex h-9 cursor-default items-center gap-2.5 rounded-md px-2.5 select-none data-[selected=true]:bg-sunken"
    >
      <Icon className="size-4 shrink-0 text-ink-3" aria-hidden />
      <span className="truncate">{entry.label}</span>
    </Command.Item>
  );
}
