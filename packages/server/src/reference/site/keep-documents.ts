import type { Page } from '../content/index.ts';
import type { Document } from './document.ts';

/** `forget` says that the document is to be made anew when it is next asked for. */
export type MakeDocument = (forget: () => void) => Document | Promise<Document>;
export type KeepDocument = (pages: readonly Page[], key: string, make: MakeDocument) => Promise<Document>;

/**
 * Keeps what was made of a list of pages for as long as there is that list: a site that changes gives another one.
 * Callers who ask while it is being made wait for the same; what failed is made anew.
 */
export function keepDocuments(): KeepDocument {
  const kept = new WeakMap<readonly Page[], Map<string, Promise<Document>>>();
  return (pages, key, make) => {
    const documents = kept.get(pages) ?? new Map<string, Promise<Document>>();
    kept.set(pages, documents);
    const known = documents.get(key);
    if (known !== undefined) return known;
    let isForgotten = false;
    const forget = () => {
      isForgotten = true;
    };
    const made = (async () => make(forget))();
    documents.set(key, made);
    made.catch(forget).then(() => isForgotten && documents.delete(key));
    return made;
  };
}
