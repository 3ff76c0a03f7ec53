const CHARACTERS_MAX = 255;
const URL_CHARACTERS_MAX = 80;
const NAMELESS = 'file';

/** The last part of a path as a name to keep: no folders, nothing invisible, at most 255 characters. */
export function safeFileName(name: string | undefined): string {
  const base = (name ?? '').toWellFormed().split(/[/\\]/).at(-1) ?? '';
  const visible = base
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();
  const isName = visible !== '' && !/^\.+$/.test(visible);
  return isName ? shorten(visible) : NAMELESS;
}

/** Cuts the stem, so that what says the type stays. */
function shorten(name: string): string {
  const characters = Array.from(name);
  if (name.length <= CHARACTERS_MAX) return name;
  const extension = /\.[^.]{1,16}$/u.exec(name)?.[0] ?? '';
  let stem = '';
  for (const character of characters) {
    if (stem.length + character.length + extension.length > CHARACTERS_MAX) break;
    stem += character;
  }
  return `${stem}${extension}`;
}

/** The name in a media URL: plain ASCII that no client has to encode, with the extension its type asks for. */
export function urlFileName(name: string, mimeType: string): string {
  const stem = name
    .replace(/\.[^.]*$/, '')
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, URL_CHARACTERS_MAX);
  return withExtension(stem === '' ? NAMELESS : stem, mimeType);
}

/** The name with the extension of its type; one that has it already keeps it. */
export function withExtension(name: string, mimeType: string): string {
  const extension = `.${EXTENSIONS[mimeType] ?? 'bin'}`;
  const ending = /\.[a-z0-9]+$/.exec(name.toLowerCase())?.[0] ?? '';
  return ending === extension || OTHER_EXTENSIONS[mimeType]?.includes(ending) === true ? name : `${name}${extension}`;
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
  'video/webm': 'webm',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/wav': 'wav',
  'audio/aac': 'aac',
  'audio/ogg': 'ogg',
};

const OTHER_EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
  'image/jpeg': ['.jpeg', '.jpe'],
  'video/mp4': ['.m4v'],
  'video/quicktime': ['.qt'],
  'audio/mp4': ['.mp4'],
  'audio/wav': ['.wave'],
  'audio/ogg': ['.oga', '.opus'],
};

/** `Content-Disposition` for showing in place: an ASCII name for old clients, the real one by RFC 5987 where they differ. */
export function inlineDisposition(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_');
  const extended = plain === name ? '' : `; filename*=UTF-8''${encodeExtended(name)}`;
  return `inline; filename="${plain}"${extended}`;
}

function encodeExtended(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
