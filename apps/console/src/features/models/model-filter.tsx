import { TASKS } from "@millrace/catalog";
import { Button, Input, Segment, Segmented } from "@millrace/ui";
import { Search } from "lucide-react";
import Form from "next/form";
import { useTranslations } from "next-intl";
import { TaskName } from "../tasks/task-name.tsx";
import { TeamLink } from "../team-address/team-link.tsx";

export type ModelFilterProps = { task: string | undefined; search: string | undefined };

/** Search by words and by task; both live in the address. */
export function ModelFilter({ task, search }: ModelFilterProps) {
  const t = useTranslations("models.filter");
  const keep = search ? { search } : {};
  return (
    <div className="mb-4 flex flex-wrap items-center gap-3">
      <Form action="/models" role="search" className="flex w-full gap-2 sm:w-80">
        {task && <input type="hidden" name="task" value={task} />}
        <Input
          type="search"
          name="search"
          defaultValue={search}
          placeholder={t("placeholder")}
          aria-label={t("label")}
        />
        <Button type="submit" size="icon" aria-label={t("submit")} title={t("submit")}>
          <Search aria-hidden />
        </Button>
      </Form>
      <Segmented label={t("task")}>
        <Segment current={!task}>
          <TeamLink href={{ query: keep }}>{t("allTasks")}</TeamLink>
        </Segment>
        {TASKS.map((name) => (
          <Segment key={name} current={task === name}>
            <TeamLink href={{ query: { ...keep, task: name } }} className="whitespace-nowrap">
              <TaskName task={name} />
            </TeamLink>
          </Segment>
        ))}
      </Segmented>
    </div>
  );
}
