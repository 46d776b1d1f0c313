import type { Wording } from "./words/words.ts";

type Page = Wording & { link: string; signature: string; locale: string };

const FONT = "font:16px/1.5 system-ui,-apple-system,'Segoe UI','PingFang SC','Microsoft YaHei',sans-serif";

/**
 * A page that needs nothing from anywhere: no image, no font, no style sheet, and no link but the one that is also written
 * out, so that whoever reads it sees where it leads.
 */
export function renderHtml({
  subject,
  paragraphs,
  action,
  link,
  unexpected,
  signature,
  locale,
}: Page): string {
  const href = escapeHtml(link);
  const lines = paragraphs.map((line) => `<p style="margin:0 0 12px"><bdi>${escapeHtml(line)}</bdi></p>`);
  return `<!doctype html>
<html lang="${escapeHtml(locale)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;padding:24px;background:#ffffff;color:#1b1f24;${FONT}">
<div style="max-width:560px;margin:0 auto">
${lines.join("\n")}
<p style="margin:20px 0"><a href="${href}" style="display:inline-block;padding:10px 18px;border-radius:6px;background:#1b1f24;color:#ffffff;text-decoration:none">${escapeHtml(action)}</a></p>
<p style="margin:0 0 20px;font-size:13px;word-break:break-all"><a href="${href}" style="color:#57606a">${href}</a></p>
<p style="margin:0 0 12px;font-size:14px;color:#57606a">${escapeHtml(unexpected)}</p>
<p style="margin:24px 0 0;padding-top:12px;border-top:1px solid #d0d7de;font-size:13px;color:#57606a">${escapeHtml(signature)}</p>
</div>
</body>
</html>
`;
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
