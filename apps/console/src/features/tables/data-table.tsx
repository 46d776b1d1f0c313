"use client";

import { Cell, classNames, HeaderCell, Row, Table } from "@millrace/ui";
import {
  type ColumnDef,
  createSortedRowModel,
  rowSortingFeature,
  sortFn_alphanumeric,
  sortFn_text,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { ArrowDown, ArrowUp, ChevronRight, ChevronsUpDown } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, text: sortFn_text },
});

/** The id of a column of buttons: on a narrow screen its header is read aloud only. */
const ACTS = "act";

export type DataColumn<T> = {
  id: string;
  header: string;
  cell: (row: T) => ReactNode;
  /** What the column sorts by; without it, it does not sort. */
  sortBy?: (row: T) => string | number | bigint;
  align?: "right";
  /** Left out on a narrow screen. */
  wideOnly?: boolean;
};

export type DataTableProps<T> = {
  label: string;
  columns: readonly DataColumn<T>[];
  /** In the order in which they are shown until the reader sorts them. */
  rows: T[];
  keyOf: (row: T) => string;
  /** Of a long table, only so many rows are shown until the reader opens the others. */
  fold?: Fold<T>;
};

export type Fold<T> = {
  after: number;
  /** What the others come to, where they are not shown. */
  closed: (hidden: readonly T[]) => string;
  /** What leads back. */
  open: string;
};

/** Rows that can be sorted by any column that has an order. */
export function DataTable<T extends object>({ label, columns, rows, keyOf, fold }: DataTableProps<T>) {
  const [isOpen, setOpen] = useState(false);
  const definitions = useMemo(() => columns.map(definitionOf<T>), [columns]);
  const table = useTable({ features, columns: definitions, data: rows, getRowId: keyOf });
  const byId = new Map(columns.map((column) => [column.id, column]));
  const sorted = table.getRowModel().rows;
  // One row alone would take the place of the one that tells of it.
  const folds = fold !== undefined && sorted.length > fold.after + 1;
  const shown = folds && !isOpen ? sorted.slice(0, fold.after) : sorted;
  return (
    <Table aria-label={label}>
      <thead>
        <tr>
          {table.getFlatHeaders().map(({ column }) => (
            <SortHeader
              key={column.id}
              column={byId.get(column.id)}
              sorted={column.getIsSorted()}
              toggle={column.getCanSort() ? () => column.toggleSorting() : undefined}
            />
          ))}
        </tr>
      </thead>
      <tbody>
        {shown.map((row) => (
          <Row key={row.id}>
            {columns.map((column) => (
              <Cell key={column.id} className={cellClasses(column)}>
                {column.cell(row.original)}
              </Cell>
            ))}
          </Row>
        ))}
        {folds && (
          <Row>
            <Cell colSpan={columns.length}>
              <FoldButton isOpen={isOpen} toggle={() => setOpen(!isOpen)}>
                {isOpen ? fold.open : fold.closed(sorted.slice(fold.after).map(({ original }) => original))}
              </FoldButton>
            </Cell>
          </Row>
        )}
      </tbody>
    </Table>
  );
}

type FoldButtonProps = { isOpen: boolean; toggle: () => void; children: ReactNode };

function FoldButton({ isOpen, toggle, children }: FoldButtonProps) {
  return (
    <button
      type="button"
      aria-expanded={isOpen}
      onClick={toggle}
      className="inline-flex items-center gap-1.5 rounded-sm text-left text-ink-2 hover:text-ink"
    >
      <ChevronRight aria-hidden className={classNames("size-4 shrink-0", isOpen && "rotate-90")} />
      {children}
    </button>
  );
}

function definitionOf<T extends object>(column: DataColumn<T>): ColumnDef<typeof features, T> {
  const { id, sortBy } = column;
  if (!sortBy) return { id, enableSorting: false };
  return { id, accessorFn: sortBy, sortFn: (a, b) => compare(sortBy(a.original), sortBy(b.original)) };
}

function compare(a: string | number | bigint, b: string | number | bigint): number {
  if (typeof a === "string" && typeof b === "string") return a.localeCompare(b);
  return a < b ? -1 : a > b ? 1 : 0;
}

function cellClasses(column: Pick<DataColumn<never>, "id" | "align" | "wideOnly">): string {
  return classNames(
    column.id === ACTS && "max-md:pl-0",
    column.align === "right" && "figure text-right whitespace-nowrap",
    column.wideOnly && "hidden md:table-cell",
  );
}

type SortHeaderProps<T> = {
  column: DataColumn<T> | undefined;
  sorted: false | "asc" | "desc";
  toggle: (() => void) | undefined;
};

const SORT_ICONS = { asc: ArrowUp, desc: ArrowDown, none: ChevronsUpDown };

function SortHeader<T>({ column, sorted, toggle }: SortHeaderProps<T>) {
  if (!column) return null;
  const Icon = SORT_ICONS[sorted || "none"];
  return (
    <HeaderCell
      className={classNames(
        column.align === "right" && "text-right",
        column.wideOnly && "hidden md:table-cell",
      )}
      aria-sort={sorted ? (sorted === "asc" ? "ascending" : "descending") : undefined}
    >
      {toggle ? (
        <button
          type="button"
          onClick={toggle}
          className={classNames(
            "group -my-1 inline-flex items-center gap-1 rounded-sm py-1 hover:text-ink",
            column.align === "right" && "flex-row-reverse",
          )}
        >
          {column.header}
          <Icon
            aria-hidden
            className={classNames(
              "size-3",
              !sorted && "opacity-0 group-hover:opacity-60 group-focus:opacity-60",
            )}
          />
        </button>
      ) : (
        <span className={classNames(column.id === ACTS && "max-md:sr-only")}>{column.header}</span>
      )}
    </HeaderCell>
  );
}
