"use client";

import {
  Button,
  Cell,
  Dialog,
  DialogActions,
  DialogContent,
  HeaderCell,
  Row,
  Table,
  Tag,
} from "@millrace/ui";
import { useTranslations } from "next-intl";

type Outcome =
  | "invited"
  | "already_member"
  | "already_invited"
  | "not_an_address"
  | "other_domain"
  | "no_seat"
  | "duplicate"
  | "limit";

export type Outcomes = readonly { entry: string; outcome: Outcome }[];

export type OutcomesDialogProps = { outcomes: Outcomes; sendsMail: boolean; onClose: () => void };

/** What came of each entry of a list; those that need a second look come first. */
export function OutcomesDialog({ outcomes, sendsMail, onClose }: OutcomesDialogProps) {
  const t = useTranslations("invitations.outcomes");
  const invited = outcomes.filter(({ outcome }) => outcome === "invited");
  const rest = outcomes.filter(({ outcome }) => outcome !== "invited");
  return (
    <Dialog open>
      <DialogContent
        title={t("title")}
        description={t("summary", { invited: invited.length, rest: rest.length })}
        closeLabel={t("title")}
        dismissable={false}
        className="max-w-2xl"
      >
        {invited.length > 0 && <p className="mb-3 text-ink-2">{t(sendsMail ? "mailed" : "notMailed")}</p>}
        <div className="max-h-96 overflow-y-auto rounded-md border border-line">
          <Table aria-label={t("title")}>
            <thead>
              <tr>
                <HeaderCell>{t("columns.entry")}</HeaderCell>
                <HeaderCell>{t("columns.outcome")}</HeaderCell>
              </tr>
            </thead>
            <tbody>
              {[...rest, ...invited].map(({ entry, outcome }, index) => (
                <Row key={index}>
                  <Cell className="break-all">{entry}</Cell>
                  <Cell>
                    <Tag tone={outcome === "invited" ? "good" : "warn"}>{t(`of.${outcome}`)}</Tag>
                  </Cell>
                </Row>
              ))}
            </tbody>
          </Table>
        </div>
        <DialogActions>
          <Button look="primary" onClick={onClose} autoFocus>
            {t("done")}
          </Button>
        </DialogActions>
      </DialogContent>
    </Dialog>
  );
}
