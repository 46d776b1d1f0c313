/** Behind the `#`, so that the token reaches no server's log and no other page. */
export function invitationLink(consoleUrl: string, token: string): string {
  return `${consoleUrl.replace(/\/$/, "")}/invitation#${token}`;
}
