/** The minimal request of the first model's page, word for word. */
export const SAMPLE_REQUEST = {
  model: 'wan-2-7-image-pro',
  prompt: 'A clean editorial product image on a soft studio background',
  params: { aspect_ratio: '1:1', resolution: '2K', watermark: 'false', seed: 0 },
} as const;

/** A command to paste that makes a picture. The long poll answers when it is done. */
export function curlLine(url: string, key: string): string {
  return [
    `curl ${url}/api/v1/generations \\`,
    `  -H "Authorization: Bearer ${key}" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '{"model": "${SAMPLE_REQUEST.model}", "prompt": "a sailboat on a quiet lake at dawn"}'`,
  ].join('\n');
}
