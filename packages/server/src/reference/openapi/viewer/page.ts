import type { Assets } from './assets.ts';

/** Where the page and its files are. */
export const VIEWER_PATH = '/docs/api/reference';

/** The page as a browser gets it; all it shows comes from the description at `/api/v1/openapi.json`. */
export function viewerPage({ names }: Assets): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API reference - Rivya</title>
<meta name="description" content="Every call of this server's API, to read and to try.">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${VIEWER_PATH}/${names.viewerStyle}">
<link rel="stylesheet" href="${VIEWER_PATH}/${names.style}">
<script src="${VIEWER_PATH}/${names.viewer}" defer></script>
<script src="${VIEWER_PATH}/${names.start}" defer></script>
</head>
<body>
${HEADER}
<div id="reference" tabindex="-1">
<p class="notice" id="waiting">The reference is being loaded. It needs JavaScript; the <a href="/docs">docs</a> do not.</p>
</div>
</body>
</html>
`;
}

/** What is shown where the viewer is missing: how to get it, and where the same can be read without it. */
export function missingViewerPage(): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API reference - Rivya</title>
</head>
<body>
${HEADER}
<main>
<h1>The viewer is not installed</h1>
<p>This checkout was installed without its build steps. Run <code>npm run viewer --workspace rivya</code> in it and load
this page again. The API can be read in the <a href="/docs">docs</a> and in its
<a href="/api/v1/openapi.json">OpenAPI description</a> meanwhile.</p>
</main>
</body>
</html>
`;
}

const HEADER = `<header class="top">
<a class="skip" href="#reference">Skip to content</a>
<nav aria-label="Rivya"><a href="/docs">Rivya docs</a> <a href="/api/v1/openapi.json">OpenAPI description</a></nav>
</header>`;
