import { standingOf } from "@millrace/api";
import { accessOf, loadSubscriptions } from "@millrace/billing";
import { may } from "@millrace/teams";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { AccessNotice } from "../../../features/frame/access-notice.tsx";
import { Header } from "../../../features/frame/header.tsx";
import { MembershipWatch } from "../../../features/frame/membership-watch.tsx";
import { BottomBar, Sidebar } from "../../../features/frame/navigation.tsx";
import { placesFor } from "../../../features/frame/places.ts";
import { TeamAddress } from "../../../features/team-address/team-address.tsx";
import { environment } from "../../../server/environment.ts";
import { requireMember } from "../../../server/session.ts";
import { TrpcClient } from "../../../trpc/client.tsx";

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const member = await requireMember();
  const t = await getTranslations("frame");
  const visible = placesFor((permission) => may(member.actor, permission));
  const { isOperator } = member.session;
  const { database, clock } = environment();
  const subscriptions = await loadSubscriptions({ database }, [member.team.id]);
  return (
    <TeamAddress handle={member.team.handle}>
      <TrpcClient endpoint={`/api/t/${member.team.handle}/trpc`}>
        <a
          href="#content"
          className="sr-only z-50 rounded-md bg-water px-3 py-2 text-on-water focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
        >
          {t("skip")}
        </a>
        <MembershipWatch standing={standingOf(member.actor)} />
        <div className="flex min-h-dvh">
          <Sidebar visible={visible} isOperator={isOperator} />
          <div className="flex min-w-0 grow flex-col">
            <Header member={member} visible={visible} />
            <main
              id="content"
              tabIndex={-1}
              className="w-full max-w-7xl px-4 pt-6 pb-24 outline-none nav:px-6 nav:pt-7 nav:pb-12"
            >
              <AccessNotice
                access={accessOf(subscriptions.get(member.team.id) ?? null, clock.now())}
                mayReadBilling={may(member.actor, "billing.read")}
              />
              {children}
            </main>
          </div>
          <BottomBar visible={visible} isOperator={isOperator} />
        </div>
      </TrpcClient>
    </TeamAddress>
  );
}
