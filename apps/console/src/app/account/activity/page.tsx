import { ACTIVITY_DAYS, listActivity } from "@millrace/people";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { activityDetail } from "../../../features/account/activity-detail.ts";
import { ActivityScreen } from "../../../features/account/activity-screen.tsx";
import { environment } from "../../../server/environment.ts";
import { requireSession } from "../../../server/session.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account.places"))("activity") };
}

export default async function AccountActivityPage() {
  const session = await requireSession();
  if (session.ssoTeamId !== null) return null;
  const { database, clock } = environment();
  const activity = await listActivity({ database, clock }, session);
  return (
    <ActivityScreen
      days={ACTIVITY_DAYS}
      activity={activity.map(({ id, at, verb, address, before, after }) => ({
        id,
        at,
        verb,
        address,
        detail: activityDetail(before, after),
      }))}
    />
  );
}
