import { PageHeader } from "@millrace/ui";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AllBooks } from "../../../features/operator/all-books.tsx";
import { requireOperator } from "../../../server/require-operator.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("places"))("books") };
}

export default async function OperatorBooksPage() {
  const [, t] = await Promise.all([requireOperator(), getTranslations("operator.books")]);
  return (
    <>
      <PageHeader title={t("title")} subtitle={t("subtitle")} />
      <AllBooks />
    </>
  );
}
