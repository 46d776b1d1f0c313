"use client";

import "./globals.css";

/** When even the frame failed, and with it the reader's language: short, and in both. */
export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  const id = error instanceof Error && "digest" in error ? String(error.digest) : null;
  return (
    <html lang="en">
      <body>
        <main role="alert" className="grid min-h-dvh place-items-center p-6 text-center">
          <title>Millrace</title>
          <div>
            <h1 className="text-lg font-semibold">The console cannot answer right now</h1>
            <p className="mt-1 text-ink-2">
              Your deployments go on answering. Try again in a moment.
              <br />
              <span lang="zh-CN">控制台暂时无法响应，您的部署仍在正常服务。请稍后重试。</span>
            </p>
            {id && (
              <p className="mt-2 text-sm text-ink-2">
                Request id · <span lang="zh-CN">请求 ID</span> <code className="figure">{id}</code>
              </p>
            )}
            <button
              type="button"
              onClick={retry}
              className="mt-4 h-8 rounded-md bg-water px-3 font-medium text-on-water"
            >
              Try again · 重试
            </button>
          </div>
        </main>
      </body>
    </html>
  );
}
