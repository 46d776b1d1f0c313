/** Where a team's provider sends people back to: each team's own, so that no provider can answer for another. */
export function callbackOf(consoleUrl: string, team: string): string {
  return `${consoleUrl}/api/sso/${team}/callback`;
}

export type SsoPage = { team?: string; path?: string; refusal?: string };

/** The page where people begin to sign in through their team's provider, or read why that did not work. */
export function ssoPage({ team, path, refusal }: SsoPage): string {
  const query = new URLSearchParams();
  if (team) query.set("team", team);
  if (path) query.set("callbackUrl", path);
  if (refusal) query.set("refusal", refusal);
  return query.size === 0 ? "/sign-in/sso" : `/sign-in/sso?${query}`;
}

/** The page that somebody wanted if it is the team's, which is all that the session opens; else the team's first. */
export function pathInTeam(path: string, team: string): string {
  const home = `/t/${team}`;
  return path === home || path.startsWith(`${home}/`) || path.startsWith(`${home}?`) ? path : home;
}

/** The handle in what people enter or paste as their team's address: `acme-7k2m9q`, or any page of the team. */
export function handleOf(text: string): string | null {
  const [, handle] =
    /^(?:\S*\/t\/)?([a-z0-9-]+-[a-z0-9]{6})(?:[/?#]\S*)?$/.exec(text.trim().toLowerCase()) ?? [];
  return handle ?? null;
}
