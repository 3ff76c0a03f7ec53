import { readFileSync } from 'node:fs';

/** The version of this package. */
export function ownVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const hasVersion = manifest !== null && typeof manifest === 'object' && 'version' in manifest;
  return hasVersion ? String(manifest.version) : 'unknown';
}
