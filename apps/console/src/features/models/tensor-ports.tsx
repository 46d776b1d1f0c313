import type { ModelVersion, TensorPort } from "@millrace/catalog";
import { Card, CardHeader, Cell, HeaderCell, Row, Table } from "@millrace/ui";
import { useTranslations } from "next-intl";

const DIRECTIONS = ["inputs", "outputs"] as const;

/** What a model of tensors takes and gives, under which names. */
export function TensorPorts({ version }: { version: ModelVersion }) {
  const t = useTranslations("models.ports");
  return (
    <Card className="overflow-hidden">
      <CardHeader title={t("title")} className="pb-1" />
      <Table aria-label={t("title")}>
        <thead>
          <tr>
            <HeaderCell>{t("direction")}</HeaderCell>
            <HeaderCell>{t("name")}</HeaderCell>
            <HeaderCell>{t("datatype")}</HeaderCell>
            <HeaderCell>{t("shape")}</HeaderCell>
          </tr>
        </thead>
        <tbody>
          {DIRECTIONS.flatMap((direction) =>
            version[direction].map((port) => (
              <Row key={`${direction}/${port.name}`}>
                <Cell className="text-ink-2">{t(direction)}</Cell>
                <Cell className="figure font-medium">{port.name}</Cell>
                <Cell className="figure">{port.datatype}</Cell>
                <Cell className="figure whitespace-nowrap">
                  <Shape shape={port.shape} />
                </Cell>
              </Row>
            )),
          )}
        </tbody>
      </Table>
    </Card>
  );
}

/** A dimension that may be of any size reads as a word, not as -1. */
function Shape({ shape }: Pick<TensorPort, "shape">) {
  const t = useTranslations("models.ports");
  if (shape.length === 0) return t("scalar");
  return `[${shape.map((size) => (size < 0 ? t("any") : size)).join(", ")}]`;
}
