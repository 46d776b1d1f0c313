"use client";

import { Button, Dialog, DialogContent, Tab, TabList, TabPanel, Tabs } from "@millrace/ui";
import { UserPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { InviteByEmail } from "./invite-by-email.tsx";
import { InviteByLink } from "./invite-by-link.tsx";
import { InviteMany } from "./invite-many.tsx";
import { type Made, MadeDialog } from "./made-dialog.tsx";
import { type Outcomes, OutcomesDialog } from "./outcomes-dialog.tsx";
import type { RoleChoice } from "./role-field.tsx";

export type InviteDialogProps = {
  /** Those that the reader may give. */
  roles: readonly RoleChoice[];
  consoleUrl: string;
  sendsMail: boolean;
};

type Shown =
  | { what: "nothing" | "form" }
  | { what: "made"; made: Made }
  | { what: "outcomes"; outcomes: Outcomes };

const WAYS = ["email", "link", "list"] as const;

/** The button, and behind it three ways to invite; each ends in what came of it. */
export function InviteDialog({ roles, consoleUrl, sendsMail }: InviteDialogProps) {
  const t = useTranslations("invitations");
  const [shown, setShown] = useState<Shown>({ what: "nothing" });
  const close = () => setShown({ what: "nothing" });
  const showMade = (made: Made) => setShown({ what: "made", made });
  return (
    <>
      <Button look="primary" onClick={() => setShown({ what: "form" })}>
        <UserPlus aria-hidden />
        {t("invite")}
      </Button>
      {shown.what === "form" && (
        <Dialog open onOpenChange={(open) => !open && close()}>
          <DialogContent title={t("dialog.title")} closeLabel={t("dialog.close")}>
            <Tabs defaultValue="email">
              <TabList aria-label={t("dialog.ways")} className="mb-4">
                {WAYS.map((way) => (
                  <Tab key={way} value={way}>
                    {t(`dialog.${way}`)}
                  </Tab>
                ))}
              </TabList>
              <TabPanel value="email">
                <InviteByEmail roles={roles} sendsMail={sendsMail} onMade={showMade} />
              </TabPanel>
              <TabPanel value="link">
                <InviteByLink roles={roles} onMade={showMade} />
              </TabPanel>
              <TabPanel value="list">
                <InviteMany
                  roles={roles}
                  sendsMail={sendsMail}
                  onDone={(outcomes) => setShown({ what: "outcomes", outcomes })}
                />
              </TabPanel>
            </Tabs>
          </DialogContent>
        </Dialog>
      )}
      {shown.what === "made" && (
        <MadeDialog made={shown.made} consoleUrl={consoleUrl} sendsMail={sendsMail} onClose={close} />
      )}
      {shown.what === "outcomes" && (
        <OutcomesDialog outcomes={shown.outcomes} sendsMail={sendsMail} onClose={close} />
      )}
    </>
  );
}
