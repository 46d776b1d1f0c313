import { classNames } from "@millrace/ui";
import { Fragment, type ReactNode } from "react";
import type { Inline } from "./parse-inline.ts";
import { type Block, parseMarkdown } from "./parse-markdown.ts";

export type MarkdownProps = {
  source: string;
  /** The level that a first-level heading of the text gets on this page. */
  topLevel: 2 | 3;
};

/** A stranger's Markdown as elements; nothing of it is ever read as HTML. */
export function Markdown({ source, topLevel }: MarkdownProps) {
  return (
    <div className="flex flex-col gap-3 leading-6 text-ink-2">
      {parseMarkdown(source).map((block, index) => (
        <BlockView key={index} block={block} topLevel={topLevel} />
      ))}
    </div>
  );
}

const HEADING_LEVEL_MAX = 6;

function BlockView({ block, topLevel }: { block: Block; topLevel: number }): ReactNode {
  switch (block.kind) {
    case "heading": {
      const level = Math.min(HEADING_LEVEL_MAX, block.level + topLevel - 1);
      const Heading = `h${level}` as "h2";
      return (
        <Heading
          className={classNames("mt-2 font-semibold text-ink first:mt-0", block.level <= 2 && "text-lg")}
        >
          <Line parts={block.children} />
        </Heading>
      );
    }
    case "paragraph":
      return (
        <p>
          <Line parts={block.children} />
        </p>
      );
    case "quote":
      return (
        <blockquote className="border-l-2 border-line-strong pl-3">
          <Line parts={block.children} />
        </blockquote>
      );
    case "code":
      return <CodeView text={block.text} />;
    case "list":
      return <ListView ordered={block.ordered} items={block.items} />;
    case "table":
      return <TableView header={block.header} rows={block.rows} />;
  }
}

function CodeView({ text }: { text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <pre tabIndex={0} className="overflow-x-auto rounded-md bg-sunken p-3 font-mono text-sm text-ink">
      <code>{text}</code>
    </pre>
  );
}

function ListView({ ordered, items }: { ordered: boolean; items: Inline[][] }) {
  const List = ordered ? "ol" : "ul";
  return (
    <List className={classNames("flex flex-col gap-1 pl-5", ordered ? "list-decimal" : "list-disc")}>
      {items.map((item, index) => (
        <li key={index}>
          <Line parts={item} />
        </li>
      ))}
    </List>
  );
}

const CELL_CLASSES = "px-3 py-1.5 text-left";

function TableView({ header, rows }: { header: Inline[][]; rows: Inline[][][] }) {
  const named = header.some((cell) => cell.length > 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <div tabIndex={0} className="overflow-x-auto rounded-md border border-line">
      <table className="w-full border-collapse">
        {named && (
          <thead>
            <tr className="border-b border-line">
              {header.map((cell, index) => (
                <HeaderCellView key={index} parts={cell} />
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {rows.map((row, index) => (
            <tr key={index} className="border-b border-line last:border-0">
              {row.map((cell, column) => (
                <td key={column} className={CELL_CLASSES}>
                  <Line parts={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A column without a name has no header, rather than an empty one. */
function HeaderCellView({ parts }: { parts: Inline[] }) {
  if (parts.length === 0) return <td />;
  return (
    <th scope="col" className={classNames(CELL_CLASSES, "font-medium")}>
      <Line parts={parts} />
    </th>
  );
}

function Line({ parts }: { parts: Inline[] }): ReactNode {
  return parts.map((part, index) => <Fragment key={index}>{inlineView(part)}</Fragment>);
}

function inlineView(part: Inline): ReactNode {
  switch (part.kind) {
    case "text":
      return part.text;
    case "code":
      return <code className="rounded-sm bg-sunken px-1 font-mono text-sm text-ink">{part.text}</code>;
    case "strong":
      return (
        <strong className="font-semibold text-ink">
          <Line parts={part.children} />
        </strong>
      );
    case "emphasis":
      return (
        <em>
          <Line parts={part.children} />
        </em>
      );
    case "link":
      return (
        <a
          href={part.href}
          rel="noopener noreferrer nofollow"
          className="font-medium text-water-ink underline underline-offset-2"
        >
          <Line parts={part.children} />
        </a>
      );
  }
}
