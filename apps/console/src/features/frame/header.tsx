import { listTeams, type Member, may } from "@millrace/teams";
import { environment } from "../../server/environment.ts";
import { AccountMenu } from "./account-menu.tsx";
import { firstLetter } from "./first-letter.ts";
import { LanguageMenu } from "./language-menu.tsx";
import { Palette } from "./palette.tsx";
import type { PlaceName } from "./places.ts";
import { TeamSwitcher } from "./team-switcher.tsx";
import { ThemeMenu } from "./theme-menu.tsx";

export type HeaderProps = { member: Member; visible: readonly PlaceName[] };

export async function Header({ member, visible }: HeaderProps) {
  const { database, clock } = environment();
  const { session, person, team } = member;
  const teams = await listTeams({ database, clock }, session);
  return (
    <header className="sticky top-0 z-20 flex h-13 items-center gap-2 border-b border-line bg-paper px-4 nav:px-6">
      <TeamSwitcher
        current={{ handle: team.handle, name: team.name }}
        teams={teams.map(({ handle, name, role, roleName }) => ({ handle, name, role, roleName }))}
        mayFound={session.ssoTeamId === null}
      />
      <div className="ml-auto flex shrink-0 items-center gap-1.5">
        <Palette
          visible={visible}
          mayDeploy={may(member.actor, "deployments.write")}
          mayCreateKey={may(member.actor, "keys.write")}
        />
        <LanguageMenu />
        <ThemeMenu />
        <AccountMenu name={person.name} email={person.email} initials={firstLetter(person.name)} />
      </div>
    </header>
  );
}
