import { createCssVariablesTheme, createHighlighterCore, type HighlighterCore, type ThemedToken } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import { escapeHtml } from '../html.ts';
import type { CodeBlock } from '../markdown/fences.ts';

const GRAMMARS = {
  bash: () => import('shiki/langs/shellscript.mjs'),
  json: () => import('shiki/langs/json.mjs'),
  python: () => import('shiki/langs/python.mjs'),
  typescript: () => import('shiki/langs/typescript.mjs'),
} as const;
type Grammar = keyof typeof GRAMMARS;

/** By the words that stand behind a fence. */
const GRAMMAR_OF: ReadonlyMap<string, Grammar> = new Map([
  ['bash', 'bash'],
  ['sh', 'bash'],
  ['json', 'json'],
  ['python', 'python'],
  ['py', 'python'],
  ['typescript', 'typescript'],
  ['ts', 'typescript'],
  ['javascript', 'typescript'],
  ['js', 'typescript'],
]);

const THEME = createCssVariablesTheme({ name: 'classes', variablePrefix: '--' });

let highlighter: Promise<HighlighterCore> | undefined;

/** Code as HTML with a class for each kind of word, which the style sheet gives its colour in either scheme. */
export async function colourCode({ language, code }: CodeBlock): Promise<string> {
  const grammar = GRAMMAR_OF.get(language);
  if (grammar === undefined) return escapeHtml(code);
  highlighter ??= createHighlighterCore({ themes: [THEME], langs: [], engine: createJavaScriptRegexEngine() });
  const ready = await highlighter;
  // Loaded when first seen: a page of shell commands does not wait for the grammar of TypeScript.
  await ready.loadLanguage(GRAMMARS[grammar]());
  const lines = ready.codeToTokensBase(code, { lang: grammar, theme: THEME.name ?? '' });
  return lines.map((line) => merge(line).map(write).join('')).join('\n');
}

type Word = { readonly text: string; readonly kind: string | undefined };

/** Neighbours of one kind as one: half the size of the page. Space takes the kind of what stands before it. */
function merge(tokens: readonly ThemedToken[]): readonly Word[] {
  const words: Word[] = [];
  for (const { content, color = '' } of tokens) {
    const last = words.at(-1);
    const kind = content.trim() === '' ? last?.kind : KINDS[color];
    if (last !== undefined && last.kind === kind) words[words.length - 1] = { kind, text: last.text + content };
    else words.push({ kind, text: content });
  }
  return words;
}

function write({ text, kind }: Word): string {
  return kind === undefined ? escapeHtml(text) : `<span class="${kind}">${escapeHtml(text)}</span>`;
}

/** The theme's colours as classes; what has none is shown in the colour of text. */
const KINDS: Readonly<Record<string, string>> = {
  'var(--token-comment)': 'k-comment',
  'var(--token-constant)': 'k-constant',
  'var(--token-function)': 'k-function',
  'var(--token-keyword)': 'k-keyword',
  'var(--token-punctuation)': 'k-mark',
  'var(--token-string)': 'k-string',
  'var(--token-string-expression)': 'k-string',
};
