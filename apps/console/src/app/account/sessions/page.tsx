import { describeDevice, listSessions } from "@millrace/people";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SessionsScreen } from "../../../features/account/sessions-screen.tsx";
import { environment } from "../../../server/environment.ts";
import { requireSession } from "../../../server/session.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account.places"))("sessions") };
}

export default async function AccountSessionsPage() {
  const session = await requireSession();
  if (session.ssoTeamId !== null) return null;
  const { database, clock } = environment();
  const sessions = await listSessions({ database, clock }, session);
  return (
    <SessionsScreen
      sessions={sessions.map(({ userAgent, ...row }) => ({ ...row, device: describeDevice(userAgent) }))}
    />
  );
}
