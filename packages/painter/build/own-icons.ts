import type { Choice } from './choose-icons.ts';

/** Subjects the icon set lacks, drawn for this package on the same 128 x 128 board. */
export const OWN_ICONS: readonly (Choice & {
  name: string;
  body: string;
  terms: readonly string[];
  zh: readonly string[];
})[] = [
  {
    name: 'lighthouse',
    anchor: 'stands',
    size: 0.5,
    terms: ['lighthouse', 'beacon'],
    zh: ['灯塔'],
    body: `<path fill="#8d6e63" d="M22 128c4-12 16-17 26-18h34c10 1 20 7 24 18z"/><path fill="#6d4c41" d="M62 110h20c10 1 20 7 24 18H70z"/>
<path fill="#f5f5f5" d="M52 40h24l8 72H44z"/><path fill="#d6d6d6" d="M66 40h10l8 72H68z"/>
<path fill="#e53935" d="M50 58h28l2 16H48zM46 90h36l2 17H44z"/><path fill="#b71c1c" d="M67 58h11l2 16H67zM67 90h15l2 17H68z"/>
<path fill="#37474f" d="M46 36h36v5H46z"/><path fill="#fff59d" d="M54 20h20v16H54z"/><path fill="#ffd54f" d="M64 20h10v16H64z"/>
<path fill="#37474f" d="M54 20h2v16h-2zM63 20h2v16h-2zM72 20h2v16h-2z"/><path fill="#c62828" d="M50 20 64 6l14 14z"/><path fill="#8e1c1c" d="M64 6l14 14H64z"/>
<circle cx="64" cy="5" r="2.5" fill="#37474f"/><path fill="#4e342e" d="M59 100a5 5 0 0 1 10 0v11H59z"/><path fill="#546e7a" d="M61 46h6v8h-6zM61 78h6v8h-6z"/>`,
  },
  {
    name: 'windmill',
    anchor: 'stands',
    size: 0.46,
    terms: ['windmill', 'mill'],
    zh: ['风车'],
    body: `<path fill="#efe3cd" d="M50 52h28l10 76H40z"/><path fill="#cdbb9b" d="M66 52h12l10 76H68z"/><path fill="#8d4b32" d="M46 54c2-14 10-22 18-22s16 8 18 22z"/>
<path fill="#6d3522" d="M64 32c8 0 16 8 18 22H66z"/><path fill="#5d4037" d="M58 106a6 6 0 0 1 12 0v22H58zM60 72h8v10h-8z"/>
<g fill="#fffaf0" stroke="#6d4c41" stroke-width="2"><path d="M65 44 92 8l9 7-33 31zM66 47l36 27-7 9-31-33zM63 48 36 84l-9-7 33-31zM62 45 26 18l7-9 31 33z"/></g>
<circle cx="64" cy="46" r="4.5" fill="#4e342e"/>`,
  },
];
