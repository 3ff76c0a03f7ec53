/** A multipart form with one file in the field `file`. */
export type FileForm = {
  readonly fields: ReadonlyMap<string, string>;
  readonly file: Uint8Array;
  readonly fileName: string;
  readonly mimeType: string;
  /** Object storage wants every other field before the file. */
  readonly isFileLast: boolean;
};

/** Parses a multipart body with exactly one file, in the field `file`, and no field twice; undefined for anything else. */
export async function readForm(contentType: string | undefined, body: Buffer): Promise<FileForm | undefined> {
  if (contentType === undefined || !/^multipart\/form-data;\s*boundary=/i.test(contentType)) return undefined;
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } })
    .formData()
    .catch(() => undefined);
  if (form === undefined) return undefined;

  const fields = new Map<string, string>();
  let file: File | undefined;
  let lastName = '';
  for (const [name, value] of form.entries()) {
    lastName = name;
    if (typeof value === 'string') {
      if (fields.has(name)) return undefined;
      fields.set(name, value);
      continue;
    }
    if (name !== 'file' || file !== undefined) return undefined;
    file = value;
  }
  if (file === undefined) return undefined;
  const isFileLast = lastName === 'file';
  return { fields, file: await file.bytes(), fileName: file.name, mimeType: file.type, isFileLast };
}
