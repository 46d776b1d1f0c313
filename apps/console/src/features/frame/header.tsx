import type { Member } from "@millrace/teams";
import { AccountMenu } from "./account-menu.tsx";
import { LanguageMenu } from "./language-menu.tsx";
import { Palette } from "./palette.tsx";
import { ThemeMenu } from "./theme-menu.tsx";

export function Header({ member }: { member: Member }) {
  return (
    <header className="sticky top-0 z-20 flex h-13 items-center gap-2 border-b border-line bg-paper px-4 nav:px-6">
      <span className="flex min-w-0 items-center gap-2 font-medium">
        <span
          aria-hidden
          className="grid size-5 shrink-0 place-items-center rounded-[5px] bg-water text-xs text-on-water"
        >
          {firstLetter(member.team.name)}
        </span>
        <span className="truncate">{member.team.name}</span>
      </span>
      <div className="ml-auto flex items-center gap-1.5">
        <Palette />
        <LanguageMenu />
        <ThemeMenu />
        <AccountMenu
          name={member.person.name}
          email={member.person.email}
          initials={firstLetter(member.person.name)}
        />
      </div>
    </header>
  );
}

function firstLetter(name: string): string {
  return [...name.trim()][0]?.toLocaleUpperCase() ?? "?";
}
