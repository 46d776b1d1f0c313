import { Wheel } from "@millrace/ui";
import type { ReactNode } from "react";
import { TrpcClient } from "../../trpc/client.tsx";
import { LanguageMenu } from "../frame/language-menu.tsx";
import { ThemeMenu } from "../frame/theme-menu.tsx";

export type EntryFrameProps = { title: string; subtitle?: string; children: ReactNode };

/** Around the pages of whoever is not signed in yet: one question in the middle of the screen. */
export function EntryFrame({ title, subtitle, children }: EntryFrameProps) {
  return (
    <TrpcClient endpoint="/api/trpc">
      <div className="flex min-h-dvh flex-col">
        <header className="flex h-13 items-center justify-end gap-1.5 px-4">
          <LanguageMenu />
          <ThemeMenu />
        </header>
        <main className="mx-auto flex w-full max-w-sm grow flex-col justify-center px-4 pb-32">
          <Wheel className="size-9 text-water" />
          <h1 className="mt-4 text-xl font-semibold tracking-tight">{title}</h1>
          {subtitle && <p className="mt-1 text-ink-2">{subtitle}</p>}
          <div className="mt-6 flex flex-col gap-4">{children}</div>
        </main>
      </div>
    </TrpcClient>
  );
}
